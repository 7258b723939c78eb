//! Bodies of the type `application/x-www-form-urlencoded`, from any type that serialises as an object of primitives and
//! of lists of them: members keep their order, numbers their literal, a list repeats its name, and `null` is left out.

use serde::Serialize;
use url::form_urlencoded::Serializer;

use super::flat;
use crate::error::Refusal;

pub(crate) fn encode<T: Serialize + ?Sized>(body: &T) -> Result<String, Refusal> {
    let json = serde_json::to_string(body).map_err(|_| Refusal::Form)?;
    if !json.starts_with('{') {
        return Err(Refusal::Form);
    }
    let mut form = Serializer::new(String::new());
    for (name, value) in flat::members(&json).ok_or(Refusal::Form)? {
        let texts = if value.starts_with('[') {
            flat::items(value).ok_or(Refusal::Form)?
        } else {
            Vec::from_iter(flat::primitive(value).ok_or(Refusal::Form)?)
        };
        for text in texts {
            form.append_pair(&name, &text);
        }
    }
    Ok(form.finish())
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
    fn a_list_repeats_its_name() {
        let lists = std::collections::BTreeMap::from([
            ("a", vec![Some("x"), None, Some("y,z")]),
            ("b", vec![]),
            ("c", vec![Some("")]),
        ]);
        assert_eq!(encode(&lists).unwrap(), "a=x&a=y%2Cz&c=");
    }

    #[test]
    fn what_a_form_cannot_say_is_refused() {
        assert_eq!(encode(&[1, 2]), Err(Refusal::Form));
        assert_eq!(encode("text"), Err(Refusal::Form));
        let nested = std::collections::BTreeMap::from([("list", [[1]])]);
        assert_eq!(encode(&nested), Err(Refusal::Form));
        let object = std::collections::BTreeMap::from([(
            "object",
            Grant {
                grant_type: "",
                scope: None,
                password: "",
                attempts: 0,
            },
        )]);
        assert_eq!(encode(&object), Err(Refusal::Form));
    }
}
