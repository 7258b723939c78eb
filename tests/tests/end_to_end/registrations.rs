//! A company at BS2, from its registration to its account.

use cadastro::Upload;
use cadastro::onboarding::{
    ClienteParaCadastrar, Empresa, Refusals as _, RepresentanteLegal, Waited, reasons,
};
use cadastro_sandbox::{Fault, RegistrationKind};

use crate::company::{cnpj, company, numbered};
use crate::stage::{MINUTE, SECOND, Stage};

const STATUS: &str = "consultarStatusClienteParceiro";

#[tokio::test]
async fn from_a_pre_registration_to_an_account() {
    let stage = Stage::set().await;
    let bs2 = stage.bs2();
    let answer = bs2.pre_register(&company()).await.unwrap();
    assert!(answer.refusals().is_empty());
    let id = answer.cliente_id.as_ref().unwrap().as_str();
    // Nothing goes on without a document.
    let account = |within| bs2.wait_for(id, |status| status.conta.is_some(), SECOND * 5, within);
    let waited = account(MINUTE * 2).await.unwrap();
    assert!(matches!(waited, Waited::NotInTime(_)));
    bs2.upload(id, Upload::from_bytes("contrato.pdf", "%PDF-1.7"))
        .await
        .unwrap();
    let Waited::Met(status) = account(MINUTE * 2).await.unwrap() else {
        panic!("no account");
    };
    assert!(!status.conta.as_ref().unwrap().as_str().is_empty());
    let registered = stage.sandbox.bs2().registration(id).unwrap();
    assert_eq!(registered.kind, RegistrationKind::Pre);
    assert_eq!(
        (registered.cnpj.as_str(), registered.uploads),
        (cnpj(0).as_str(), 1)
    );
    assert_eq!(stage.sandbox.effects().pre_registrations, 1);
}

#[tokio::test]
async fn failures_on_the_way_do_not_end_the_waiting() {
    for fault in [
        Fault::status(503),
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::html(502),
    ] {
        let stage = Stage::set().await;
        let bs2 = stage.bs2();
        let answer = bs2.register(&company()).await.unwrap();
        let id = answer.cliente_id.as_ref().unwrap().as_str();
        stage.sandbox.bs2().revoke_token();
        let mut looks = 0;
        let met = bs2.wait_for(
            id,
            |status| {
                looks += 1;
                // The next three answers.
                if looks % 4 == 0 {
                    stage.sandbox.inject(fault.clone().on(STATUS).times(3));
                }
                status.conta.is_some()
            },
            SECOND * 5,
            MINUTE * 5,
        );
        assert!(matches!(met.await.unwrap(), Waited::Met(_)), "{fault:?}");
        // One 401, and each time three failures.
        assert_eq!(stage.seen_of(STATUS).len(), looks + 1 + (looks - 1) / 4 * 3);
    }
}

/// Their answers have `status` as a number and as a list, by turns.
#[tokio::test]
async fn each_company_is_registered_under_its_own_id() {
    let stage = Stage::set().await;
    let bs2 = stage.bs2();
    let mut ids = std::collections::HashSet::new();
    for number in 0..20 {
        let answer = bs2.register(&numbered(number)).await.unwrap();
        let status = answer.value().status.as_ref().unwrap();
        assert_eq!(status.as_slice()[0].to_i64(), Some(0));
        ids.insert(answer.cliente_id.as_ref().unwrap().as_str().to_owned());
    }
    let registered = stage.sandbox.bs2().registrations();
    assert_eq!((registered.len(), ids.len()), (20, 20));
    assert!(registered.iter().all(|one| ids.contains(&one.cliente_id)));
}

#[tokio::test]
async fn a_success_with_refusals_is_a_success_that_tells_them() {
    let stage = Stage::set().await;
    let representante = RepresentanteLegal::new().set_telefone("123");
    let empresa = Empresa::new()
        .set_cnpj(cnpj(1))
        .set_representante_legal(representante);
    let cliente = ClienteParaCadastrar::new().set_empresa(empresa);
    let answer = stage.bs2().register(&cliente).await.unwrap();
    let tags: Vec<_> = answer
        .refusals()
        .iter()
        .map(|one| one.tag.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(tags, ["Empresa.RepresentanteLegal.Telefone"]);
    assert_eq!(stage.sandbox.effects().registrations, 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_the_client_or_else_by_the_bank() {
    let stage = Stage::set().await;
    let empresa = Empresa::new().set_cnpj("12ABC34501DE36");
    let cliente = ClienteParaCadastrar::new().set_empresa(empresa);
    let error = stage.bs2().register(&cliente).await.unwrap_err();
    assert!(error.is_request() && stage.seen().is_empty());
    let unchecked = stage.bs2_builder().without_checks().build().unwrap();
    let error = unchecked.register(&cliente).await.unwrap_err();
    let reasons = reasons(&error);
    assert_eq!(reasons[0].tag.as_ref().unwrap().as_str(), "Empresa.Cnpj");
    assert_eq!(stage.sandbox.effects().registrations, 0);
}
