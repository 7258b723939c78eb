//! A bank on loopback: a token endpoint with exact rules and an API behind it, by the clock of the test. It has a thread
//! and a runtime of its own, so it sees what is on the wire whatever the client's runtime does.

mod ledger;
mod tls;
mod trouble;
mod wire;

pub(crate) use self::ledger::{Rules, Worth};
pub(crate) use self::tls::Certificates;
pub(crate) use self::trouble::Trouble;
pub(crate) use self::wire::{Heard, Reply};

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use cadastro_core::{Clock as _, ManualClock};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use self::ledger::Ledger;
use crate::dice::Dice;

pub(crate) const CLIENT_ID: &str = "parceiro";
pub(crate) const CLIENT_SECRET: &str = "segredo";
/// Both, for `Authorization`.
const BASIC: &str = "Basic cGFyY2Vpcm86c2VncmVkbw==";
pub(crate) const USER: &str = "usuario";
pub(crate) const PASSWORD: &str = "senha";

/// How often the bank lets everything that is on the wire arrive before it gives out a token.
const ROUNDS: usize = 16;

pub(crate) struct Bank {
    plain: SocketAddr,
    tls: SocketAddr,
    shared: Arc<Shared>,
    /// Dropped with the bank, which ends its thread.
    _open: oneshot::Sender<()>,
}

struct Shared {
    clock: ManualClock,
    state: Mutex<State>,
    changes: watch::Sender<()>,
    token_answers: watch::Sender<bool>,
    call_answers: watch::Sender<bool>,
    handshakes: watch::Sender<bool>,
    ears: watch::Sender<bool>,
}

struct State {
    rules: Rules,
    ledger: Ledger,
    token_requests: Vec<TokenRequest>,
    calls: Vec<Call>,
    troubles: VecDeque<Trouble>,
    /// What goes wrong by itself, and in how many of a hundred requests.
    bad_days: Option<(Dice, u64)>,
    refusals: usize,
    handshakes_waiting: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct TokenRequest {
    pub(crate) at: Duration,
    pub(crate) grant: String,
    pub(crate) heard: Heard,
    /// Whether it came over a connection with a client certificate.
    pub(crate) certified: bool,
    /// `None` if the connection was broken off.
    pub(crate) status: Option<u16>,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) token: Option<String>,
    /// Of the token, at the moment the request was here.
    pub(crate) worth: Worth,
}

impl Bank {
    pub(crate) fn opened(rules: Rules, clock: &ManualClock) -> Self {
        let shared = Arc::new(Shared {
            clock: clock.clone(),
            state: Mutex::new(State {
                rules,
                ledger: Ledger::default(),
                token_requests: Vec::new(),
                calls: Vec::new(),
                troubles: VecDeque::new(),
                bad_days: None,
                refusals: 0,
                handshakes_waiting: 0,
            }),
            changes: watch::Sender::new(()),
            token_answers: watch::Sender::new(true),
            call_answers: watch::Sender::new(true),
            handshakes: watch::Sender::new(true),
            ears: watch::Sender::new(true),
        });
        let (open, closed) = oneshot::channel();
        let (addresses, told) = std::sync::mpsc::channel();
        let bank = Arc::clone(&shared);
        std::thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.enable_io().build().unwrap().block_on(async move {
                let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let tls = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let both = (plain.local_addr().unwrap(), tls.local_addr().unwrap());
                addresses.send(both).unwrap();
                tokio::select! {
                    () = accept(plain, Arc::clone(&bank)) => {}
                    () = accept_tls(tls, bank) => {}
                    _ = closed => {}
                }
            });
        });
        let (plain, tls) = told.recv().unwrap();
        Self {
            plain,
            tls,
            shared,
            _open: open,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.plain)
    }

    pub(crate) fn tls_url(&self) -> String {
        format!("https://localhost:{}", self.tls.port())
    }

    pub(crate) fn token_requests(&self) -> Vec<TokenRequest> {
        self.shared.state().token_requests.clone()
    }

    /// The grants of all token requests, in order.
    pub(crate) fn grants(&self) -> Vec<String> {
        let requests = self.token_requests();
        requests.into_iter().map(|request| request.grant).collect()
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shared.state().calls.clone()
    }

    /// How many tokens were given out.
    pub(crate) fn minted(&self) -> usize {
        self.shared.state().ledger.len()
    }

    /// The greatest number of token requests in any 60 s.
    pub(crate) fn most_in_a_minute(&self) -> usize {
        let times: Vec<_> = self.token_requests().iter().map(|one| one.at).collect();
        let minute = Duration::from_secs(60);
        let within = |start: Duration| {
            let near = times.iter();
            near.filter(|at| **at >= start && **at < start + minute)
                .count()
        };
        times.iter().map(|start| within(*start)).max().unwrap_or(0)
    }

    /// Completes when so many token requests were heard in all.
    pub(crate) async fn heard_token_requests(&self, count: usize) {
        self.until(|state| state.token_requests.len() >= count)
            .await;
    }

    pub(crate) async fn heard_calls(&self, count: usize) {
        self.until(|state| state.calls.len() >= count).await;
    }

    pub(crate) async fn handshakes_waiting(&self, count: usize) {
        self.until(|state| state.handshakes_waiting >= count).await;
    }

    async fn until(&self, reached: impl Fn(&State) -> bool) {
        let mut changes = self.shared.changes.subscribe();
        loop {
            changes.borrow_and_update();
            if reached(&self.shared.state()) {
                return;
            }
            changes.changed().await.unwrap();
        }
    }

    pub(crate) fn rules(&self, change: impl FnOnce(&mut Rules)) {
        change(&mut self.shared.state().rules);
    }

    /// Makes the refresh token of a consent known.
    pub(crate) fn consented(&self, refresh: &str) {
        self.shared.state().ledger.consented(refresh);
    }

    /// What goes wrong with the next token requests.
    pub(crate) fn troubled(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.shared.state().troubles.extend(troubles);
    }

    /// Lets so many of a hundred token requests fail at random.
    pub(crate) fn bad_days(&self, dice: Dice, percent: u64) {
        self.shared.state().bad_days = Some((dice, percent));
    }

    pub(crate) fn good_days(&self) {
        self.shared.state().bad_days = None;
    }

    /// Takes back all access tokens.
    pub(crate) fn revoke(&self) {
        self.shared.state().ledger.revoke();
    }

    /// Gives out a token to somebody else with the same credentials.
    pub(crate) fn mint_elsewhere(&self) {
        let at = self.shared.clock.elapsed();
        let state = &mut *self.shared.state();
        state.ledger.mint(&state.rules, at);
    }

    /// Answers the next calls with 401, whatever their token.
    pub(crate) fn refuse(&self, calls: usize) {
        self.shared.state().refusals = calls;
    }

    /// Keeps answers of the token endpoint back. What is answered has happened by then.
    pub(crate) fn hold_token_answers(&self, hold: bool) {
        self.shared.token_answers.send_replace(!hold);
    }

    /// Keeps calls back before the bank looks at them, once they have arrived.
    pub(crate) fn hold_calls(&self, hold: bool) {
        self.shared.call_answers.send_replace(!hold);
    }

    /// Keeps TLS handshakes back.
    pub(crate) fn hold_handshakes(&self, hold: bool) {
        self.shared.handshakes.send_replace(!hold);
    }

    /// Stops to read: what is sent has not arrived until the bank listens again.
    pub(crate) fn deafen(&self, deaf: bool) {
        self.shared.ears.send_replace(!deaf);
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        let shared = Arc::clone(&shared);
        tokio::spawn(async move { shared.serve(stream, false).await });
    }
}

async fn accept_tls(listener: TcpListener, shared: Arc<Shared>) {
    let acceptor = Certificates::of_tests().acceptor();
    while let Ok((stream, _)) = listener.accept().await {
        stream.set_nodelay(true).unwrap();
        let (shared, acceptor) = (Arc::clone(&shared), acceptor.clone());
        tokio::spawn(async move {
            shared.change(|state| state.handshakes_waiting += 1);
            open(&shared.handshakes).await;
            shared.change(|state| state.handshakes_waiting -= 1);
            if let Ok(stream) = acceptor.accept(stream).await {
                let certified = stream.get_ref().1.peer_certificates().is_some();
                shared.serve(stream, certified).await;
            }
        });
    }
}

/// Completes when the gate is open.
async fn open(gate: &watch::Sender<bool>) {
    // The sender outlives this.
    let _ = gate.subscribe().wait_for(|open| *open).await;
}

impl Shared {
    async fn serve(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin, certified: bool) {
        let mut buffer = Vec::new();
        loop {
            open(&self.ears).await;
            let Some(heard) = wire::read(&mut stream, &mut buffer).await else {
                return;
            };
            open(&self.ears).await;
            let reply = match heard.target.as_str() {
                "/token" => self.token(heard, certified).await,
                "/open" => Some(Reply::json(200, "{}")),
                _ => Some(self.call(&heard).await),
            };
            let Some(reply) = reply else {
                return;
            };
            if reply.write(&mut stream).await.is_none() {
                return;
            }
        }
    }

    async fn token(&self, heard: Heard, certified: bool) -> Option<Reply> {
        // All that was on the wire before this request is heard before its answer kills a token.
        for _ in 0..ROUNDS {
            tokio::task::yield_now().await;
        }
        let at = self.clock.elapsed();
        let grant = heard.field("grant_type").unwrap_or_default();
        let mut reply = None;
        self.change(|state| {
            reply = state.token_answer(&heard, &grant, at);
            state.token_requests.push(TokenRequest {
                at,
                grant,
                heard,
                certified,
                status: reply.as_ref().map(|reply| reply.status),
            });
        });
        open(&self.token_answers).await;
        self.state().ledger.tell();
        reply
    }

    async fn call(&self, heard: &Heard) -> Reply {
        let token = heard
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::to_owned);
        self.change(|state| {
            let at = self.clock.elapsed();
            let worth = state.worth(token.as_deref(), at);
            let token = token.clone();
            state.calls.push(Call { token, worth });
        });
        open(&self.call_answers).await;
        let mut state = self.state();
        let worth = state.worth(token.as_deref(), self.clock.elapsed());
        if state.refusals > 0 {
            state.refusals -= 1;
            return Reply::empty(401);
        }
        match worth {
            Worth::Good => Reply::json(200, "{}"),
            _ => Reply::empty(401),
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changes.send_replace(());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn worth(&self, token: Option<&str>, now: Duration) -> Worth {
        token.map_or(Worth::Unknown, |token| {
            self.ledger.worth(&self.rules, token, now)
        })
    }

    fn token_answer(&mut self, heard: &Heard, grant: &str, now: Duration) -> Option<Reply> {
        let random = self.bad_days.as_mut();
        let random =
            random.and_then(|(dice, percent)| dice.percent(*percent).then(|| Trouble::any(dice)));
        match self.troubles.pop_front().or(random) {
            Some(Trouble::Reply(reply)) => return Some(reply),
            Some(Trouble::Reset) => return None,
            Some(Trouble::MintedBut(reply)) => {
                self.ledger.mint(&self.rules, now);
                return Some(reply);
            }
            Some(Trouble::MintedButReset) => {
                self.ledger.mint(&self.rules, now);
                return None;
            }
            None => {}
        }
        let refused = |status, code| {
            let body = format!(r#"{{"error":"{code}","error_description":"Motivo-Secreto"}}"#);
            Some(Reply::json(status, body))
        };
        let field = |name| heard.field(name).unwrap_or_default();
        let by_form = field("client_id") == CLIENT_ID && field("client_secret") == CLIENT_SECRET;
        let known = heard.header("authorization") == Some(BASIC)
            || by_form
            || !field("client_assertion").is_empty();
        if !known {
            return refused(401, "invalid_client");
        }
        let granted = match grant {
            "password" => field("username") == USER && field("password") == PASSWORD,
            "refresh_token" => {
                let refresh = field("refresh_token");
                self.ledger.is_refresh_good(&self.rules, &refresh, now)
            }
            _ => return refused(400, "unsupported_grant_type"),
        };
        if !granted {
            return refused(400, "invalid_grant");
        }
        Some(Reply::json(200, self.ledger.mint(&self.rules, now)))
    }
}
