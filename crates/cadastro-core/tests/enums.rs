//! Open enums, in the shape that generated code has: no value is refused, and none is changed.

use cadastro_core::{Records, Text, UnknownValue, decode};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(from = "Text", into = "Text")]
#[non_exhaustive]
enum EnumSex {
    Feminino,
    Masculino,
    Unknown(UnknownValue),
}

impl EnumSex {
    fn as_str(&self) -> &str {
        match self {
            Self::Feminino => "FEMININO",
            Self::Masculino => "MASCULINO",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<Text> for EnumSex {
    fn from(value: Text) -> Self {
        match value.as_str() {
            "FEMININO" => Self::Feminino,
            "MASCULINO" => Self::Masculino,
            _ => Self::Unknown(UnknownValue::new(value)),
        }
    }
}

impl From<EnumSex> for Text {
    fn from(value: EnumSex) -> Self {
        match value {
            EnumSex::Unknown(value) => value.into(),
            known => Text::from(known.as_str()),
        }
    }
}

#[test]
fn every_value_is_kept_as_it_came() {
    let long = format!("\"{}\"", "OUTRO_".repeat(20));
    for literal in [
        "\"FEMININO\"",
        "\"UNIÃO ESTÁVEL\"",
        "\"\"",
        "\"feminino\"",
        "7",
        "-0",
        "1.50",
        &long,
    ] {
        let value: EnumSex = decode(literal.as_bytes()).unwrap();
        assert_eq!(value.as_str(), literal.trim_matches('"'));
        assert_eq!(serde_json::to_string(&value).unwrap(), literal);
        assert_eq!(
            matches!(value, EnumSex::Unknown(_)),
            literal != "\"FEMININO\""
        );
        if let EnumSex::Unknown(unknown) = value {
            assert_eq!(unknown.came_as_number(), !literal.starts_with('"'));
        }
    }
}

#[test]
fn unknown_values_compare_and_print_without_their_text() {
    let one: EnumSex = decode("\"NÃO INFORMADO\"".as_bytes()).unwrap();
    assert_eq!(
        one,
        decode::<EnumSex>("\"N\\u00c3O INFORMADO\"".as_bytes()).unwrap()
    );
    assert_eq!(format!("{one:?}"), "Unknown(UnknownValue(13 chars))");
}

#[test]
fn a_list_or_an_object_is_no_enum_value() {
    let list: Records<EnumSex> = decode(b"[\"MASCULINO\",[],\"X\",{},null,1]").unwrap();
    let kept: Vec<_> = list.iter().map(EnumSex::as_str).collect();
    assert_eq!(kept, ["MASCULINO", "X", "1"]);
    assert_eq!(list.quarantined().len(), 3);
}
