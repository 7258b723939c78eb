//! The three clients of the tour, set up for a sandbox.

use cadastro::{
    ClientAuthentication, Credentials, Error, OAuthTokens, Transport, attach, customers, onboarding,
};
use cadastro_sandbox::{Base39, Bs2, Consent, OpenFinance};

/// A bank, read with the consent of one of its customers. In life, tokens are had by `private_key_jwt` and over mTLS: see
/// the example `open_finance`.
pub(crate) fn bank(
    bank: &OpenFinance,
    consent: Consent,
    transport: &Transport,
) -> Result<customers::Client, Error> {
    let consent = bank.authorise(consent);
    let us = ClientAuthentication::basic(bank.client_id(), bank.client_secret());
    let tokens = OAuthTokens::refresh_token(bank.token_url(), us, consent.refresh_token())
        .with_transport(transport.clone())
        .build()?;
    customers::Client::builder(bank.origin())
        .with_transport(transport.clone())
        .with_credentials(Credentials::from_source(tokens))
        .build()
}

/// BS2, with the log-in of a partner.
pub(crate) fn bs2(bs2: &Bs2, transport: &Transport) -> Result<onboarding::Client, Error> {
    let us = ClientAuthentication::basic(bs2.client_id(), bs2.client_secret());
    onboarding::Client::builder(onboarding::Environment::sandbox(bs2.url()))
        .with_login(us, bs2.username(), bs2.password())
        .with_transport(transport.clone())
        .build()
}

/// base39, with an API key.
pub(crate) fn base39(base39: &Base39, transport: &Transport) -> Result<attach::Client, Error> {
    attach::Client::builder(base39.api_key())
        .with_base_url(base39.url())
        .with_transport(transport.clone())
        .build()
}
