//! The spans of calls as a subscriber has them: names, attributes with their types, events, and who is whose parent.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Whole(i64),
    /// What OpenTelemetry has no type for, and its bridge would write as text.
    Untyped(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) name: &'static str,
    pub(crate) parent: Option<u64>,
    pub(crate) id: u64,
    pub(crate) fields: BTreeMap<&'static str, Value>,
    /// The events inside, each as its fields.
    pub(crate) events: Vec<BTreeMap<&'static str, Value>>,
    pub(crate) closed: bool,
}

/// Hears the spans and events of `cadastro-core` on this thread.
#[derive(Clone, Default)]
pub(crate) struct Listener(Arc<Mutex<Vec<Heard>>>);

impl Listener {
    pub(crate) fn start() -> (Self, DefaultGuard) {
        let listener = Self::default();
        let subscriber = tracing_subscriber::registry().with(listener.clone());
        (listener, tracing::subscriber::set_default(subscriber))
    }

    /// All spans, in the order in which they began.
    pub(crate) fn spans(&self) -> Vec<Heard> {
        self.0.lock().unwrap().clone()
    }

    fn with(&self, id: &Id, change: impl FnOnce(&mut Heard)) {
        let mut spans = self.0.lock().unwrap();
        // Ids are used again, so the last one counts.
        if let Some(span) = spans.iter_mut().rfind(|span| span.id == id.into_u64()) {
            change(span);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        if !metadata.target().starts_with("cadastro_core") {
            return;
        }
        let span = context.span(id).unwrap();
        let mut heard = Heard {
            name: metadata.name(),
            parent: span.parent().map(|parent| parent.id().into_u64()),
            id: id.into_u64(),
            fields: BTreeMap::new(),
            events: Vec::new(),
            closed: false,
        };
        attributes.record(&mut Fields(&mut heard.fields));
        self.0.lock().unwrap().push(heard);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.with(id, |span| values.record(&mut Fields(&mut span.fields)));
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let Some(span) = context.event_span(event) else {
            return;
        };
        if event.metadata().target().starts_with("cadastro_core") {
            let mut fields = BTreeMap::new();
            event.record(&mut Fields(&mut fields));
            self.with(&span.id(), |span| span.events.push(fields));
        }
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        self.with(&id, |span| span.closed = true);
    }
}

struct Fields<'a>(&'a mut BTreeMap<&'static str, Value>);

impl Visit for Fields<'_> {
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name(), Value::Whole(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), Value::Text(value.to_owned()));
    }

    /// Names and messages are written by their `Display` here; numbers of other types as well, which is a mistake.
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}");
        let written = matches!(field.name(), "otel.name" | "message");
        let value = if written {
            Value::Text(text)
        } else {
            Value::Untyped(text)
        };
        self.0.insert(field.name(), value);
    }
}
