//! One task: it calls all operations, one after the other, in an order of its own.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cadastro::onboarding::{ClienteParaCadastrar, Empresa, Environment, Socio};
use cadastro::{
    Answer, Backoff, ClientAuthentication, Credentials, Error, OAuthTokens, Transport, Upload,
    attach, customers, onboarding,
};
use cadastro_sandbox::{Base39, Consent, Sandbox};

use crate::calls::{Call, Mark, Outcome};

/// The clients, which all tasks share.
pub(crate) struct Stage {
    people: Vec<customers::Client>,
    companies: Vec<customers::Client>,
    bs2: onboarding::Client,
    base39: attach::Client,
    platform: Base39,
    /// Makes each company, file and id one of its own.
    numbers: AtomicU64,
}

/// As many customers of each kind.
const CONSENTS: u64 = 8;

impl Stage {
    pub(crate) fn new(sandbox: &Sandbox) -> Result<Self, Error> {
        // What takes longer has failed, so that a round does not wait for its last call.
        let deadline = Duration::from_secs(5);
        let transport = Transport::builder()
            .with_call_timeout(deadline)
            .with_upload_timeouts(deadline, deadline)
            .build()?;
        let retry = || {
            let shortest = Duration::from_millis(5);
            Backoff::new().with_waits(shortest, shortest * 20)
        };
        let bank = sandbox.open_finance();
        let client = |consent: Consent| {
            let consent = bank.authorise(consent.with_records(60));
            let authentication =
                ClientAuthentication::basic(bank.client_id(), bank.client_secret());
            let tokens = OAuthTokens::refresh_token(
                bank.token_url(),
                authentication,
                consent.refresh_token(),
            );
            let tokens = tokens.with_transport(transport.clone()).build()?;
            customers::Client::builder(bank.base_url())
                .with_transport(transport.clone())
                .with_credentials(Credentials::from_source(tokens))
                .with_retry(retry())
                .build()
        };
        let people = (0..CONSENTS).map(|index| client(Consent::of_person(index)));
        let companies = (0..CONSENTS).map(|index| client(Consent::of_company(index)));
        let (bs2, platform) = (sandbox.bs2(), sandbox.base39());
        Ok(Self {
            people: people.collect::<Result<_, _>>()?,
            companies: companies.collect::<Result<_, _>>()?,
            bs2: onboarding::Client::builder(Environment::sandbox(bs2.url()))
                .with_login(
                    ClientAuthentication::basic(bs2.client_id(), bs2.client_secret()),
                    bs2.username(),
                    bs2.password(),
                )
                .with_transport(transport.clone())
                .with_retry(retry())
                .build()?,
            base39: attach::Client::builder(platform.api_key())
                .with_base_url(platform.url())
                .with_transport(transport)
                .with_retry(retry())
                .build()?,
            platform,
            numbers: AtomicU64::new(0),
        })
    }

    fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }
}

/// Calls until the time is over.
pub(crate) async fn work(stage: std::sync::Arc<Stage>, seed: u64, until: Instant) -> Vec<Call> {
    let mut task = Task {
        stage: &stage,
        dice: fastrand::Rng::with_seed(seed),
        calls: Vec::new(),
    };
    while Instant::now() < until {
        task.step().await;
        if task
            .calls
            .last()
            .is_some_and(|call| call.outcome == Outcome::NeverSent)
        {
            // There is no token for now.
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    task.calls
}

struct Task<'a> {
    stage: &'a Stage,
    dice: fastrand::Rng,
    calls: Vec<Call>,
}

impl Task<'_> {
    async fn step(&mut self) {
        match self.dice.u8(..10) {
            0 | 1 => self.page().await,
            2..=5 => self.single().await,
            6 => self.attach().await,
            _ => self.company().await,
        }
    }

    async fn page(&mut self) {
        let id = self.id();
        let page = self.dice.u32(1..=3);
        if self.dice.bool() {
            let bank = self.dice.choice(&self.stage.people).expect("consents");
            let call = bank.personal().identifications();
            let answer = call.with_interaction_id(&*id).page(page).await;
            self.note("personal identifications", Mark::InteractionId(id), &answer);
        } else {
            let bank = self.dice.choice(&self.stage.companies).expect("consents");
            let call = bank.business().identifications();
            let answer = call.with_interaction_id(&*id).page(page).await;
            self.note("business identifications", Mark::InteractionId(id), &answer);
        }
    }

    async fn single(&mut self) {
        let id = self.id();
        let mark = Mark::InteractionId(id.clone());
        let number = self.dice.usize(..self.stage.people.len());
        let (person, company) = (&self.stage.people[number], &self.stage.companies[number]);
        match self.dice.u8(..4) {
            0 => {
                let call = person.personal().qualifications();
                let answer = call.with_interaction_id(&*id).send().await;
                self.note("personal qualifications", mark, &answer);
            }
            1 => {
                let call = person.personal().financial_relations();
                let answer = call.with_interaction_id(&*id).send().await;
                self.note("personal financial relations", mark, &answer);
            }
            2 => {
                let call = company.business().qualifications();
                let answer = call.with_interaction_id(&*id).send().await;
                self.note("business qualifications", mark, &answer);
            }
            _ => {
                let call = company.business().financial_relations();
                let answer = call.with_interaction_id(&*id).send().await;
                self.note("business financial relations", mark, &answer);
            }
        }
    }

    async fn attach(&mut self) {
        let number = self.stage.number();
        let (customer, file) = (
            self.stage.platform.customer_id(number),
            self.stage.platform.file_id(number),
        );
        let key = self.id();
        let call = self.stage.base39.attach(customer.clone(), file.clone());
        let answer = call.with_idempotency_key(&*key).send().await;
        let mark = Mark::IdempotencyKey {
            key,
            customer,
            file,
        };
        self.note("attach", mark, &answer);
    }

    /// A company is registered, a few documents are uploaded, and its status is asked for.
    async fn company(&mut self) {
        let bs2 = &self.stage.bs2;
        let cnpj = cnpj(self.stage.number());
        let socio = Socio::new().set_nome("Nome Inventado");
        let empresa = Empresa::new().set_cnpj(&*cnpj).set_socios([socio]);
        let cliente = ClienteParaCadastrar::new().set_empresa(empresa);
        let mark = Mark::Cnpj(cnpj);
        let id = if self.dice.bool() {
            let answer = bs2.pre_register(&cliente).await;
            self.note("pre-registration", mark, &answer);
            answer
                .ok()
                .and_then(|answer| answer.into_value().cliente_id)
        } else {
            let answer = bs2.register(&cliente).await;
            self.note("registration", mark, &answer);
            answer
                .ok()
                .and_then(|answer| answer.into_value().cliente_id)
        };
        let Some(id) = id else { return };
        for _ in 0..self.dice.u8(1..4) {
            let name = format!("documento-{}.pdf", self.stage.number());
            let content = vec![b'%'; self.dice.usize(1..100_000)];
            let upload = Upload::from_bytes(&*name, content);
            let answer = bs2.upload(id.as_str(), upload).await;
            self.note("upload", Mark::File(id.as_str().to_owned(), name), &answer);
        }
        let answer = bs2.status(id.as_str()).await;
        self.note("status", Mark::None, &answer);
    }

    fn note<T>(&mut self, operation: &'static str, mark: Mark, answer: &Result<Answer<T>, Error>) {
        self.calls.push(Call {
            operation,
            mark,
            outcome: Outcome::of(answer),
            out_of_time: answer.as_ref().is_err_and(Error::is_timeout),
        });
    }

    /// A UUID of version 4.
    fn id(&mut self) -> String {
        uuid::Builder::from_random_bytes(self.dice.u128(..).to_be_bytes())
            .into_uuid()
            .to_string()
    }
}

/// The CNPJ with this number as its root and branch.
fn cnpj(number: u64) -> String {
    let mut digits = format!("{:012}", number % 1_000_000_000_000);
    for weights in [
        &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2][..],
        &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2],
    ] {
        let values = digits.bytes().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = values
            .zip(weights)
            .map(|(value, weight)| value * weight)
            .sum();
        let rest = sum % 11;
        let check = if rest < 2 { 0 } else { 11 - rest };
        digits.push_str(&check.to_string());
    }
    digits
}
