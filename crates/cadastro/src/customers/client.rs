//! The client of one bank.

use std::fmt;
use std::marker::PhantomData;

use cadastro_core::{Credentials, Endpoint, EndpointBuilder, Error, RetryPolicy, Transport};
use cadastro_customers::{
    ResponseBusinessCustomersFinancialRelation, ResponseBusinessCustomersIdentification,
    ResponseBusinessCustomersQualification, ResponsePersonalCustomersFinancialRelation,
    ResponsePersonalCustomersIdentification, ResponsePersonalCustomersQualification, operations,
};

use super::identifications::Identifications;
use super::presence::Presence;
use super::single::Single;

/// The registration data that one bank has of one customer, read by the token of the customer's consent. Cloning is
/// cheap.
///
/// ```
/// use cadastro::Credentials;
/// use cadastro::customers::Client;
///
/// # fn main() -> Result<(), cadastro::Error> {
/// let bank = Client::builder("https://api.bank.example")
///     .with_credentials(Credentials::bearer("the access token of the consent"))
///     .build()?;
/// # let _ = bank;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    endpoint: Endpoint,
    presence: Presence,
}

impl Client {
    /// Sets up the client of a bank. `base_url` is the origin of its API, such as `https://api.bank.example`, to which
    /// the path of the API is added (`/open-banking/customers/v2`, [`BASE_PATH`](operations::BASE_PATH)); or, if it has a path, the whole base URL.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        // Settings are read from files with a line break at their end.
        let mut base_url = base_url.into().trim().to_owned();
        if !has_path(&base_url) {
            base_url.truncate(base_url.trim_end_matches('/').len());
            base_url.push_str(operations::BASE_PATH);
        }
        ClientBuilder {
            endpoint: Endpoint::builder(base_url),
            presence: Presence::new(),
        }
    }

    /// The data of a natural person.
    #[must_use]
    pub fn personal(&self) -> Personal<'_> {
        Personal(self)
    }

    /// The data of a legal entity.
    #[must_use]
    pub fn business(&self) -> Business<'_> {
        Business(self)
    }

    /// What the client calls through: for the generated client, with one function per operation as the document has it
    /// ([`generated::Client`](super::generated::Client)).
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    pub(super) fn presence(&self) -> &Presence {
        &self.presence
    }
}

/// Whether there is more than an origin.
fn has_path(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.trim_end_matches('/').contains(['/', '?', '#'])
}

/// Sets up a [`Client`].
#[must_use]
pub struct ClientBuilder {
    endpoint: EndpointBuilder,
    presence: Presence,
}

impl ClientBuilder {
    /// The transport to share with other clients; it has the certificate for mTLS. Default: one of its own, by
    /// [`Transport::new`].
    pub fn with_transport(mut self, transport: Transport) -> Self {
        self.endpoint = self.endpoint.with_transport(transport);
        self
    }

    /// The token of the consent, or what obtains it. Default: none.
    pub fn with_credentials(mut self, credentials: Credentials) -> Self {
        self.endpoint = self.endpoint.with_credentials(credentials);
        self
    }

    /// Whether and when a failed call is tried again. Default: [`Backoff`](cadastro_core::Backoff).
    pub fn with_retry(mut self, policy: impl RetryPolicy) -> Self {
        self.endpoint = self.endpoint.with_retry(policy);
        self
    }

    /// The limiter to share with other clients. Default: none.
    pub fn with_limiter(mut self, limiter: cadastro_core::Limiter) -> Self {
        self.endpoint = self.endpoint.with_limiter(limiter);
        self
    }

    /// What the bank is told about the customer with each call, unless the call says otherwise. Default: nothing.
    pub fn with_presence(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// As [`EndpointBuilder::build`]: all are [`Error::is_configuration`].
    pub fn build(self) -> Result<Client, Error> {
        Ok(Client {
            endpoint: self.endpoint.build()?,
            presence: self.presence,
        })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("endpoint", &self.endpoint)
            .field("presence", &self.presence)
            .finish()
    }
}

/// The data of a natural person, by [`Client::personal`].
#[derive(Clone, Copy, Debug)]
pub struct Personal<'a>(&'a Client);

impl Personal<'_> {
    /// Names, documents, filiation, contacts: page by page. Needs the permission
    /// `CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ`.
    pub fn identifications(self) -> Identifications<ResponsePersonalCustomersIdentification> {
        Identifications::new(self.0, &operations::CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS)
    }

    /// Occupation, income and patrimony. Needs the permission `CUSTOMERS_PERSONAL_ADITTIONALINFO_READ`.
    pub fn qualifications(self) -> Single<ResponsePersonalCustomersQualification> {
        Single::new(self.0, &operations::CUSTOMERS_GET_PERSONAL_QUALIFICATIONS)
    }

    /// Products, accounts and procurators. Needs the permission `CUSTOMERS_PERSONAL_ADITTIONALINFO_READ`.
    pub fn financial_relations(self) -> Single<ResponsePersonalCustomersFinancialRelation> {
        Single::new(
            self.0,
            &operations::CUSTOMERS_GET_PERSONAL_FINANCIAL_RELATIONS,
        )
    }
}

/// The data of a legal entity, by [`Client::business`].
#[derive(Clone, Copy, Debug)]
pub struct Business<'a>(&'a Client);

impl Business<'_> {
    /// Names, CNPJ, partners, administrators, contacts: page by page. Needs the permission
    /// `CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ`.
    pub fn identifications(self) -> Identifications<ResponseBusinessCustomersIdentification> {
        Identifications::new(self.0, &operations::CUSTOMERS_GET_BUSINESS_IDENTIFICATIONS)
    }

    /// Economic activities, revenue and patrimony. Needs the permission `CUSTOMERS_BUSINESS_ADITTIONALINFO_READ`.
    pub fn qualifications(self) -> Single<ResponseBusinessCustomersQualification> {
        Single::new(self.0, &operations::CUSTOMERS_GET_BUSINESS_QUALIFICATIONS)
    }

    /// Products, accounts and procurators. Needs the permission `CUSTOMERS_BUSINESS_ADITTIONALINFO_READ`.
    pub fn financial_relations(self) -> Single<ResponseBusinessCustomersFinancialRelation> {
        Single::new(
            self.0,
            &operations::CUSTOMERS_GET_BUSINESS_FINANCIAL_RELATIONS,
        )
    }
}

/// What a call gives back, without being one.
pub(super) type Gives<R> = PhantomData<fn() -> R>;
