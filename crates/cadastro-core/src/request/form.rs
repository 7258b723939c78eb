//! Bodies of the type `application/x-www-form-urlencoded`, from any type that serialises as a flat object: members
//! keep their order, numbers their literal, and `null` is left out.

use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde::{Deserializer, Serialize};
use serde_json::value::RawValue;
use url::form_urlencoded::Serializer;

use crate::error::Refusal;

pub(crate) fn encode<T: Serialize + ?Sized>(body: &T) -> Result<String, Refusal> {
    let json = serde_json::to_string(body).map_err(|_| Refusal::Form)?;
    let mut reader = serde_json::Deserializer::from_str(&json);
    let mut form = Serializer::new(String::new());
    Members(&mut form)
        .deserialize(&mut reader)
        .map_err(|_| Refusal::Form)?;
    Ok(form.finish())
}

struct Members<'a>(&'a mut Serializer<'static, String>);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flat object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some((name, value)) = members.next_entry::<String, &RawValue>()? {
            let literal = value.get();
            match literal.as_bytes().first() {
                Some(b'"') => {
                    let text: String =
                        serde_json::from_str(literal).map_err(serde::de::Error::custom)?;
                    self.0.append_pair(&name, &text);
                }
                Some(b'{' | b'[') => return Err(serde::de::Error::custom("nested")),
                _ if literal == "null" => {}
                _ => {
                    self.0.append_pair(&name, literal);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Grant {
        grant_type: &'static str,
        scope: Option<&'static str>,
        password: &'static str,
        attempts: u8,
    }

    #[test]
    fn a_flat_object_becomes_pairs_in_its_own_order() {
        let grant = Grant {
            grant_type: "password",
            scope: None,
            password: "a+b &=ç",
            attempts: 2,
        };
        assert_eq!(
            encode(&grant).unwrap(),
            "grant_type=password&password=a%2Bb+%26%3D%C3%A7&attempts=2"
        );
    }

    #[test]
    fn what_a_form_cannot_say_is_refused() {
        assert_eq!(encode(&[1, 2]), Err(Refusal::Form));
        assert_eq!(encode("text"), Err(Refusal::Form));
        let nested = std::collections::BTreeMap::from([("list", [1])]);
        assert_eq!(encode(&nested), Err(Refusal::Form));
    }
}
