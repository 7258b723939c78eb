//! The call that attaches a file.

use std::fmt;

use cadastro_attach::{AttachFileParams, AttachRequest, Client as Generated, Customer, operations};
use cadastro_core::{Answer, Check, Error};

use super::fields::Fields;

/// Attaches a file to a customer; made by [`send`](Self::send).
#[must_use]
pub struct Attach {
    client: Generated,
    customer: String,
    file: String,
    expand: Vec<String>,
    fields: Option<Fields>,
    idempotency_key: Option<String>,
    external_client_id: Option<String>,
    checks: bool,
}

impl Attach {
    pub(super) fn new(
        client: Generated,
        customer: String,
        file: String,
        external_client_id: Option<String>,
        checks: bool,
    ) -> Self {
        Self {
            client,
            customer,
            file,
            expand: Vec::new(),
            fields: None,
            idempotency_key: None,
            external_client_id,
            checks,
        }
    }

    /// Gives these references in full in place of their ids. Where the type has an id only, as the `file` of an
    /// [`Attachment`](super::Attachment), what is given in full cannot be typed: the attachment is set aside, and read from
    /// the quarantined records of `attachments` as JSON.
    pub fn with_expand<T: Into<String>>(mut self, references: impl IntoIterator<Item = T>) -> Self {
        self.expand = references.into_iter().map(Into::into).collect();
        self
    }

    /// Gives these members of the customer only, or all but these. Any member of the answer may be absent then.
    pub fn with_fields(mut self, fields: Fields) -> Self {
        self.fields = Some(fields);
        self
    }

    /// The `Idempotency-Key`: whoever repeats the call with the same key within 24 hours gets the answer of the first
    /// success. Default: a new UUID, the same for all attempts, which answer and error tell.
    pub fn with_idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// The id of a tenant's external client, in place of what the client says.
    pub fn with_external_client_id(mut self, id: impl Into<String>) -> Self {
        self.external_client_id = Some(id.into());
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    ///
    /// [`Error::violations`] of the arguments; those of [`Endpoint::call`](cadastro_core::Endpoint::call). A 409 says
    /// that a call with the same key was still under way when the deadline came.
    pub async fn send(self) -> Result<Answer<Customer>, Error> {
        self.check()?;
        let mut params = AttachFileParams::new();
        if !self.expand.is_empty() {
            params = params.with_expand(self.expand);
        }
        if let Some(fields) = self.fields {
            params = params.with_fields(fields.into_wire());
        }
        if let Some(key) = self.idempotency_key {
            params = params.with_idempotency_key(key);
        }
        if let Some(id) = self.external_client_id {
            params = params.with_base39_external_client_id(id);
        }
        let body = AttachRequest::new(self.file);
        self.client.attach_file(self.customer, &body, params).await
    }

    fn check(&self) -> Result<(), Error> {
        const NAME: &str = "^[^,\\s-][^,\\s]*$";
        let mut check = Check::new();
        // Nothing but a list of names can be written as one, whether checks are wanted or not.
        let name = |check: &mut Check, name: &String| {
            let begins = !name.is_empty() && !name.starts_with('-');
            let splits = name.contains(|c: char| c == ',' || c.is_whitespace());
            check.pattern(begins && !splits, NAME);
        };
        check.member("expand", &self.expand, |check, names| {
            check.each(names, name);
        });
        check.optional("fields", &self.fields, |check, fields| {
            check.min_items(fields.names(), 1);
            check.each(fields.names(), name);
        });
        if self.checks {
            check.member("id", &self.customer, |check, id| {
                check.pattern(is_id(id, "cust_"), "^cust_[A-Za-z0-9_-]+$");
            });
            check.member("file", &self.file, |check, id| {
                check.pattern(is_id(id, "file_"), "^file_[A-Za-z0-9_-]+$");
            });
            check.optional("Idempotency-Key", &self.idempotency_key, |check, key| {
                check.min_length(key.trim(), 1);
            });
        }
        check
            .finish()
            .map_err(|violations| Error::invalid(&operations::ATTACH_FILE, violations))
    }
}

fn is_id(id: &str, prefix: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    id.strip_prefix(prefix)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(allowed))
}

impl fmt::Debug for Attach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attach")
            .field("expand", &self.expand)
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}
