//! Reading is exact: what a bank sends decodes, and goes out again as it came.
#![allow(clippy::unwrap_used)]

use cadastro_core::{
    Amount, Cnpj, Cpf, Date, DateTime, DecodeError, IbgeCode, Integer, Json, Lenient, Number,
    OneOrMany, ReasonKind, Records, Text, Uri, decode,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    data: Records<Company>,
    #[serde(default, skip_serializing_if = "Lenient::is_absent")]
    links: Lenient<Links>,
    #[serde(default, skip_serializing_if = "Lenient::is_absent")]
    meta: Lenient<Meta>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Company {
    company_name: Text,
    cnpj_number: Cnpj,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shareholding: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cnae: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ibge_town_code: Option<IbgeCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    year: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<OneOrMany<Integer>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other_documents: Option<Vec<Text>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parties: Option<Records<Party>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    metadata: Option<Json>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Party {
    cpf: Cpf,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
struct Links {
    #[serde(rename = "self")]
    own: Uri,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    total_records: i32,
    request_date_time: DateTime,
}

/// Decodes, and expects the very text back.
fn same_again<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let value = decode::<T>(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    value
}

fn company(members: &str) -> String {
    format!(r#"{{"companyName":"Luiza e Benjamin","cnpjNumber":"11222333000181"{members}}}"#)
}

#[test]
fn what_breaks_the_schema_decodes_and_goes_out_as_it_came() {
    let long = "N".repeat(71);
    for members in [
        r#","shareholding":"0.51""#,
        r#","shareholding":0.510"#,
        r#","cnae":4781400"#,
        r#","cnae":"""#,
        r#","ibgeTownCode":3550308"#,
        r#","amount":98200.00"#,
        r#","amount":-0"#,
        r#","amount":1e3"#,
        r#","amount":100000000000000000000.50"#,
        r#","date":"NA""#,
        r#","date":20220520"#,
        r#","year":2021"#,
        r#","year":2.021E+3"#,
        r#","year":"2021""#,
        r#","status":3"#,
        r#","status":3.0"#,
        r#","status":[0,1,2,"3",4.0]"#,
        r#","otherDocuments":[]"#,
        r#","otherDocuments":["",18446744073709551616]"#,
        r#","parties":[]"#,
        r#","parties":[{"cpf":52998224725},{"cpf":1.0}]"#,
        r#","metadata":{"b":[1.0, -0],  "a":null}"#,
        &format!(r#","cnae":"{long}""#),
    ] {
        same_again::<Company>(&company(members));
        let page = format!(r#"{{"data":[{},{}]}}"#, company(""), company(members));
        let page = same_again::<Page>(&page);
        assert_eq!(
            (page.data.len(), page.data.quarantined().len()),
            (2, 0),
            "{members}"
        );
    }
    let lettered = same_again::<Company>(r#"{"companyName":"A","cnpjNumber":"12ABC34501DE35"}"#);
    assert!(lettered.cnpj_number.is_valid());
    let numbered = same_again::<Company>(r#"{"companyName":7,"cnpjNumber":11222333000181}"#);
    assert!(numbered.cnpj_number.is_valid() && numbered.cnpj_number.came_as_number());
    let named = same_again::<Company>(&format!(r#"{{"companyName":"{long}","cnpjNumber":""}}"#));
    assert_eq!(named.company_name, long.as_str());
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    assert_eq!(same_again::<Company>(&company("")).other_documents, None);
    assert_eq!(
        same_again::<Company>(&company(r#","otherDocuments":[]"#)).other_documents,
        Some(vec![])
    );
}

#[test]
fn links_and_meta_never_spoil_the_data() {
    let data = format!(r#""data":[{}]"#, company(""));
    let typed = same_again::<Page>(&format!(
        r#"{{{data},"links":{{"self":"http://localhost"}},"meta":{{"totalRecords":1,"requestDateTime":"2021-05-21T08:30:00Z"}}}}"#
    ));
    assert_eq!(typed.links.typed().unwrap().own, "http://localhost");
    for odd in [
        r#"{"requestDateTime":"2021-05-21T08:30:00Z"}"#,
        r#"{"totalRecords":1.0,"requestDateTime":7}"#,
        "null",
        "[]",
        r#"{ "totalRecords" : "many" }"#,
        "true",
        "0.10",
    ] {
        let page = same_again::<Page>(&format!(r#"{{{data},"links":{odd},"meta":{odd}}}"#));
        assert_eq!(page.data.len(), 1);
        assert_eq!(page.meta.raw().unwrap().get(), odd);
        assert!(page.meta.typed().is_none() && !page.meta.is_absent());
    }
    assert!(same_again::<Page>(&format!("{{{data}}}")).meta.is_absent());
}

/// What does not go out as it came, and nothing else.
#[test]
fn the_exceptions_of_exact_re_encoding() {
    let again = |members: &str| {
        serde_json::to_string(&decode::<Company>(company(members).as_bytes()).unwrap()).unwrap()
    };
    // Members that the document does not know are dropped.
    assert_eq!(again(r#","shoeSize":43"#), company(""));
    // `null` for an optional member is read as absent.
    assert_eq!(again(r#","cnae":null"#), company(""));
    // Escapes go out as the characters that they stand for, and spaces between members go.
    assert_eq!(
        again(r#", "cnae" : "\u00e1\/""#),
        company(r#","cnae":"á/""#)
    );
}

#[test]
fn numbers_and_strings_of_one_text_are_equal() {
    let number: Text = decode(b"11").unwrap();
    let string: Text = decode(b"\"11\"").unwrap();
    assert_eq!(number, string);
    assert_ne!(number.came_as_number(), string.came_as_number());
    assert_eq!(decode::<Cpf>(b"52998224725").unwrap(), "52998224725");
    assert_eq!(
        decode::<std::collections::HashSet<Text>>(b"[11,\"11\",\"11.0\",11.0]")
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_literal_of_any_shape_keeps_its_text() {
    let mut literals: Vec<String> = [
        "0",
        "-0",
        "0.0",
        "-0.0",
        "1",
        "-1",
        "1e3",
        "1E3",
        "1e+3",
        "1e-3",
        "1.0e0",
        "98200.00",
        "0.1",
        "1e400",
        "-1e-400",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890.123456789",
        "0.1000000000000000055511151231257827021181583404541015625",
        "1000000000000000000000",
        "-12345678901234567890",
    ]
    .map(str::to_owned)
    .into();
    let mut random = Random(7);
    for _ in 0..2_000 {
        let sign = if random.below(2) == 0 { "-" } else { "" };
        let mut whole = random.digits(1, 25).trim_start_matches('0').to_owned();
        if whole.is_empty() {
            whole.push('0');
        }
        let fraction = if random.below(2) == 0 {
            format!(".{}", random.digits(1, 20))
        } else {
            String::new()
        };
        let exponent = if random.below(4) == 0 {
            format!("e{}", random.digits(1, 4))
        } else {
            String::new()
        };
        literals.push(format!("{sign}{whole}{fraction}{exponent}"));
    }
    for literal in &literals {
        let text = same_again::<Text>(literal);
        assert_eq!(text, literal.as_str());
        assert!(text.came_as_number());
        assert_eq!(text.clone(), text);
        same_again::<Number>(literal);
        same_again::<OneOrMany<Amount>>(literal);
        same_again::<Vec<Option<Integer>>>(&format!("[null,{literal}]"));
        same_again::<std::collections::BTreeMap<Text, Text>>(&format!(
            r#"{{"{literal}":{literal},"é":"x"}}"#
        ));
    }
}

#[test]
fn a_string_of_any_shape_keeps_its_text() {
    let alphabet = [
        "a",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\u0000",
        "\\ud83d\\ude00",
        "😀",
        "é",
        " ",
        "1",
        ".",
        "{",
        "]",
        "\\u00e9",
        "\u{7f}",
        "\u{2028}",
    ];
    let mut random = Random(11);
    for length in 0..600 {
        let content: String = (0..length % 60)
            .map(|_| alphabet[random.below(alphabet.len())])
            .collect();
        let literal = format!("\"{content}\"");
        let expected: String = serde_json::from_str(&literal).unwrap();
        // Beside a float, so that the exact pass reads the string; and by itself.
        let exact: Vec<Text> = decode(format!("[{literal},0.5]").as_bytes()).unwrap();
        let fast: Vec<Text> = decode(format!("[{literal},5]").as_bytes()).unwrap();
        for text in [&exact[0], &fast[0]] {
            assert_eq!(*text, expected.as_str());
            assert!(!text.came_as_number());
            assert_eq!(
                serde_json::to_string(text).unwrap(),
                serde_json::to_string(&expected).unwrap()
            );
        }
    }
}

#[test]
fn what_is_no_text_and_no_number_is_refused_with_its_place() {
    for (body, pointer, kind) in [
        (
            r#"{"companyName":null,"cnpjNumber":""}"#,
            "/companyName",
            ReasonKind::WrongType,
        ),
        (
            r#"{"companyName":true,"cnpjNumber":""}"#,
            "/companyName",
            ReasonKind::WrongType,
        ),
        (
            r#"{"companyName":{},"cnpjNumber":""}"#,
            "/companyName",
            ReasonKind::WrongType,
        ),
        (
            r#"{"companyName":[],"cnpjNumber":""}"#,
            "/companyName",
            ReasonKind::WrongType,
        ),
        (
            r#"{"companyName":""}"#,
            "/cnpjNumber",
            ReasonKind::MissingMember,
        ),
        (
            r#"{"companyName":"","companyName":""}"#,
            "/companyName",
            ReasonKind::DuplicateMember,
        ),
        (
            r#"{"companyName":"\ud800","cnpjNumber":""}"#,
            "/companyName",
            ReasonKind::InvalidText,
        ),
        (
            &company(r#","otherDocuments":["",{}]"#),
            "/otherDocuments/1",
            ReasonKind::WrongType,
        ),
        (
            &company(r#","otherDocuments":{}"#),
            "/otherDocuments",
            ReasonKind::WrongType,
        ),
        (
            &company(r#","parties":{}"#),
            "/parties",
            ReasonKind::WrongType,
        ),
        (
            &company(r#","status":[1,[2]]"#),
            "/status/1",
            ReasonKind::WrongType,
        ),
        (
            &company(r#","status":{}"#),
            "/status",
            ReasonKind::WrongType,
        ),
        (
            &company(r#","status":"\udead""#),
            "/status",
            ReasonKind::InvalidText,
        ),
        ("\"text\"", "", ReasonKind::WrongType),
        ("[]", "", ReasonKind::WrongType),
        (" [\"A\",\"11222333000181\"]", "", ReasonKind::WrongType),
    ] {
        let error = decode::<Company>(body.as_bytes()).unwrap_err();
        assert_eq!((error.pointer(), error.kind()), (pointer, kind), "{body}");
        assert_eq!(error.line(), 1);
    }
}

/// Serde would read a struct from a list by position, and one of optional members from `[]`.
#[test]
fn a_list_is_no_object() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Customer {
        #[serde(default)]
        name: Option<Text>,
    }
    for body in ["[]", "\n[]", "[\"Ana\"]", "[null]"] {
        let error = decode::<Customer>(body.as_bytes()).unwrap_err();
        assert_eq!((error.pointer(), error.kind()), ("", ReasonKind::WrongType));
        assert!(decode::<Option<Customer>>(body.as_bytes()).is_err());
    }
    assert!(decode::<Customer>(b"{}").is_ok());
    assert!(decode::<Vec<Customer>>(b"[]").is_ok());
    assert!(decode::<Records<Customer>>(b"[{}]").is_ok());
    assert!(decode::<(Text, Text)>(b"[1,2.0]").is_ok());
}

#[test]
fn a_body_that_is_not_json_is_refused_with_its_place() {
    let error = |body: &[u8]| -> DecodeError { decode::<Page>(body).unwrap_err() };
    for (body, kind) in [
        (&b""[..], ReasonKind::Incomplete),
        (b"   ", ReasonKind::Incomplete),
        (b"{\"data\":[{\"companyName\":\"a", ReasonKind::Incomplete),
        (b"{\"data\":[", ReasonKind::Incomplete),
        (b"{\"data\":[]} x", ReasonKind::NotJson),
        (b"{\"data\":[]}{}", ReasonKind::NotJson),
        (b"<html>502</html>", ReasonKind::NotJson),
        (b"{\"data\":[01]}", ReasonKind::NotJson),
        (b"{\"data\":[\"a\x01\"]}", ReasonKind::NotJson),
        (b"{\"data\":[],}", ReasonKind::NotJson),
        (b"{\"data\":[\"\xff\"]}", ReasonKind::NotUtf8),
    ] {
        assert_eq!(
            error(body).kind(),
            kind,
            "{}",
            String::from_utf8_lossy(body)
        );
    }
    assert_eq!((error(b"").line(), error(b"").column()), (1, 1));
    let broken = error(b"{\n \"data\": [{\"companyName\": ?}]}");
    assert_eq!((broken.line(), broken.pointer()), (2, "/data/0"));
    let latin1 = error(b"{\n\"data\":\"S\xe3o Paulo\"}");
    assert_eq!((latin1.line(), latin1.column()), (2, 10));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    assert_eq!(
        decode::<Text>("\u{feff}98200.00".as_bytes()).unwrap(),
        "98200.00"
    );
    assert_eq!(decode::<Text>("\u{feff}\"a\"".as_bytes()).unwrap(), "a");
}

/// A small generator of pseudo-random numbers (xorshift), the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    fn digits(&mut self, least: usize, most: usize) -> String {
        let count = least + self.below(most - least + 1);
        (0..count)
            .map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap()))
            .collect()
    }
}
