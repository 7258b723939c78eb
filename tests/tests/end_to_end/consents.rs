//! Consents of Open Finance: their tokens, what they permit, and what an error says when they are over.

use cadastro::customers::ResourceStatus;
use cadastro::{ClientAuthentication, Credentials, PrivateKeyJwt};
use cadastro_sandbox::{Consent, Fault, Resource, Spelling};

use crate::stage::{HOUR, MINUTE, SECOND, Stage, fate};

const TOKEN: &str = "token";
const QUALIFICATIONS: &str = "customersGetPersonalQualifications";

// Key pairs of tests, good for nothing else.
const KEY: &str = include_str!("../credentials/keys/client.pkcs8.pem");
const PUBLIC: &str = include_str!("../credentials/keys/client.public.pem");
const OTHER: &str = include_str!("../../../crates/cadastro/examples/support/signing_key.pem");

#[tokio::test]
async fn a_token_is_renewed_before_its_end_by_the_secret() {
    let stage = Stage::with(cadastro_sandbox::SandboxBuilder::without_limits).await;
    let consent = stage
        .sandbox
        .open_finance()
        .authorise(Consent::of_person(0));
    let bank = stage.bank_renewing(&consent, stage.receiver());
    for _ in 0..6 {
        let answer = bank.personal().qualifications().send().await.unwrap();
        assert_eq!(answer.attempts().len(), 1);
        stage.clock.advance(MINUTE * 14);
    }
    let seen = stage.seen();
    assert!(
        seen.iter().all(|(_, status)| *status == Some(200)),
        "{seen:?}"
    );
    let effects = stage.sandbox.effects();
    // They live 15 minutes. The last renewal, for which nobody waits, may be under way.
    assert_eq!(effects.reads, 6);
    assert!((5..=6).contains(&effects.consent_tokens), "{effects:?}");
}

#[tokio::test]
async fn by_a_signed_assertion_whose_signature_is_checked() {
    let stage = Stage::with(|sandbox| sandbox.with_client_key_pem(PUBLIC)).await;
    let open_finance = stage.sandbox.open_finance();
    let consent = open_finance.authorise(Consent::of_person(0));
    let client = |pem| {
        let key = PrivateKeyJwt::from_pem(open_finance.client_id(), pem);
        ClientAuthentication::private_key_jwt(key.with_key_id("key 1"))
    };
    let bank = stage.bank_renewing(&consent, client(KEY));
    for _ in 0..4 {
        // Each assertion has a `jti` of its own, or the bank would refuse it.
        bank.personal().qualifications().send().await.unwrap();
        stage.clock.advance(MINUTE * 15);
    }
    assert_eq!(stage.sandbox.effects().consent_tokens, 4);
    let bank = stage.bank_renewing(&consent, client(OTHER));
    let error = bank.personal().qualifications().send().await.unwrap_err();
    let refused = error.credentials_error().unwrap();
    assert_eq!(refused.oauth_error(), Some("invalid_client"));
    assert_eq!(fate(&error), (None, false, false));
}

#[tokio::test]
async fn a_consent_that_is_revoked_on_the_way_is_an_error_that_says_so() {
    let stage = Stage::set().await;
    let open_finance = stage.sandbox.open_finance();
    let consent = open_finance.authorise(Consent::of_person(0));
    let bank = stage.bank_renewing(&consent, stage.receiver());
    bank.personal().qualifications().send().await.unwrap();
    stage.seen();
    open_finance.revoke(&consent);
    let error = bank.personal().qualifications().send().await.unwrap_err();
    // The token is renewed once, in vain: the 401 stands, and with it the reason.
    assert!(error.is_unauthorized(), "{error}");
    let refused = error.credentials_error().unwrap();
    assert_eq!(refused.oauth_error(), Some("invalid_grant"));
    assert_eq!(
        stage.seen(),
        [(QUALIFICATIONS, Some(401)), (TOKEN, Some(400))]
    );
    // And the bank is not pestered.
    for _ in 0..5 {
        bank.personal().qualifications().send().await.unwrap_err();
    }
    let asked = stage.seen().iter().filter(|(id, _)| *id == TOKEN).count();
    assert_eq!(asked, 0);
}

#[tokio::test]
async fn a_consent_that_is_over_gives_no_more_tokens() {
    let stage = Stage::set().await;
    let consent = Consent::of_person(0).with_lifetime(HOUR);
    let consent = stage.sandbox.open_finance().authorise(consent);
    let bank = stage.bank_renewing(&consent, stage.receiver());
    bank.personal().qualifications().send().await.unwrap();
    stage.clock.advance(HOUR);
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(error.is_credentials() && !error.was_sent(), "{error}");
    let refused = error.credentials_error().unwrap();
    assert_eq!(refused.oauth_error(), Some("invalid_grant"));
    assert_eq!(stage.sandbox.effects().reads, 1);
}

#[tokio::test]
async fn a_fixed_token_that_has_expired_is_a_401_at_once() {
    let stage = Stage::set().await;
    let consent = stage
        .sandbox
        .open_finance()
        .authorise(Consent::of_person(0));
    let bank = stage.bank(&consent);
    stage.clock.advance(MINUTE * 15 - SECOND);
    bank.personal().qualifications().send().await.unwrap();
    stage.clock.advance(SECOND);
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(error.is_unauthorized() && error.attempts().len() == 1);
    assert!(error.credentials_error().is_none());
}

#[tokio::test]
async fn a_token_endpoint_that_fails_for_a_while_is_asked_again() {
    for fault in [
        Fault::status(503),
        Fault::html(502),
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::truncated(),
    ] {
        let stage = Stage::set().await;
        stage.sandbox.inject(fault.clone().on(TOKEN).times(2));
        let consent = stage
            .sandbox
            .open_finance()
            .authorise(Consent::of_person(0));
        let bank = stage.bank_renewing(&consent, stage.receiver());
        bank.personal().qualifications().send().await.unwrap();
        assert_eq!(stage.seen_of(TOKEN).len(), 3, "{fault:?}");
    }
}

#[tokio::test]
async fn what_is_not_permitted_or_not_there_is_told_apart() {
    let stage = Stage::set().await;
    let open_finance = stage.sandbox.open_finance();
    let permissions = ["CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ", "RESOURCES_READ"];
    let consent = Consent::of_person(0).with_permissions(permissions);
    let bank = stage.bank(&open_finance.authorise(consent));
    bank.personal().identifications().page(1).await.unwrap();
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(error.is_forbidden());
    let known = [
        ResourceStatus::PendingAuthorisation,
        ResourceStatus::TemporarilyUnavailable,
        ResourceStatus::Unavailable,
    ];
    let status = ResourceStatus::of(&error).unwrap();
    assert!(!known.contains(&status), "it is no state of the resource");
    let bank = stage.bank_by(Credentials::none());
    let error = bank.personal().qualifications().send().await.unwrap_err();
    assert!(error.is_unauthorized());
}

#[tokio::test]
async fn the_state_of_a_resource_is_read_in_all_spellings() {
    let stage = Stage::set().await;
    let open_finance = stage.sandbox.open_finance();
    let consent = open_finance.authorise(Consent::of_person(0));
    let bank = stage.bank(&consent);
    for spelling in Spelling::ALL {
        for (resource, status) in [
            (
                Resource::PendingAuthorisation(spelling),
                ResourceStatus::PendingAuthorisation,
            ),
            (
                Resource::TemporarilyUnavailable(spelling),
                ResourceStatus::TemporarilyUnavailable,
            ),
            (Resource::Unavailable(spelling), ResourceStatus::Unavailable),
        ] {
            open_finance.set_resource(&consent, resource);
            let error = bank.personal().qualifications().send().await.unwrap_err();
            assert_eq!(ResourceStatus::of(&error), Some(status), "{resource:?}");
        }
    }
    open_finance.set_resource(&consent, Resource::Available);
    bank.personal().qualifications().send().await.unwrap();
    assert_eq!(open_finance.used(&consent, QUALIFICATIONS), 1);
}
