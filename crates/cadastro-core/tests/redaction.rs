//! Nothing that prints prints what was sent.

use cadastro_core::{
    AccountNumber, Amount, AreaCode, BranchCode, CallingCode, Cep, Cnpj, CompeCode, Country, Cpf,
    CpfCnpj, Currency, Date, DateTime, DecodeError, Email, IbgeCode, Integer, InteractionId, Json,
    Lenient, Number, OneOrMany, PhoneExtension, PhoneNumber, Records, Text, UnknownValue, Uri,
    decode, decode_reporting,
};
use serde::Deserialize;
use std::error::Error;

const SECRET: &str = "52998224725";

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Person {
    name: Text,
    #[serde(default)]
    age: Option<i32>,
    #[serde(default)]
    flag: Option<bool>,
    #[serde(default)]
    json: Option<Json>,
    #[serde(default)]
    meta: Lenient<Vec<Text>>,
    #[serde(default)]
    status: Option<OneOrMany<Integer>>,
}

#[test]
fn every_value_prints_its_type_and_shape_only() {
    macro_rules! check {
        ($($name:ident)+) => { $(
            assert_eq!(format!("{:?}", $name::from("Olá 1234567")), concat!(stringify!($name), "(11 chars)"));
            let number: $name = decode(SECRET.as_bytes()).unwrap();
            assert_eq!(format!("{number:?}"), concat!(stringify!($name), "(11 digits, number)"));
            assert_eq!(format!("{number:#?}"), concat!(stringify!($name), "(11 digits, number)"));
            let odd: $name = decode(b"-98200.00").unwrap();
            assert_eq!(format!("{odd:?}"), concat!(stringify!($name), "(9 chars, number)"));
        )+ };
    }
    check! {
        AccountNumber Amount AreaCode BranchCode CallingCode Cep Cnpj CompeCode Country Cpf CpfCnpj Currency Date
        DateTime Email IbgeCode Integer InteractionId Number PhoneExtension PhoneNumber Text Uri
    }
    assert_eq!(
        format!("{:?}", UnknownValue::new(Text::from(SECRET))),
        "UnknownValue(11 digits)"
    );
    assert_eq!(
        format!("{:?}", Json::parse(SECRET).unwrap()),
        "Json(number, 11 bytes)"
    );
}

#[test]
fn neither_values_nor_quarantine_print_what_was_sent() {
    for member in [
        r#""name":"S""#,
        r#""name":["S"]"#,
        r#""name":{"S":"S"}"#,
        r#""name":1,"age":"S""#,
        r#""name":1,"age":52998224725"#,
        r#""name":1,"age":52998224725.5"#,
        r#""name":1,"flag":"S""#,
        r#""name":1,"json":{"S":"S"}"#,
        r#""name":1,"meta":"S""#,
        r#""name":1,"meta":{"S":"S"}"#,
        r#""name":1,"status":{"S":"S"}"#,
        r#""name":1,"status":["S",{"S":1}]"#,
        r#""S":1"#,
    ] {
        let member = member.replace('S', SECRET);
        let body = format!("[{{{member}}}]");
        let decoded = decode_reporting::<Records<Person>>(body.as_bytes()).unwrap();
        let mut printed = format!("{decoded:?} {decoded:#?}");
        for place in decoded.quarantined() {
            printed += &format!("{place} {} {:?}", place.reason(), place.reason().kind());
        }
        assert!(!printed.contains(&SECRET[..4]), "{printed}");
        if let Err(error) = decode::<Person>(format!("{{{member}}}").as_bytes()) {
            assert_silent(&error);
        }
    }
}

#[test]
fn errors_print_no_part_of_the_body() {
    for body in [
        r#"{"name":"S"#,
        r#"{"name":"S"}S"#,
        r#"{"S":}"#,
        r#"{"S":{"S":[}"#,
        r#"{"name":S.}"#,
        r#""S""#,
        "S",
        "<p>S</p>",
    ] {
        assert_silent(&decode::<Person>(body.replace('S', SECRET).as_bytes()).unwrap_err());
    }
}

#[test]
fn keys_of_a_map_are_data_too() {
    type Map = std::collections::BTreeMap<String, bool>;
    let error = decode::<Map>(format!("{{\"{SECRET}\":1}}").as_bytes()).unwrap_err();
    assert_eq!(error.pointer(), format!("/{SECRET}"));
    assert_silent(&error);
}

#[test]
fn only_what_looks_like_a_member_is_shown() {
    type Map = std::collections::BTreeMap<String, bool>;
    let printed = |key: &str| {
        let error = decode::<Map>(format!("{{\"{key}\":1}}").as_bytes()).unwrap_err();
        assert_eq!(error.pointer(), format!("/{key}"));
        let printed = error.to_string();
        assert_eq!(format!("{error:?}"), format!("DecodeError({printed})"));
        printed.split_once(':').unwrap().0.to_owned()
    };
    for shown in [
        "companyName",
        "x-fapi",
        "iso_8601",
        "a",
        "0",
        "1234567",
        &"a".repeat(40),
    ] {
        assert_eq!(printed(shown), format!("/{shown}"));
    }
    for hidden in [
        "ana@example.com",
        "example.com",
        "@ana",
        "_ana",
        "$x",
        "Ana Lima",
        "André",
        "17500001",
        "119876543",
        SECRET,
        "cpf52998224725",
        "529-982-247",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "",
        "+55",
        &"a".repeat(41),
    ] {
        assert_eq!(printed(hidden), "/*", "{hidden}");
    }
}

#[test]
fn other_ways_of_reading_fail_on_a_float_without_its_value() {
    let text = format!("{SECRET}.5");
    for error in [
        serde_json::from_str::<Text>(&text).unwrap_err(),
        serde_json::from_str::<Vec<OneOrMany<Amount>>>(&format!("[{text}]")).unwrap_err(),
        serde_json::from_str::<Records<Number>>(&format!("[{text}]")).unwrap_err(),
        serde_json::from_value::<Cpf>(serde_json::from_str(&text).unwrap()).unwrap_err(),
    ] {
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains(&SECRET[..4]), "{printed}");
        assert!(printed.contains("cadastro_core::decode"), "{printed}");
    }
}

/// A type whose own message looks like serde's.
#[derive(Debug)]
struct Forging;

impl<'de> Deserialize<'de> for Forging {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!(
            "missing field `{}`",
            text.as_str()
        )))
    }
}

#[test]
fn a_message_that_looks_like_serde_s_gives_no_text_away() {
    for text in [SECRET.to_owned(), format!("Ana {SECRET}")] {
        let error = decode::<Forging>(format!("\"{text}\"").as_bytes()).unwrap_err();
        assert_eq!(error.pointer(), "");
        assert_silent(&error);
    }
}

fn assert_silent(error: &DecodeError) {
    let printed = format!("{error} {error:?} {error:#?}");
    assert!(!printed.contains(&SECRET[..4]), "{printed}");
    assert!(error.source().is_none());
}
