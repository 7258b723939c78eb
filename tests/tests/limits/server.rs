//! A server on loopback that answers from a list and counts what came, and credentials that note each attempt's turn.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use cadastro_core::{
    Clock, Credentials, CredentialsError, Documented, Endpoint, Idempotence, Limiter, Method,
    Operation, Security, Token, TokenNeed, TokenSource, Transport,
};
use tokio::net::TcpListener;

pub(crate) static LIST: Operation = Operation {
    id: "listCustomers",
    method: Method::Get,
    path: "/customers",
    request_media: &[],
    answers: &[Documented::empty(204)],
    security: Security::Bearer,
    scopes: &[],
    idempotence: Idempotence::Safe,
    interaction_id: false,
};

const LONG: Duration = Duration::from_secs(24 * 3600);

pub(crate) struct Server {
    port: u16,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// Answers in this order, and 204 when the list has come to its end.
    pub(crate) async fn start(answers: &[(u16, &[(&str, &str)])]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(AtomicUsize::new(0));
        let answers = answers.iter().map(|(status, headers)| {
            let headers = headers
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            (
                StatusCode::from_u16(*status).unwrap(),
                HeaderMap::from_iter(headers),
            )
        });
        let answers = Arc::new(Mutex::new(VecDeque::from_iter(answers)));
        let counted = Arc::clone(&requests);
        let answer = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let next = answers.lock().unwrap().pop_front();
            std::future::ready(next.unwrap_or((StatusCode::NO_CONTENT, HeaderMap::new())))
        };
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { port, requests }
    }

    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    pub(crate) fn endpoint(
        &self,
        transport: &Transport,
        limiter: &Limiter,
        turns: &Turns,
    ) -> Endpoint {
        Endpoint::builder(format!("http://127.0.0.1:{}", self.port))
            .with_transport(transport.clone())
            .with_credentials(Credentials::from_source(turns.clone()))
            .with_limiter(limiter.clone())
            .build()
            .unwrap()
    }
}

/// When each attempt was let go: it is then that it asks for its token.
#[derive(Clone, Default)]
pub(crate) struct Turns(Arc<Mutex<Vec<Duration>>>);

impl Turns {
    pub(crate) fn list(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl TokenSource for Turns {
    async fn token(&self, need: TokenNeed<'_>) -> Result<Token, CredentialsError> {
        self.0.lock().unwrap().push(need.clock().elapsed());
        Ok(Token::new("token"))
    }
}

/// A transport on which nothing times out before the call does.
pub(crate) fn transport(clock: impl Clock, call_timeout: Duration) -> Transport {
    Transport::builder()
        .without_system_roots()
        .with_clock(clock)
        .with_connect_timeout(LONG)
        .with_attempt_timeout(LONG)
        .with_call_timeout(call_timeout)
        .build()
        .unwrap()
}
