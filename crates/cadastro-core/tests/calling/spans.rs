//! What a subscriber of `tracing` hears of a call, from this crate and from those below it.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use cadastro_core::Request;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::operations::{Customer, LIST, endpoint};
use crate::server::Server;

/// Writes down every field of every span and event.
#[derive(Clone, Default)]
struct Listener(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Fields(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }
    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_span_tells_the_operation_and_the_outcome_and_nothing_private() {
    let listener = Listener::default();
    let _listening = tracing::subscriber::set_default(listener.clone());
    let server = Server::answering("429 Too Many Requests", "Maria").await;
    let request = Request::new()
        .query("cpf", "11144477735")
        .header("x-a", "secret-header");
    let outcome = endpoint(&server).call::<Customer>(&LIST, request).await;
    assert!(outcome.is_err());
    let heard = listener.0.lock().unwrap().clone();
    for expected in [
        "otel.name=\"listCustomers\"",
        "http.request.method=\"GET\"",
        "url.template=\"/personal/identifications\"",
        "http.response.status_code=429",
        "error.type=\"429\"",
    ] {
        assert!(heard.contains(expected), "{expected} in {heard}");
    }
    for private in ["11144477735", "secret-header", "s3cr3t", "Maria"] {
        assert!(!heard.contains(private), "{private} in {heard}");
    }
}
