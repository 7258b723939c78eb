//! How far a company has come.

use std::time::Duration;

use crate::bank::{Bank, CNPJ, UNKNOWN, company, tags, text};

#[tokio::test]
async fn a_pre_registration_goes_on_with_its_first_document() {
    let bank =
        Bank::set_up(|builder| builder.with_token_lifetime(Duration::from_secs(1 << 20))).await;
    let token = bank.log_in().await;
    let answer = bank.pre_register(&token, &company(CNPJ)).await;
    let id = text(&answer.body, "clienteId");
    bank.pass(10_000);
    let waiting = ("AGUARDANDO_DOCUMENTOS".to_owned(), false);
    assert_eq!(bank.standing(&token, &id).await, waiting);
    let file = [("name=\"a\"; filename=\"a.pdf\"", "%PDF")];
    bank.upload(&token, &id, &file).await;
    let analysis = ("EM_ANALISE".to_owned(), false);
    assert_eq!(bank.standing(&token, &id).await, analysis);
    bank.pass(59);
    bank.upload(&token, &id, &file).await;
    assert_eq!(bank.standing(&token, &id).await, analysis);
    bank.pass(1);
    let open = ("CONTA_ABERTA".to_owned(), true);
    assert_eq!(bank.standing(&token, &id).await, open);
    let again = bank.status(&token, &id).await;
    assert_eq!(
        again.body["conta"],
        bank.status(&token, &id).await.body["conta"]
    );
}

#[tokio::test]
async fn a_full_registration_goes_on_by_itself_at_the_pace_that_is_set() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let answer = bank.register(&token, &company(CNPJ)).await;
    let id = text(&answer.body, "clienteId");
    let mut stages = Vec::new();
    for seconds in [9, 1, 59, 1] {
        bank.pass(seconds);
        stages.push(bank.standing(&token, &id).await);
    }
    let stages: Vec<_> = stages
        .iter()
        .map(|(status, has)| (status.as_str(), *has))
        .collect();
    let expected = [
        ("EM_PROCESSAMENTO", false),
        ("EM_ANALISE", false),
        ("EM_ANALISE", false),
        ("CONTA_ABERTA", true),
    ];
    assert_eq!(stages, expected);

    let answer = bank.register(&token, &company(CNPJ)).await;
    let id = text(&answer.body, "clienteId");
    bank.bs2.set_pace(Duration::ZERO, Duration::from_secs(1));
    assert_eq!(bank.standing(&token, &id).await.0, "EM_ANALISE");
    bank.pass(1);
    assert_eq!(bank.standing(&token, &id).await.0, "CONTA_ABERTA");
}

#[tokio::test]
async fn a_status_can_be_set_by_hand() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let answer = bank.pre_register(&token, &company(CNPJ)).await;
    let id = text(&answer.body, "clienteId");
    assert!(bank.bs2.set_status(&id, "RECUSADO"));
    assert_eq!(
        bank.standing(&token, &id).await,
        ("RECUSADO".to_owned(), false)
    );
    assert!(bank.bs2.open_account(&id));
    assert_eq!(
        bank.standing(&token, &id).await,
        ("CONTA_ABERTA".to_owned(), true)
    );
    assert!(bank.bs2.set_status(&id, "CONTA_ENCERRADA"));
    assert_eq!(
        bank.standing(&token, &id).await,
        ("CONTA_ENCERRADA".to_owned(), true)
    );
    for other in [UNKNOWN, "no-id"] {
        assert!(!bank.bs2.set_status(other, "RECUSADO"));
        assert!(!bank.bs2.open_account(other));
    }
}

#[tokio::test]
async fn a_customer_that_is_none_is_told_from_an_id_that_is_none() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let simple = UNKNOWN.replace('-', "");
    for (id, status) in [(UNKNOWN, 404), ("no-id", 400), (simple.as_str(), 400)] {
        for answer in [
            bank.status(&token, id).await,
            bank.upload(&token, id, &[]).await,
        ] {
            assert_eq!(answer.status, status, "{id}");
            match status {
                400 => assert_eq!(tags(&answer.body), ["ClienteId"]),
                _ => assert_eq!((answer.media, answer.bytes), (None, vec![])),
            }
        }
    }
}
