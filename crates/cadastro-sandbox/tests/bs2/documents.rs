//! Uploads.

use serde_json::json;

use crate::bank::{Bank, CNPJ, company, documents_path, form, tags, text};

#[tokio::test]
async fn one_file_of_any_name_arrives_with_its_form() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    for repeated in [json!(1), json!([1])] {
        let answer = bank.pre_register(&token, &company(CNPJ)).await;
        let id = text(&answer.body, "clienteId");
        let parts = [
            ("name=\"tipo\"", "CONTRATO"),
            ("name=\"any\"; filename=\"contrato é.pdf\"", "%PDF-1.7"),
        ];
        let answer = bank.upload(&token, &id, &parts).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let answer = bank.upload(&token, &id, &parts).await;
        assert_eq!((answer.status, &answer.body["status"]), (201, &repeated));
        assert_eq!(tags(&answer.body["badRequestReason"]), ["Documentos.Nome"]);

        let registered = bank.bs2.registration(&id).unwrap();
        assert_eq!((registered.uploads, registered.documents.len()), (2, 2));
        let document = &registered.documents[0];
        assert_eq!(
            (document.name.as_str(), document.length),
            ("contrato é.pdf", 8)
        );
        assert!(document.has_content(b"%PDF-1.7") && !document.has_content(b"%PDF-1.6"));
    }
    assert_eq!(bank.sandbox.effects().uploads, 4);
}

#[tokio::test]
async fn a_file_name_may_be_encoded() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let answer = bank.pre_register(&token, &company(CNPJ)).await;
    let id = text(&answer.body, "clienteId");
    let parts = [
        ("name=\"nothing chosen\"; filename=\"\"", ""),
        (
            "name=\"any\"; filename*=UTF-8''contrato%20%C3%A9.pdf",
            "%PDF",
        ),
    ];
    let answer = bank.upload(&token, &id, &parts).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let registered = bank.bs2.registration(&id).unwrap();
    assert_eq!(registered.documents[0].name, "contrato é.pdf");
}

#[tokio::test]
async fn a_form_that_is_not_whole_is_refused_and_has_no_effect() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let answer = bank.pre_register(&token, &company(CNPJ)).await;
    let path = documents_path(&text(&answer.body, "clienteId"));
    let file = ("name=\"a\"; filename=\"a.pdf\"", "%PDF");
    let whole = form(&[file]);
    let media = "multipart/form-data; boundary=edge";
    let cases = [
        (media, form(&[]), "Arquivo"),
        (media, form(&[("name=\"a\"", "%PDF")]), "Arquivo"),
        (
            media,
            form(&[("name=\"a\"; filename=\"a.pdf\"", "")]),
            "Arquivo",
        ),
        (
            media,
            form(&[("name=\"a\"; filename=\"\"", "%PDF")]),
            "Arquivo",
        ),
        (media, form(&[file, file]), "Arquivo"),
        (media, whole[..whole.len() - 8].to_owned(), "null"),
        (media, "%PDF".to_owned(), "null"),
        (media, String::new(), "null"),
        ("multipart/form-data", whole.clone(), "null"),
        ("multipart/form-data; boundary=other", whole.clone(), "null"),
    ];
    for (media, body, tag) in cases {
        let answer = bank.post(&token, &path, media, body.clone()).await;
        assert_eq!(
            (answer.status, tags(&answer.body)),
            (400, vec![tag]),
            "{body}"
        );
    }
    for media in ["application/pdf", "multipart/mixed; boundary=edge"] {
        let answer = bank.post(&token, &path, media, whole.clone()).await;
        assert_eq!((answer.status, answer.bytes), (415, vec![]), "{media}");
    }
    assert_eq!(bank.sandbox.effects().uploads, 0);
    assert!(bank.bs2.registrations()[0].documents.is_empty());
    assert_eq!(bank.post(&token, &path, media, whole).await.status, 201);
}

#[tokio::test]
async fn documents_of_a_company_are_bounded_and_counted() {
    let bank = Bank::new().await;
    let token = bank.log_in().await;
    let answer = bank.pre_register(&token, &company(CNPJ)).await;
    let id = text(&answer.body, "clienteId");
    for number in 0..101 {
        let disposition = format!("name=\"a\"; filename=\"{number}.pdf\"");
        bank.upload(&token, &id, &[(&disposition, "%PDF")]).await;
    }
    let registered = bank.bs2.registration(&id).unwrap();
    assert_eq!((registered.uploads, registered.documents.len()), (101, 100));
    assert_eq!(registered.documents[0].name, "1.pdf");
}
