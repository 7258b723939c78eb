//! Violations on demand, over HTTP: the answer is as lawful as ever but for the place that the violation names.

use std::collections::BTreeMap;

use cadastro_sandbox::{Consent, Deviation, Fault, Sandbox, Violation};
use reqwest::RequestBuilder;
use serde_json::json;

use crate::open_finance::READINGS;
use crate::strict;
use crate::walker::{Answered, Walker};

#[tokio::test(flavor = "multi_thread")]
async fn each_violation_breaks_what_it_says_and_nothing_else() {
    let sandbox = Sandbox::builder()
        .without_limits()
        .with_tls()
        .start()
        .await
        .unwrap();
    let mut walker = Walker::new(&sandbox);
    let mut spoilt: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for violation in Violation::ALL {
        for operation in strict::operations() {
            let applies = violation.applies_to(operation);
            let fault = Fault::violation(violation).on(operation);
            let injected = sandbox.inject(fault.clone());
            // A record without the place stays as it is, and the fault waits for the next one. Hundreds have to do.
            let tries = if applies { 400 } else { 3 };
            for customer in 0..tries {
                let answered = call(&sandbox, &mut walker, operation, customer).await;
                assert!(answered.status < 300, "{operation} {}", answered.status);
                if injected.hits() == 0 {
                    assert_eq!(answered.deviations, [""; 0], "{violation:?} {operation}");
                    continue;
                }
                let mut told = violation.deviations(operation).map(told);
                let is_told = told.any(|told| told == answered.deviations);
                assert!(
                    is_told,
                    "{violation:?} {operation} {:?}",
                    answered.deviations
                );
                spoilt
                    .entry(format!("{violation:?}"))
                    .or_default()
                    .push(operation);
                break;
            }
            assert_eq!(
                injected.hits(),
                u64::from(applies),
                "{violation:?} {operation}"
            );
            sandbox.clear_faults();
            let answered = call(&sandbox, &mut walker, operation, 0).await;
            assert_eq!(answered.deviations, [""; 0], "{violation:?} {operation}");
        }
    }
    walker.show();
    assert_eq!(spoilt.len(), Violation::ALL.len());
}

/// In the words of [`strict::deviations`].
fn told(deviation: &Deviation) -> Vec<String> {
    let rules = deviation.rules.iter();
    rules
        .map(|rule| format!("body {} {rule}", deviation.pointer))
        .collect()
}

/// A call that succeeds.
async fn call(sandbox: &Sandbox, walker: &mut Walker, operation: &str, customer: u64) -> Answered {
    let request = match READINGS.iter().find(|(id, _)| *id == operation) {
        Some((_, path)) => reading(sandbox, walker, path, customer),
        None if operation == "attachFile" => attachment(sandbox, walker, customer),
        None => onboarding(sandbox, walker, operation).await,
    };
    walker.send(operation, request).await
}

fn reading(sandbox: &Sandbox, walker: &Walker, path: &str, customer: u64) -> RequestBuilder {
    let bank = sandbox.open_finance();
    let consent = if path.starts_with("personal") {
        Consent::of_person(customer)
    } else {
        Consent::of_company(customer)
    };
    let consent = bank.authorise(consent.with_records(3));
    let request = walker.get(&format!("/open-banking/customers/v2/{path}"));
    request.bearer_auth(bank.access_token(&consent).unwrap())
}

fn attachment(sandbox: &Sandbox, walker: &Walker, customer: u64) -> RequestBuilder {
    let base39 = sandbox.base39();
    let path = format!("/v1/customers/{}/attach", base39.customer_id(customer));
    let body = json!({ "file": base39.file_id(customer) }).to_string();
    let request = walker.post(&path, "application/json", body);
    request.bearer_auth(base39.api_key())
}

async fn onboarding(sandbox: &Sandbox, walker: &mut Walker, operation: &str) -> RequestBuilder {
    let bs2 = sandbox.bs2();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "password")
        .append_pair("scope", "onboarding-pj")
        .append_pair("username", bs2.username())
        .append_pair("password", bs2.password())
        .append_pair("client_id", bs2.client_id())
        .append_pair("client_secret", bs2.client_secret())
        .finish();
    let token = walker.post(
        "/auth/oauth/v2/token",
        "application/x-www-form-urlencoded",
        form,
    );
    if operation == "gerarToken" {
        return token;
    }
    if bs2.access_token().is_none() {
        token.send().await.unwrap();
    }
    let company = json!({ "empresa": { "cnpj": "12ABC34501DE35" } }).to_string();
    let media = "application/json";
    let pre = walker.post(bs2.pre_registration_path(), media, company.clone());
    let token = bs2.access_token().unwrap();
    let pre = pre.bearer_auth(&token);
    if operation == "cadastrarClienteParceiro" {
        return pre;
    }
    if bs2.registrations().is_empty() {
        pre.send().await.unwrap();
    }
    let place = format!(
        "{}/{}",
        bs2.pre_registration_path(),
        bs2.registrations()[0].cliente_id
    );
    let request = match operation {
        "cadastrarEmBackground" => walker.post(bs2.registration_path(), media, company),
        "consultarStatusClienteParceiro" => walker.get(&format!("{place}/status")),
        _ => walker.post(
            &format!("{place}/documentos"),
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\na\r\n--x--\r\n",
        ),
    };
    request.bearer_auth(token)
}
