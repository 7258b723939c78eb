//! BS2: a random walk over tokens, registrations, documents and the status.

use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cadastro_core::{Cnpj, ManualClock};
use cadastro_sandbox::{Bs2, Fault, Sandbox};
use fastrand::Rng;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::strict;
use crate::walker::Walker;

const TOKEN: &str = "gerarToken";
const PRE: &str = "cadastrarClienteParceiro";
const FULL: &str = "cadastrarEmBackground";
const STATUS: &str = "consultarStatusClienteParceiro";
const UPLOAD: &str = "uploadArquivoParceiro";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread")]
async fn bs2_answers_lawfully() {
    let clock = ManualClock::new(UNIX_EPOCH + Duration::from_secs(1_785_715_200));
    let builder = Sandbox::builder().with_clock(clock.clone());
    let sandbox = builder.with_body_limit(1 << 16).start().await.unwrap();
    let mut walk = Walk {
        walker: Walker::new(&sandbox),
        bs2: sandbox.bs2(),
        dice: Rng::with_seed(42),
        companies: Vec::new(),
    };
    for _ in 0..120 {
        clock.advance(Duration::from_secs(walk.dice.u64(5..90)));
        walk.tokens().await;
        for _ in 0..4 {
            walk.registration().await;
            walk.document().await;
            walk.status().await;
        }
    }
    walk.faults(&sandbox, &clock).await;
    walk.walker.show();
    assert_eq!(
        walk.walker.deviations().len(),
        0,
        "{:#?}",
        walk.walker.deviations()
    );
    // Each status that the document has was seen; of the status query, 201 alone is the sandbox's success.
    for operation in [TOKEN, PRE, FULL, STATUS, UPLOAD] {
        let mut documented = strict::statuses(operation);
        documented.retain(|status| (operation, *status) != (STATUS, 200));
        let seen: Vec<u16> = walk.walker.statuses(operation).into_keys().collect();
        assert_eq!(seen, documented, "{operation}");
    }
}

struct Walk {
    walker: Walker,
    bs2: Bs2,
    dice: Rng,
    companies: Vec<String>,
}

impl Walk {
    /// A token, by one of many ways, of which most are wrong; in the end there is one.
    async fn tokens(&mut self) {
        let mut refresh = String::new();
        for _ in 0..self.dice.usize(0..3) {
            let mut form = self.password_form();
            match self.dice.u8(0..7) {
                0 => form[0].1 = "client_credentials".to_owned(),
                1 => form[1].1 = "another-scope".to_owned(),
                2 => form[3].1 = "wrong".to_owned(),
                3 => form.clear(),
                4 => form.push(("client_id", self.bs2.client_id().to_owned())),
                5 => {
                    form.truncate(2);
                    form[0].1 = "refresh_token".to_owned();
                    form.push(("refresh_token", refresh.clone()));
                }
                _ => {}
            }
            let request = self.token_request(&form);
            let answered = self.walker.send(TOKEN, request).await;
            if let Some(token) = answered.body["refresh_token"].as_str() {
                token.clone_into(&mut refresh);
            }
        }
        let wrong = match self.dice.u8(0..5) {
            0 => self.walker.post("/auth/oauth/v2/token", JSON, "{}"),
            1 => self
                .walker
                .post("/auth/oauth/v2/token", FORM, "a=%FF")
                .header("authorization", "Basic _"),
            2 => self.walker.request(Method::PUT, "/auth/oauth/v2/token"),
            3 => self.walker.request(Method::POST, "/auth/oauth/v2/token"),
            _ => return,
        };
        self.walker.send(TOKEN, wrong).await;
        self.log_in().await;
    }

    async fn log_in(&mut self) {
        if self.bs2.access_token().is_none() {
            let request = self.token_request(&self.password_form());
            self.walker.send(TOKEN, request).await;
        }
    }

    async fn registration(&mut self) {
        let (operation, path) = if self.dice.bool() {
            (PRE, self.bs2.pre_registration_path())
        } else {
            (FULL, self.bs2.registration_path())
        };
        let body = self.company();
        let request = match self.dice.u8(0..12) {
            0 => self.walker.post(path, "text/plain", body.to_string()),
            1 => self.walker.post(path, JSON, "{"),
            2 => self.walker.post(path, JSON, vec![b' '; (1 << 16) + 1]),
            3 => self.walker.request(Method::DELETE, path),
            _ => self.walker.post(path, JSON, body.to_string()),
        };
        let request = self.authorised(request);
        let answered = self.walker.send(operation, request).await;
        if let Some(id) = answered.body["clienteId"].as_str() {
            self.companies.push(id.to_owned());
        }
    }

    async fn document(&mut self) {
        let path = format!("{}/documentos", self.place());
        let form = "multipart/form-data; boundary=x";
        let file = |name: &str, content: &str| {
            let head = "content-disposition: form-data; name=\"arquivo\"; filename";
            format!("--x\r\n{head}=\"{name}\"\r\n\r\n{content}\r\n--x--\r\n")
        };
        let request = match self.dice.u8(0..12) {
            0 => self.walker.post(&path, JSON, "{}"),
            1 => self.walker.post(&path, form, "--x--"),
            2 => self.walker.post(&path, form, "no form"),
            3 => self.walker.post(&path, form, file("a.pdf", "")),
            4 => self
                .walker
                .post(&path, "multipart/form-data", file("a.pdf", "a")),
            5 => self
                .walker
                .post(&path, form, file("a.pdf", &"a".repeat(1 << 16))),
            6 => self.walker.request(Method::PATCH, &path),
            kind => self
                .walker
                .post(&path, form, file(&format!("{}.pdf", kind % 3), "content")),
        };
        let request = self.authorised(request);
        self.walker.send(UPLOAD, request).await;
    }

    async fn status(&mut self) {
        let path = format!("{}/status", self.place());
        let method = if self.dice.u8(0..8) == 0 {
            Method::POST
        } else {
            Method::GET
        };
        let request = self.walker.request(method, &path);
        let request = self.authorised(request);
        self.walker.send(STATUS, request).await;
    }

    /// Refusals that the document has and that nobody can bring about from outside.
    async fn faults(&mut self, sandbox: &Sandbox, clock: &ManualClock) {
        clock.advance(Duration::from_secs(120));
        self.log_in().await;
        for (operation, path) in [
            (TOKEN, "/auth/oauth/v2/token".to_owned()),
            (PRE, self.bs2.pre_registration_path().to_owned()),
            (FULL, self.bs2.registration_path().to_owned()),
            (STATUS, format!("{}/status", self.place())),
            (UPLOAD, format!("{}/documentos", self.place())),
        ] {
            for status in strict::statuses(operation)
                .into_iter()
                .filter(|status| *status >= 400)
            {
                let injected = sandbox.inject(Fault::status(status).on(operation));
                let request = match operation {
                    STATUS => self.walker.get(&path),
                    _ => self.walker.post(&path, JSON, "{}"),
                };
                let request = self.authorised(request);
                let answered = self.walker.send(operation, request).await;
                assert_eq!(
                    (answered.status, injected.hits()),
                    (status, 1),
                    "{operation}"
                );
            }
        }
        let mut refused = 0;
        for _ in 0..12 {
            let request = self.token_request(&self.password_form());
            refused += u32::from(self.walker.send(TOKEN, request).await.status == 429);
        }
        assert!(refused >= 2);
    }

    /// Of a company that is known, mostly.
    fn place(&mut self) -> String {
        let id = match self.dice.u8(0..10) {
            0 => "no-uuid".to_owned(),
            1 => "d78fc4e5-37ca-4da3-adf2-9b082bf92280".to_owned(),
            _ => self
                .dice
                .choice(&self.companies)
                .cloned()
                .unwrap_or_default(),
        };
        format!("{}/{id}", self.bs2.pre_registration_path())
    }

    /// The token is right, mostly.
    fn authorised(&mut self, request: RequestBuilder) -> RequestBuilder {
        match (self.dice.u8(0..12), self.bs2.access_token()) {
            (0, _) | (_, None) => request,
            (1, _) => request.bearer_auth("unknown"),
            (_, Some(token)) => request.bearer_auth(token),
        }
    }

    fn password_form(&self) -> Vec<(&'static str, String)> {
        vec![
            ("grant_type", "password".to_owned()),
            ("scope", "onboarding-pj".to_owned()),
            ("username", self.bs2.username().to_owned()),
            ("password", self.bs2.password().to_owned()),
        ]
    }

    fn token_request(&self, form: &[(&'static str, String)]) -> RequestBuilder {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let pair = format!("{}:{}", self.bs2.client_id(), self.bs2.client_secret());
        let request = self.walker.post("/auth/oauth/v2/token", FORM, form);
        request.header("authorization", format!("Basic {}", STANDARD.encode(pair)))
    }

    /// A company with something wrong, or something odd, or nothing.
    fn company(&mut self) -> Value {
        let mut empresa = json!({
            "cnpj": self.cnpj(),
            "razaoSocial": "Padaria do Sandbox Ltda",
            "faturamentoMensal": 1000.5,
            "endereco": { "cep": "01001000", "cidade": "São Paulo" },
            "socios": [{ "nome": "Sócia", "telefone": "11999990000", "participacao": 100 }],
        });
        match self.dice.u8(0..12) {
            0 => empresa["cnpj"] = json!("11111111111111"),
            1 => empresa["cnpj"] = json!(12),
            2 => empresa["socios"][0]["cpf"] = json!("123"),
            3 => empresa["socios"] = json!({}),
            4 => empresa["fundadaEm"] = json!("NA"),
            5 => empresa["socios"][0]["telefone"] = json!("1"),
            6 => empresa["socios"][0]["participacao"] = json!(2),
            7 => empresa["endereco"]["cep"] = json!("x"),
            8 => empresa = Value::Null,
            _ => {}
        }
        json!({ "notificarCliente": self.dice.bool(), "empresa": empresa })
    }

    /// One with right check digits, every other one with letters.
    fn cnpj(&mut self) -> String {
        let root = if self.dice.bool() {
            format!("{:08}0001", self.dice.u32(..100_000_000))
        } else {
            (0..12)
                .map(|_| self.dice.alphanumeric().to_ascii_uppercase())
                .collect()
        };
        let mut all = (0..100).map(|digits| format!("{root}{digits:02}"));
        all.find(|cnpj| Cnpj::from(cnpj.as_str()).is_valid())
            .unwrap()
    }
}
