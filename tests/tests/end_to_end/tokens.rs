//! Tokens of BS2: the password once, never above ten a minute, and what happens when a token dies early.

use cadastro::{Clock as _, MemoryTokenStore};
use cadastro_sandbox::Fault;

use crate::company::company;
use crate::stage::{HOUR, MINUTE, SECOND, Stage, fate};

const STATUS: &str = "consultarStatusClienteParceiro";
const TOKEN: &str = "gerarToken";

#[tokio::test]
async fn a_day_of_calls_uses_the_password_once() {
    let stage = Stage::still().await;
    let bs2 = stage.bs2();
    let registered = bs2.register(&company()).await.unwrap();
    let id = registered.cliente_id.as_ref().unwrap().as_str();
    let mut dice = fastrand::Rng::with_seed(5);
    let mut calls = 0;
    while stage.clock.elapsed() < HOUR * 24 {
        let pause = match dice.u32(0..4) {
            0 => SECOND * dice.u32(0..5),
            1 => SECOND * dice.u32(0..60),
            2 => SECOND * dice.u32(0..540),
            _ => MINUTE * 9,
        };
        stage.clock.advance(pause);
        let status = bs2.status(id).await.unwrap();
        let opened = stage.clock.elapsed() > SECOND * 70;
        assert_eq!(status.conta.is_some(), opened);
        calls += 1;
        // A renewal that the call has begun in silence ends before time moves, as it does in life.
        while stage.clock.sleepers() > 0 {
            tokio::task::yield_now().await;
        }
    }
    let effects = stage.sandbox.effects();
    assert_eq!(effects.password_grants, 1);
    assert!(effects.refresh_grants > 200, "{effects:?}");
    let seen = stage.seen();
    // Neither an eleventh token request in a minute, nor a dead token.
    let refused = seen
        .iter()
        .filter(|(_, status)| !matches!(status, Some(200 | 201)));
    assert_eq!(refused.collect::<Vec<_>>(), [] as [&(&str, Option<u16>); 0]);
    assert_eq!(seen.iter().filter(|(id, _)| *id == STATUS).count(), calls);
}

#[tokio::test]
async fn a_token_that_dies_early_costs_one_renewal_and_one_replay() {
    let stage = Stage::set().await;
    let bs2 = stage.bs2();
    let registered = bs2.register(&company()).await.unwrap();
    let id = registered.cliente_id.as_ref().unwrap().as_str();
    stage.seen();
    stage.sandbox.bs2().revoke_token();
    let answer = bs2.status(id).await.unwrap();
    assert_eq!(answer.attempts().len(), 2);
    let expected = [(STATUS, Some(401)), (TOKEN, Some(200)), (STATUS, Some(201))];
    assert_eq!(stage.seen(), expected);
    // A registration is replayed too: a 401 says that nothing was done.
    stage.sandbox.bs2().revoke_token();
    bs2.register(&company()).await.unwrap();
    let effects = stage.sandbox.effects();
    assert_eq!((effects.registrations, effects.password_grants), (2, 1));
    assert_eq!(effects.refresh_grants, 2);
}

#[tokio::test]
async fn processes_that_do_not_share_their_tokens_fight_and_get_their_answers_all_the_same() {
    let stage = Stage::set().await;
    let (one, other) = (stage.bs2(), stage.bs2());
    let registered = one.register(&company()).await.unwrap();
    let id = registered.cliente_id.as_ref().unwrap().as_str();
    other.status(id).await.unwrap();
    stage.seen();
    one.status(id).await.unwrap();
    // The refresh token is dead too, so that the password is needed again.
    let expected = [
        (STATUS, Some(401)),
        (TOKEN, Some(401)),
        (TOKEN, Some(200)),
        (STATUS, Some(201)),
    ];
    assert_eq!(stage.seen(), expected);
    assert_eq!(stage.sandbox.effects().password_grants, 3);
}

#[tokio::test]
async fn processes_with_one_store_do_not_fight() {
    let stage = Stage::set().await;
    let store = MemoryTokenStore::new();
    let builder = || stage.bs2_builder().with_token_store(store.clone());
    let (one, other) = (builder().build().unwrap(), builder().build().unwrap());
    let registered = one.register(&company()).await.unwrap();
    let id = registered.cliente_id.as_ref().unwrap().as_str();
    for _ in 0..20 {
        other.status(id).await.unwrap();
        one.status(id).await.unwrap();
        stage.clock.advance(MINUTE);
    }
    assert_eq!(stage.sandbox.effects().password_grants, 1);
    let seen = stage.seen();
    let refused = seen
        .iter()
        .filter(|(id, status)| *id == TOKEN && *status != Some(200));
    assert_eq!(refused.count(), 0, "{seen:?}");
}

#[tokio::test]
async fn fifty_callers_wait_for_one_token() {
    let stage = Stage::set().await;
    let bs2 = stage.bs2();
    let (one, two) = (company(), company());
    let calls = (0..25).flat_map(|_| [bs2.register(&one), bs2.register(&two)]);
    let answers = futures_util::future::join_all(calls).await;
    assert!(answers.iter().all(Result::is_ok));
    let effects = stage.sandbox.effects();
    assert_eq!((effects.password_grants, effects.refresh_grants), (1, 0));
    assert_eq!(effects.registrations, 50);
}

#[tokio::test]
async fn a_token_endpoint_that_fails_for_a_while_is_asked_again() {
    for fault in [Fault::status(503), Fault::html(502), Fault::reset_before()] {
        let stage = Stage::set().await;
        stage.sandbox.inject(fault.clone().on(TOKEN).times(2));
        stage.bs2().register(&company()).await.unwrap();
        let tokens = stage.seen_of(TOKEN).len();
        assert_eq!(tokens, 3, "{fault:?}");
        assert_eq!(stage.sandbox.effects().registrations, 1);
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_sent_and_the_error_says_so() {
    let stage = Stage::set().await;
    stage.sandbox.inject(Fault::status(503).on(TOKEN).always());
    let bs2 = stage.bs2();
    let error = bs2.register(&company()).await.unwrap_err();
    assert!(error.is_credentials(), "{error}");
    assert_eq!(fate(&error), (None, false, false));
    let token_call = error.credentials_error().unwrap().token_call().unwrap();
    assert_eq!(token_call.status().unwrap(), 503);
    assert!(stage.seen().iter().all(|(id, _)| *id == TOKEN));
    // All is well again once the endpoint is.
    stage.sandbox.clear_faults();
    stage.clock.advance(MINUTE * 5);
    bs2.register(&company()).await.unwrap();
    assert_eq!(stage.sandbox.effects().registrations, 1);
}

/// The endpoint has minted a token whose answer does not arrive: it must not be believed that there is none.
#[tokio::test]
async fn a_token_that_is_lost_on_its_way_is_asked_for_again() {
    for fault in [Fault::reset_after(), Fault::truncated()] {
        let stage = Stage::set().await;
        let bs2 = stage.bs2();
        bs2.register(&company()).await.unwrap();
        stage.clock.advance(MINUTE * 7);
        stage.sandbox.inject(fault.on(TOKEN));
        bs2.register(&company()).await.unwrap();
        let effects = stage.sandbox.effects();
        assert_eq!(effects.registrations, 2);
        assert_eq!(effects.password_grants + effects.refresh_grants, 3);
    }
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_then_left_alone() {
    let stage = Stage::set().await;
    let bs2 = stage.sandbox.bs2();
    let client = cadastro::ClientAuthentication::basic(bs2.client_id(), bs2.client_secret());
    let wrong = stage
        .bs2_builder()
        .with_login(client, bs2.username(), "wrong");
    let wrong = wrong.build().unwrap();
    for _ in 0..5 {
        let error = wrong.register(&company()).await.unwrap_err();
        let refused = error.credentials_error().unwrap();
        assert_eq!(refused.oauth_error(), Some("invalid_grant"));
    }
    assert_eq!(stage.seen(), [(TOKEN, Some(401))]);
    assert_eq!(stage.sandbox.effects().registrations, 0);
}

#[tokio::test]
async fn tokens_that_die_at_once_are_asked_for_ten_times_a_minute_at_most() {
    let stage = Stage::patient(|sandbox| sandbox.with_token_lifetime(SECOND)).await;
    let bs2 = stage.bs2();
    let begun = stage.clock.elapsed();
    for _ in 0..45 {
        bs2.register(&company()).await.unwrap();
        stage.clock.advance(SECOND * 2);
    }
    // The sandbox would refuse the eleventh.
    let tokens = stage.seen_of(TOKEN);
    assert_eq!(tokens.len(), 45);
    assert!(tokens.iter().all(|seen| seen.status == Some(200)));
    assert!(stage.clock.elapsed() - begun >= MINUTE * 4);
    assert_eq!(stage.sandbox.effects().registrations, 45);
}
