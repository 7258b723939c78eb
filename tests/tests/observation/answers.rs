//! What the servers of a run answer: the examples of the documents with planted words in them, and what goes wrong.

use cadastro_tests::{examples, spec};
use serde_json::{Value, json};

use crate::planted::{
    AMOUNT, ANSWER_HEADER, ANSWER_ID, CNPJ, COMPANY, CPF, DOTTED_CPF, EMAIL, HTML, LOCATION,
    MEMBER, NAME, OTHER_TOKEN, PHONE, REASON, SESSION, UNKNOWN,
};
use crate::site::Reply;

/// What every whole answer has in its headers.
const HEADERS: [(&str, &str); 5] = [
    ("content-type", "application/json"),
    ("x-fapi-interaction-id", ANSWER_ID),
    ("x-correlation", ANSWER_HEADER),
    ("set-cookie", SESSION),
    ("www-authenticate", OTHER_TOKEN),
];

pub(crate) fn planted(status: u16, body: impl AsRef<[u8]>) -> Reply {
    Reply::new(status, &HEADERS, body)
}

/// A page of natural persons, with planted words in all kinds of members.
pub(crate) fn persons() -> Value {
    let examples = examples(&spec("customers/2.0.1.yaml"));
    let example = examples.into_iter().find(|example| {
        example.operation == "customersGetPersonalIdentifications"
            && example.status.as_deref() == Some("200")
    });
    let mut body = example.unwrap().value;
    for (pointer, planted) in [
        ("/civilName", NAME),
        ("/socialName", NAME),
        ("/birthDate", DOTTED_CPF),
        ("/maritalStatusCode", UNKNOWN),
        ("/sex", UNKNOWN),
        ("/companiesCnpj/0", CNPJ),
        ("/documents/cpfNumber", CPF),
        ("/documents/passport/country", MEMBER),
        ("/contacts/postalAddresses/0/address", COMPANY),
        ("/contacts/phones/0/number", PHONE),
        ("/contacts/phones/0/areaCode", UNKNOWN),
        ("/contacts/emails/0/email", EMAIL),
    ] {
        let place = body.pointer_mut(&format!("/data/0{pointer}"));
        *place.unwrap_or_else(|| panic!("{pointer}")) = planted.into();
    }
    body["links"]["self"] = format!("https://api.banco.example/{LOCATION}").into();
    body["data"][0][MEMBER] = NAME.into();
    body
}

/// As `persons`, with records that cannot be typed and a number where a text is asked for.
pub(crate) fn odd_persons() -> String {
    let mut body = persons();
    let records = body["data"].as_array_mut().unwrap();
    let mut nested = records[0].clone();
    nested["contacts"]["emails"] = json!([{ "email": { MEMBER: EMAIL } }, NAME]);
    let mut number = records[0].clone();
    number["personalId"] = "<amount>".into();
    records.extend([
        json!({ MEMBER: { NAME: CPF } }),
        json!(NAME),
        json!({ "civilName": [NAME], "documents": CPF }),
        nested,
        number,
    ]);
    body["meta"] = json!([NAME, CPF]);
    body.to_string().replace("\"<amount>\"", AMOUNT)
}

pub(crate) fn refusal() -> String {
    json!({ "errors": [{ "code": UNKNOWN, "title": NAME, "detail": CPF }], MEMBER: EMAIL })
        .to_string()
}

pub(crate) fn html() -> Reply {
    let page = format!("<html><body>{HTML} {NAME}, CPF {DOTTED_CPF}</body></html>");
    Reply::new(502, &[("content-type", "text/html"), HEADERS[3]], page)
}

/// Every single answer that makes a call fail, or succeed with less than it should.
pub(crate) fn bad_answers() -> Vec<Reply> {
    let moved = format!("https://outro.example/{LOCATION}?cpf={CPF}");
    let redirect = |status| Reply::new(status, &[HEADERS[1], ("location", &moved)], HTML);
    let statuses = [400, 401, 403, 404, 409, 422, 423, 429, 500, 529, 599];
    let mut answers: Vec<_> = statuses
        .iter()
        .map(|status| planted(*status, refusal()))
        .collect();
    answers.extend([
        html(),
        redirect(302),
        redirect(307),
        Reply::new(403, &HEADERS, ""),
        Reply::new(429, &[("retry-after", NAME_IN_ASCII)], refusal()),
        // Successes that cannot be read: another shape, no JSON, no UTF-8, cut off, compressed, nothing.
        planted(200, json!({ "data": { NAME: CPF } }).to_string()),
        planted(200, json!([{ MEMBER: NAME }]).to_string()),
        planted(200, json!(NAME).to_string()),
        planted(200, format!("{{\"data\": {NAME}}}")),
        planted(200, format!("{{\"data\": [], \"data\": \"{CPF}\"}}")),
        planted(200, [NAME.as_bytes(), b"\xff\xfe"].concat()),
        Reply::announcing(9999, 200, &HEADERS, persons().to_string().as_bytes()),
        Reply::announcing(9999, 500, &HEADERS, refusal().as_bytes()),
        planted(200, persons().to_string().repeat(20)),
        Reply::new(200, &[("content-encoding", SESSION)], NAME),
        planted(200, ""),
        // No HTTP, and broken HTTP.
        Reply::Bytes(format!("{NAME} {CPF}\r\n\r\n").into_bytes()),
        Reply::Bytes(format!("HTTP/1.1 200 OK\r\n{NAME}: {CPF}\r\n\r\n").into_bytes()),
        Reply::Bytes(format!("HTTP/1.1 999999 {REASON}\r\n\r\n").into_bytes()),
        Reply::Bytes(
            format!("HTTP/1.1 200 {REASON}\r\ncontent-length: {CPF}x\r\n\r\n").into_bytes(),
        ),
        Reply::Bytes(
            format!(
                "HTTP/1.1 200 {REASON}\r\ntransfer-encoding: chunked\r\n\r\n{CPF}zz\r\n{NAME}\r\n"
            )
            .into_bytes(),
        ),
        Reply::Bytes(Vec::new()),
    ]);
    answers
}

const NAME_IN_ASCII: &str = "quando a titular quitar a divida";
