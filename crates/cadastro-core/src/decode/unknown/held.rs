//! What a typed value has a place for: a serializer that keeps the names, and no content.

use crate::decode::part;
use serde::ser::{self, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// The outline of a value.
pub(super) enum Held {
    /// Nothing below it is told apart: a leaf, raw JSON, or a member that the type knows and that is absent.
    Whole,
    /// By the names that they are written with.
    Members(Members),
    Items(Vec<Held>),
}

type Members = HashMap<Cow<'static, str>, Held>;

/// Writes a value as its outline.
pub(super) struct Writer;

/// Writes the members of an object or the items of a list, maybe as the one member of an object around it.
pub(super) struct Parts<P> {
    parts: P,
    /// The variant of an enum that they are of.
    variant: Option<&'static str>,
    /// The name that the next value of a map goes by.
    key: Option<String>,
}

impl<P> Parts<P> {
    fn new(parts: P, variant: Option<&'static str>) -> Self {
        Self {
            parts,
            variant,
            key: None,
        }
    }
}

fn variant(name: Option<&'static str>, held: Held) -> Held {
    match name {
        Some(name) => Held::Members(Members::from([(name.into(), held)])),
        None => held,
    }
}

impl Parts<Vec<Held>> {
    fn push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Unwritable> {
        self.parts.push(item.serialize(Writer)?);
        Ok(())
    }

    fn items(self) -> Held {
        variant(self.variant, Held::Items(self.parts))
    }
}

impl Parts<Members> {
    fn put<T: Serialize + ?Sized>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.parts.insert(name.into(), value.serialize(Writer)?);
        Ok(())
    }

    fn skip(&mut self, name: &'static str) {
        self.parts.insert(name.into(), Held::Whole);
    }

    fn members(self) -> Held {
        // Raw JSON is written as a struct of one member of this name.
        if self.parts.contains_key(part::raw_name()) {
            return Held::Whole;
        }
        variant(self.variant, Held::Members(self.parts))
    }
}

/// Leaves, of which only that they are ones is kept.
macro_rules! leaves {
    ($($function:ident($type:ty))+) => { $(
        fn $function(self, _: $type) -> Result<Held, Unwritable> {
            Ok(Held::Whole)
        }
    )+ };
}

impl Serializer for Writer {
    type Ok = Held;
    type Error = Unwritable;
    type SerializeSeq = Parts<Vec<Held>>;
    type SerializeTuple = Parts<Vec<Held>>;
    type SerializeTupleStruct = Parts<Vec<Held>>;
    type SerializeTupleVariant = Parts<Vec<Held>>;
    type SerializeMap = Parts<Members>;
    type SerializeStruct = Parts<Members>;
    type SerializeStructVariant = Parts<Members>;

    leaves! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_i128(i128) serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_u128(u128) serialize_f32(f32) serialize_f64(f64) serialize_char(char) serialize_str(&str)
        serialize_bytes(&[u8]) serialize_unit_struct(&'static str)
    }

    fn serialize_none(self) -> Result<Held, Unwritable> {
        Ok(Held::Whole)
    }

    fn serialize_unit(self) -> Result<Held, Unwritable> {
        Ok(Held::Whole)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<Held, Unwritable> {
        Ok(Held::Whole)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Held, Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Held, Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<Held, Unwritable> {
        Ok(variant(Some(name), value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Unwritable> {
        Ok(Parts::new(Vec::new(), None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unwritable> {
        Ok(Parts::new(Vec::new(), None))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Unwritable> {
        Ok(Parts::new(Vec::new(), None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Ok(Parts::new(Vec::new(), Some(name)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unwritable> {
        Ok(Parts::new(Members::new(), None))
    }

    fn serialize_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, Unwritable> {
        Ok(Parts::new(Members::new(), None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Ok(Parts::new(Members::new(), Some(name)))
    }
}

/// What is written item by item.
macro_rules! items {
    ($($kind:ident $function:ident)+) => { $(
        impl ser::$kind for Parts<Vec<Held>> {
            type Ok = Held;
            type Error = Unwritable;

            fn $function<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Unwritable> {
                self.push(item)
            }

            fn end(self) -> Result<Held, Unwritable> {
                Ok(self.items())
            }
        }
    )+ };
}

items! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

/// What is written member by member, skipped ones told.
macro_rules! members {
    ($($kind:ident)+) => { $(
        impl ser::$kind for Parts<Members> {
            type Ok = Held;
            type Error = Unwritable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Unwritable> {
                self.put(name, value)
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), Unwritable> {
                self.skip(name);
                Ok(())
            }

            fn end(self) -> Result<Held, Unwritable> {
                Ok(self.members())
            }
        }
    )+ };
}

members! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Parts<Members> {
    type Ok = Held;
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.key = Some(name(key)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let key = self.key.take().ok_or(Unwritable)?;
        self.put(key, value)
    }

    fn end(self) -> Result<Held, Unwritable> {
        Ok(self.members())
    }
}

/// The name by which a key of a map is written in JSON.
fn name<T: Serialize + ?Sized>(key: &T) -> Result<String, Unwritable> {
    match serde_json::to_value(key) {
        Ok(Value::String(name)) => Ok(name),
        Ok(Value::Number(number)) => Ok(number.to_string()),
        Ok(Value::Bool(flag)) => Ok(flag.to_string()),
        _ => Err(Unwritable),
    }
}

/// A value that cannot be written, for a reason of its own.
#[derive(Debug)]
pub(super) struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value cannot be written")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
