//! Answers in the shapes of BS2's gateway: bare lists of refusals, token errors, successes with refusals, numbers as
//! text and lists as single values.

use cadastro_bs2_onboarding::{ClienteParaCadastrar, DetalheBadRequest, TokenError};
use cadastro_core::{Integer, OneOrMany, Records};

use crate::clients::{call, failing, onboarding, refresh, token_endpoint};
use crate::secrecy::{assert_silent, assert_without, assert_without_leaves};
use crate::server::{Reply, Server};

const REGISTER: &str = "cadastrarClienteParceiro";
const BEARER: [&str; 4] = [
    REGISTER,
    "cadastrarEmBackground",
    "uploadArquivoParceiro",
    "consultarStatusClienteParceiro",
];

/// Refusals in the shapes that were seen: without a tag, with one, and with the members the other way round.
const REFUSALS: [&str; 3] = [
    r#"[{"tag":null,"descricao":"Nenhum item foi informado."}]"#,
    r#"[{"descricao":"Situação não permite alteração: CANCELADO","tag":"bs2-cadastro"}]"#,
    "[\n {\"tag\":\"Empresa.Socios.Cpf\",\"descricao\":\"Formato inválido.\"},\n {\"descricao\":\"Outro motivo\"}\n]",
];
const TOKEN_ERRORS: [(u16, &str); 2] = [
    (
        400,
        "{\n  \"error\":\"invalid_request\",\n  \"error_description\":\"Parameter repeated or left out\"\n}",
    ),
    (
        401,
        r#"{"error":"invalid_client","error_description":"Credentials refused"}"#,
    ),
];

#[tokio::test]
async fn a_bare_list_of_refusals() {
    for body in REFUSALS {
        for operation in BEARER {
            assert_refusals(operation, body).await;
        }
    }
}

#[tokio::test]
async fn errors_of_the_token_endpoint() {
    for (status, body) in TOKEN_ERRORS {
        assert_token_error(status, body).await;
    }
}

#[tokio::test]
async fn recorded_errors_of_the_gateway() {
    let Some(shared) = cadastro_tests::shared("recorded BS2 errors") else {
        return;
    };
    let mut seen = (0, 0);
    for entry in std::fs::read_dir(shared.join("payloads/bs2-errors")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let body = std::fs::read_to_string(&path).unwrap();
        if let Some(rest) = name.strip_prefix("token_") {
            let status = rest.split('_').next().unwrap().parse().unwrap();
            assert_token_error(status, &body).await;
            seen.0 += 1;
        } else {
            assert_refusals(REGISTER, &body).await;
            seen.1 += 1;
        }
    }
    assert_eq!(seen, (2, 3));
}

async fn assert_refusals(operation: &str, body: &str) {
    let server = Server::replying(Reply::json(400, body)).await;
    let error = failing(operation, &server).await;
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.headers().unwrap()["content-type"], "application/json");
    assert_eq!(error.raw_body().unwrap(), body);
    let documented = error.documented().unwrap().body;
    assert_eq!(documented, Some("Records<DetalheBadRequest>"));
    let typed: Records<DetalheBadRequest> = error.decode().unwrap();
    assert!(typed.quarantined().is_empty());
    let plain: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(typed.len(), plain.as_array().unwrap().len());
    for (refusal, plain) in typed.iter().zip(plain.as_array().unwrap()) {
        let text =
            |text: &Option<cadastro_core::Text>| text.as_ref().map(|text| text.as_str().to_owned());
        assert_eq!(text(&refusal.tag).as_deref(), plain["tag"].as_str());
        assert_eq!(
            text(&refusal.descricao).as_deref(),
            plain["descricao"].as_str()
        );
    }
    assert_silent(&error, &[]);
}

async fn assert_token_error(status: u16, body: &str) {
    let server = Server::replying(Reply::json(status, body)).await;
    let error = failing("gerarToken", &server).await;
    assert_eq!(error.status().unwrap(), status);
    assert_eq!(error.is_unauthorized(), status == 401);
    assert_eq!(error.raw_body().unwrap(), body);
    assert_eq!(error.documented().unwrap().body, Some("TokenError"));
    let typed: TokenError = error.decode().unwrap();
    let plain: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(typed.error.unwrap().as_str(), plain["error"]);
    let description = typed.error_description.unwrap();
    assert_eq!(description.as_str(), plain["error_description"]);
    assert_silent(&error, &[]);
}

#[tokio::test]
async fn a_200_where_201_is_documented() {
    for operation in BEARER {
        for status in [200, 201, 202] {
            let server = Server::replying(Reply::json(status, r#"{"status":3}"#)).await;
            let typed = call(operation, &server).await.unwrap();
            assert_eq!(typed.status, status, "{operation}");
            assert_eq!(typed.json, r#"{"status":3}"#, "{operation}");
        }
    }
}

#[tokio::test]
async fn a_status_as_one_value_and_as_a_list() {
    let one = |text: &str| OneOrMany::One(Integer::from(text));
    let many = |texts: &[&str]| {
        let numbers = texts.iter().map(|text| Integer::from(*text));
        OneOrMany::Many(numbers.collect())
    };
    let cases = [
        (r#"{"status":3}"#, Some(one("3"))),
        (
            r#"{"status":[0,1,2,3,4,5,6]}"#,
            Some(many(&["0", "1", "2", "3", "4", "5", "6"])),
        ),
        (r#"{"status":[]}"#, Some(many(&[]))),
        // Not a documented value, and not a number.
        (r#"{"status":99}"#, Some(one("99"))),
        (r#"{"status":"EM_ANALISE"}"#, Some(one("EM_ANALISE"))),
        ("{}", None),
    ];
    for (body, expected) in cases {
        let server = Server::replying(Reply::json(201, body)).await;
        let cliente = ClienteParaCadastrar::new();
        let client = onboarding(&server);
        let answer = client.cadastrar_cliente_parceiro(&cliente).await.unwrap();
        assert_eq!(answer.value().status, expected, "{body}");
        for operation in BEARER {
            let typed = call(operation, &server).await.unwrap();
            assert_eq!(typed.json, body, "{operation}");
        }
    }
}

#[tokio::test]
async fn expires_in_as_text_and_as_a_number() {
    for literal in ["\"300\"", "300", "420", "1680.0"] {
        let body = format!(r#"{{"access_token":"segredo-do-token","expires_in":{literal}}}"#);
        let server = Server::replying(Reply::json(200, &body)).await;
        let client = token_endpoint(&server);
        let answer = client.gerar_token(&refresh()).await.unwrap();
        let expires_in = answer.expires_in.as_ref().unwrap();
        assert_eq!(expires_in.as_str(), literal.trim_matches('"'));
        assert_eq!(serde_json::to_string(answer.value()).unwrap(), body);
        let printed = format!("{answer:?} {:?}", answer.value());
        assert_without(&printed, &["segredo-do-token"]);
    }
}

#[tokio::test]
async fn a_success_with_refusals() {
    let reasons = r#""badRequestReason":[{"descricao":"Telefone incompleto","tag":"Empresa.Socios"},{"descricao":"Sem CEP","tag":null},7]"#;
    let body = format!("{{{reasons}}}");
    let server = Server::replying(Reply::json(201, &body)).await;
    let cliente = ClienteParaCadastrar::new();
    let client = onboarding(&server);
    let answer = client.cadastrar_cliente_parceiro(&cliente).await.unwrap();
    assert_eq!(answer.status(), 201);
    let refusals = answer.bad_request_reason.as_ref().unwrap();
    assert_eq!(refusals.len(), 2);
    assert_eq!(refusals[1].tag, None);
    // What is no refusal is set aside, and the others stay.
    assert_eq!(answer.quarantined().len(), 1);
    assert_eq!(answer.quarantined()[0].pointer(), "/badRequestReason/2");
    let printed = format!("{answer:?} {:?}", answer.value());
    assert_without(&printed, &["Telefone", "Socios", "CEP"]);
    for operation in BEARER {
        let typed = call(operation, &server).await.unwrap();
        assert_eq!(typed.quarantined, 1, "{operation}");
        assert_without_leaves(&typed.printed, body.as_bytes());
    }
}
