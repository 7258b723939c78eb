//! Calls that give one object.

use std::fmt;

use cadastro_core::{Answer, Check, Decode, Endpoint, Error, InteractionId, Operation};

use super::client::{Client, Gives};
use super::presence::{Options, Presence};

/// A call that gives one object, `R`. It is made by [`send`](Self::send).
#[must_use]
pub struct Single<R> {
    endpoint: Endpoint,
    operation: &'static Operation,
    options: Options,
    gives: Gives<R>,
}

impl<R: Decode> Single<R> {
    pub(super) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            endpoint: client.endpoint().clone(),
            operation,
            options: Options {
                presence: client.presence().clone(),
                interaction_id: None,
            },
            gives: Gives::default(),
        }
    }

    /// What the bank is told about the customer, in place of what the client says.
    pub fn with_presence(mut self, presence: Presence) -> Self {
        self.options.presence = presence;
        self
    }

    /// The `x-fapi-interaction-id`. Default: a new UUID.
    pub fn with_interaction_id(mut self, id: impl Into<InteractionId>) -> Self {
        self.options.interaction_id = Some(id.into());
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// Those of [`Endpoint::call`], and [`Error::violations`] of the options.
    pub async fn send(self) -> Result<Answer<R>, Error> {
        let mut check = Check::new();
        self.options.check(&mut check);
        check
            .finish()
            .map_err(|violations| Error::invalid(self.operation, violations))?;
        let request = self.options.request();
        self.endpoint.call(self.operation, request).await
    }
}

impl<R> fmt::Debug for Single<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Single")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
