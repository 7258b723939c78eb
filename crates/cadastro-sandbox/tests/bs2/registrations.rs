//! Registrations: what is refused, what is taken in part, and what is injected.

use cadastro_sandbox::{Fault, RegistrationKind};
use serde_json::json;

use crate::bank::{Bank, CNPJ, company, tags, text};

#[tokio::test]
async fn a_registration_that_is_not_in_order_is_refused_with_reasons() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let cases = [
        (json!({}), "Empresa"),
        (json!({"empresa": {}}), "Empresa.Cnpj"),
        (company("50685362006773"), "Empresa.Cnpj"),
        (company("12.ABC.345/01DE-35"), "Empresa.Cnpj"),
        (
            json!({"empresa": {"cnpj": CNPJ, "socios": [{"cpf": "52998224725"}, {"cpf": "52998224726"}]}}),
            "Empresa.Socios[1].Cpf",
        ),
        (
            json!({"empresa": {"cnpj": CNPJ, "representanteLegal": {"cpf": "1"}}}),
            "Empresa.RepresentanteLegal.Cpf",
        ),
        // Types, as the document has them.
        (json!({"empresa": {"cnpj": 1}}), "Empresa.Cnpj"),
        (json!({"empresa": [CNPJ]}), "Empresa"),
        (json!([]), "null"),
        (
            json!({"empresa": {"cnpj": CNPJ, "socios": [{"participacao": "50"}]}}),
            "Empresa.Socios[0].Participacao",
        ),
        (
            json!({"empresa": {"cnpj": CNPJ, "fundadaEm": "2021-2-2"}}),
            "Empresa.FundadaEm",
        ),
    ];
    for (body, tag) in cases {
        for answer in [
            bank.pre_register(&token, &body).await,
            bank.register(&token, &body).await,
        ] {
            assert_eq!(answer.status, 400, "{body}");
            assert_eq!(tags(&answer.body), [tag], "{body}");
            assert_eq!(answer.media.as_deref(), Some("application/json"));
        }
    }
    let path = bank.bs2.registration_path();
    for body in [&b"{"[..], b"", b"{\"empresa\": \"\xff\"}"] {
        let answer = bank.post(&token, path, "application/json", body).await;
        assert_eq!((answer.status, tags(&answer.body)), (400, vec!["null"]));
    }
    let body = company(CNPJ).to_string();
    let answer = bank.post(&token, path, "text/json", body).await;
    assert_eq!((answer.status, answer.bytes), (415, vec![]));
    assert_eq!(bank.sandbox.effects().registrations, 0);
    assert_eq!(bank.sandbox.effects().pre_registrations, 0);
}

#[tokio::test]
async fn what_is_not_taken_stands_in_a_success() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let body = json!({"empresa": {
        "cnpj": CNPJ,
        "endereco": {"cep": "30140-071"},
        "socios": [
            {"telefone": "31988005521", "participacao": 62.5},
            {"telefone": "988005521", "participacao": 37.4, "endereco": {"cep": "30110028"}},
        ],
        "representanteLegal": {"telefone": "+5531988005521", "endereco": {"cep": "3011002"}},
    }});
    let expected = [
        "Empresa.Socios[1].Telefone",
        "Empresa.RepresentanteLegal.Telefone",
        "Empresa.Endereco.Cep",
        "Empresa.RepresentanteLegal.Endereco.Cep",
        "Empresa.Socios.Participacao",
    ];
    // One shape of `status` is answered about the first company, the other about the second.
    let first = bank.pre_register(&token, &body).await;
    let second = bank.register(&token, &body).await;
    for answer in [&first, &second] {
        assert_eq!(answer.status, 201);
        assert_eq!(tags(&answer.body["badRequestReason"]), expected);
    }
    assert_eq!(
        (&first.body["status"], &second.body["status"]),
        (&json!(1), &json!([1]))
    );

    let good = json!({"empresa": {"cnpj": CNPJ, "socios": [
        {"telefone": "3132005521", "participacao": 62.5},
        {"telefone": "31988005521", "participacao": 37.5, "endereco": {"cep": "30110028"}},
    ]}});
    let third = bank.pre_register(&token, &good).await;
    let fourth = bank.pre_register(&token, &good).await;
    assert_eq!(third.body.get("badRequestReason"), None);
    assert_eq!(fourth.body["badRequestReason"], json!([]));
    assert_eq!(
        (&third.body["status"], &fourth.body["status"]),
        (&json!(0), &json!([0]))
    );
}

#[tokio::test]
async fn shares_are_percentages_or_fractions() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    for (shares, is_taken) in [
        (&[62.5, 37.5][..], true),
        (&[33.33, 33.33, 33.33], true),
        (&[0.625, 0.375], true),
        (&[0.3333, 0.3333, 0.3333], true),
        (&[33.33, 33.33], false),
        (&[0.5, 0.4], false),
        (&[0.5, 50.0], false),
    ] {
        let socios: Vec<_> = shares
            .iter()
            .map(|share| json!({"participacao": share}))
            .collect();
        let body = json!({"empresa": {"cnpj": CNPJ, "socios": socios}});
        let answer = bank.pre_register(&token, &body).await;
        assert_eq!(answer.status, 201);
        let reasons = answer.body.get("badRequestReason");
        let reasons = reasons.map(tags).unwrap_or_default();
        assert_eq!(reasons.is_empty(), is_taken, "{shares:?}");
    }
}

#[tokio::test]
async fn each_registration_is_one_of_its_own() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let mut ids = Vec::new();
    for cnpj in [CNPJ, "11222333000181", CNPJ] {
        let answer = bank.pre_register(&token, &company(cnpj)).await;
        assert!(answer.body["link"].is_string());
        ids.push(text(&answer.body, "clienteId"));
    }
    let answer = bank.register(&token, &company(CNPJ)).await;
    ids.push(text(&answer.body, "clienteId"));
    let all = bank.bs2.registrations();
    let listed: Vec<_> = all.iter().map(|one| one.cliente_id.clone()).collect();
    assert_eq!(listed, ids);
    let of_cnpj = all.iter().filter(|one| one.cnpj.as_str() == CNPJ);
    assert_eq!(of_cnpj.count(), 3);
    let kinds = all.iter().map(|one| one.kind);
    assert_eq!(
        kinds.filter(|kind| *kind == RegistrationKind::Full).count(),
        1
    );
    let effects = bank.sandbox.effects();
    assert_eq!((effects.pre_registrations, effects.registrations), (3, 1));
    assert_eq!(bank.bs2.registration(&ids[3]).unwrap().cliente_id, ids[3]);

    let shown = format!("{all:?} {:?}", bank.bs2);
    assert!(
        !shown.contains(CNPJ) && !shown.contains(bank.bs2.password()),
        "{shown}"
    );
    bank.bs2.forget();
    assert!(bank.bs2.registrations().is_empty());
    assert_eq!(bank.status(&token, &ids[0]).await.status, 404);
}

#[tokio::test]
async fn injected_refusals_have_the_bodies_of_bs2() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    for status in [403, 404, 405, 413, 415, 429, 500, 503, 529] {
        bank.sandbox
            .inject(Fault::status(status).on("cadastrarEmBackground"));
        let answer = bank.register(&token, &company(CNPJ)).await;
        assert_eq!(
            (answer.status, answer.media, answer.bytes),
            (status, None, vec![])
        );
    }
    bank.sandbox
        .inject(Fault::status(400).on("cadastrarEmBackground"));
    let answer = bank.register(&token, &company(CNPJ)).await;
    assert_eq!((answer.status, tags(&answer.body)), (400, vec!["null"]));
    for status in [400, 401, 403, 429, 500, 503] {
        bank.sandbox.inject(Fault::status(status).on("gerarToken"));
        let answer = bank.token(&bank.password()).await;
        assert_eq!(answer.status, status);
        assert!(answer.body["error"].is_string());
    }
    // What is refused so is not done, and is no token request either.
    assert_eq!(bank.sandbox.effects().password_grants, 1);
    assert!(bank.bs2.registrations().is_empty());
}
