//! Over https: what the client has to trust, and whom the server lets in.

use cadastro::{Error, Transport};
use cadastro_sandbox::{Certificates, Sandbox};

use crate::company::company;
use crate::stage::{Stage, builder, fate};

fn certificates(stage: &Stage) -> &Certificates {
    stage.sandbox.certificates().unwrap()
}

/// With these roots, and with the client certificate of this stage.
fn transport(stage: &Stage, roots: &Certificates, identity: Option<&Certificates>) -> Transport {
    let mut builder = builder(&stage.clock).with_root_certificate_pem(roots.root_pem());
    if let Some(identity) = identity {
        builder = builder.with_client_identity_pem(identity.client_identity_pem());
    }
    builder.build().unwrap()
}

/// Registers and attaches over this transport.
async fn both(stage: &Stage, transport: &Transport) -> [Result<(), Error>; 2] {
    let bs2 = stage.bs2_builder().with_transport(transport.clone());
    let base39 = stage.base39_builder().with_transport(transport.clone());
    let ids = stage.sandbox.base39();
    let base39 = base39.build().unwrap();
    let attach = base39.attach(ids.customer_id(0), ids.file_id(0));
    let bs2 = bs2.build().unwrap();
    [
        bs2.register(&company()).await.map(drop),
        attach.send().await.map(drop),
    ]
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_needs_no_certificate_of_its_own() {
    let stage = Stage::with(cadastro_sandbox::SandboxBuilder::with_tls).await;
    assert!(stage.sandbox.origin().starts_with("https://localhost:"));
    let transport = transport(&stage, certificates(&stage), None);
    for outcome in both(&stage, &transport).await {
        outcome.unwrap();
    }
    let effects = stage.sandbox.effects();
    assert_eq!((effects.registrations, effects.attachments), (1, 1));
}

#[tokio::test]
async fn mutual_tls_lets_in_whom_the_authority_knows() {
    let stage = Stage::with(cadastro_sandbox::SandboxBuilder::with_mutual_tls).await;
    let own = certificates(&stage);
    for outcome in both(&stage, &transport(&stage, own, Some(own))).await {
        outcome.unwrap();
    }
    assert_eq!(stage.sandbox.effects().registrations, 1);
}

#[tokio::test]
async fn without_a_certificate_or_with_a_stranger_s_nothing_is_done() {
    let stage = Stage::with(cadastro_sandbox::SandboxBuilder::with_mutual_tls).await;
    let stranger = Sandbox::builder().with_mutual_tls().start().await.unwrap();
    let own = certificates(&stage);
    for identity in [None, stranger.certificates()] {
        let [registered, attached] = both(&stage, &transport(&stage, own, identity)).await;
        // BS2 fails at its token already.
        let error = registered.unwrap_err();
        assert!(error.is_credentials() && !error.was_sent(), "{error}");
        let error = attached.unwrap_err();
        assert_eq!(error.status(), None, "{error}");
        assert!(!error.was_successful());
    }
    assert_eq!(stage.seen(), []);
    assert_eq!(
        stage.sandbox.effects(),
        cadastro_sandbox::Effects::default()
    );
}

#[tokio::test]
async fn a_server_that_is_not_trusted_gets_nothing() {
    let stage = Stage::with(cadastro_sandbox::SandboxBuilder::with_tls).await;
    let stranger = Sandbox::builder().with_tls().start().await.unwrap();
    let foreign = stranger.certificates().unwrap();
    let [registered, attached] = both(&stage, &transport(&stage, foreign, None)).await;
    let error = registered.unwrap_err();
    let token_call = error.credentials_error().unwrap().token_call().unwrap();
    assert!(token_call.is_connect() && !token_call.was_sent());
    let error = attached.unwrap_err();
    assert!(error.is_connect(), "{error}");
    assert_eq!(
        (fate(&error), error.attempts().len()),
        ((None, false, false), 1)
    );
    assert!(error.to_string().contains("certificate"), "{error}");
    assert_eq!(stage.seen(), []);
}
