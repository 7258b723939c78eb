//! Tests of the leaf: its size, its literals, and what formats other than JSON get of it.

use super::{Leaf, is_number};
use serde::ser::{Error as _, Impossible, Serialize, Serializer};
use serde_json::Error;

#[test]
fn a_leaf_is_as_large_as_a_string() {
    assert_eq!(size_of::<Leaf>(), size_of::<String>());
    assert_eq!(size_of::<Option<Leaf>>(), size_of::<String>());
}

/// A binary format: it takes texts only.
struct Binary;

macro_rules! refuse {
    ($($name:ident($($type:ty),*) -> $answer:ty;)+) => { $(
        fn $name(self, $(_: $type),*) -> Result<$answer, Error> {
            Err(Error::custom(stringify!($name)))
        }
    )+ };
}

type No = Impossible<String, Error>;

impl Serializer for Binary {
    type Ok = String;
    type Error = Error;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = No;
    type SerializeStruct = No;
    type SerializeStructVariant = No;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_str(self, text: &str) -> Result<String, Error> {
        Ok(text.to_owned())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<String, Error> {
        Err(Error::custom("some"))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<String, Error> {
        Err(Error::custom("newtype struct"))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<String, Error> {
        Err(Error::custom("newtype variant"))
    }

    refuse! {
        serialize_bool(bool) -> String;
        serialize_i8(i8) -> String;
        serialize_i16(i16) -> String;
        serialize_i32(i32) -> String;
        serialize_i64(i64) -> String;
        serialize_u8(u8) -> String;
        serialize_u16(u16) -> String;
        serialize_u32(u32) -> String;
        serialize_u64(u64) -> String;
        serialize_f32(f32) -> String;
        serialize_f64(f64) -> String;
        serialize_char(char) -> String;
        serialize_bytes(&[u8]) -> String;
        serialize_none() -> String;
        serialize_unit() -> String;
        serialize_unit_struct(&'static str) -> String;
        serialize_unit_variant(&'static str, u32, &'static str) -> String;
        serialize_seq(Option<usize>) -> No;
        serialize_tuple(usize) -> No;
        serialize_tuple_struct(&'static str, usize) -> No;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> No;
        serialize_map(Option<usize>) -> No;
        serialize_struct(&'static str, usize) -> No;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> No;
    }
}

#[test]
fn a_binary_format_gets_the_text() {
    for literal in ["7", "98200.00", "1e400", "18446744073709551616"] {
        assert_eq!(Leaf::number(literal).serialize(Binary).unwrap(), literal);
    }
    assert_eq!(Leaf::text("a").serialize(Binary).unwrap(), "a");
}

#[test]
fn numbers_of_any_length_keep_their_literal() {
    for len in 1..60 {
        let literal = "9".repeat(len);
        let leaf = Leaf::number(&literal);
        assert!(leaf.is_number());
        assert_eq!(leaf.as_str(), literal);
        assert_eq!(serde_json::to_string(&leaf).unwrap(), literal);
    }
}

#[test]
fn only_json_numbers_are_numbers() {
    for yes in [
        "0", "-0", "10", "0.0", "-1.50", "1e3", "1E+3", "0e-0", "98200.00",
    ] {
        assert!(is_number(yes), "{yes}");
        assert!(
            serde_json::from_str::<&serde_json::value::RawValue>(yes).is_ok(),
            "{yes}"
        );
    }
    for no in [
        "", "-", "01", "+1", ".5", "1.", "1e", "1e+", " 1", "1 ", "1.e3", "0x1", "NaN", "1,5", "١",
    ] {
        assert!(!is_number(no), "{no}");
    }
}
