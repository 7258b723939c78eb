//! What a call says of itself once it has ended.

use cadastro::Error;

/// A logical call: one, however many requests it took.
pub(crate) struct Call {
    pub(crate) operation: &'static str,
    /// What the sandbox knows it by.
    pub(crate) mark: Mark,
    pub(crate) outcome: Outcome,
    /// Whether its time ran out: then an answer that the sandbox has sent may not have arrived.
    pub(crate) out_of_time: bool,
}

/// What the sandbox knows a call by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Mark {
    InteractionId(String),
    /// Also the customer and the file, which nobody else attaches.
    IdempotencyKey {
        key: String,
        customer: String,
        file: String,
    },
    /// A company that nobody else registers.
    Cnpj(String),
    /// A file that nobody else uploads, and the company it is for.
    File(String, String),
    /// A read that has nothing to tell it by.
    None,
}

/// How a call ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Delivered,
    /// An error that says that a 2xx had been received.
    Successful,
    /// An error that says that the request may have reached the server.
    Sent,
    /// An error that says that nothing was sent.
    NeverSent,
}

impl Outcome {
    pub(crate) fn of<T>(result: &Result<T, Error>) -> Self {
        match result {
            Ok(_) => Self::Delivered,
            Err(error) if error.was_successful() => Self::Successful,
            Err(error) if error.was_sent() => Self::Sent,
            Err(_) => Self::NeverSent,
        }
    }
}
