//! Bodies of the type `application/x-www-form-urlencoded`, from any type that serialises as an object of primitives, of
//! lists and of objects of them: members keep their order, numbers their literal, and `null` is left out.

use serde::Serialize;
use url::form_urlencoded::Serializer;

use super::flat::{self, Flat};
use super::style::{Style, Styled};
use crate::error::Refusal;

/// How a member of a form is written, where its document says so (OpenAPI 3.0.3, Encoding Object). A member of which it
/// says nothing is written in the style `form`, exploded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The member of this name in this style, exploded or not: as a query parameter of that style.
    Styled(&'static str, Style, bool),
    /// The member of this name as JSON text (`contentType: application/json`).
    Json(&'static str),
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Styled(name, ..) | Self::Json(name) => name,
        }
    }
}

pub(crate) fn encode<T: Serialize + ?Sized>(
    body: &T,
    encodings: &[Encoding],
) -> Result<String, Refusal> {
    let json = serde_json::to_string(body).map_err(|_| Refusal::Form)?;
    if !json.starts_with('{') {
        return Err(Refusal::Form);
    }
    let mut form = String::new();
    for (name, value) in flat::members(&json).ok_or(Refusal::Form)? {
        let encoding = encodings
            .iter()
            .find(|encoding| encoding.name() == name.as_str());
        match encoding {
            Some(Encoding::Styled(name, style, explode)) => {
                let styled = Styled {
                    name,
                    style: *style,
                    explode: *explode,
                    reserved: false,
                };
                for (name, value) in styled.pairs(Flat::read(value).ok_or(Refusal::Form)?)? {
                    if !form.is_empty() {
                        form.push('&');
                    }
                    form.push_str(&format!("{name}={value}"));
                }
            }
            Some(Encoding::Json(_)) if value == "null" => {}
            Some(Encoding::Json(_)) => append(&mut form, &name, value),
            None => match Flat::read(value).ok_or(Refusal::Form)? {
                Flat::Nothing => {}
                Flat::One(text) => append(&mut form, &name, &text),
                Flat::List(items) => items.iter().for_each(|item| append(&mut form, &name, item)),
                Flat::Members(members) => members
                    .iter()
                    .for_each(|(member, value)| append(&mut form, member, value)),
            },
        }
    }
    Ok(form)
}

fn append(form: &mut String, name: &str, value: &str) {
    let mut pairs = Serializer::new(std::mem::take(form));
    pairs.append_pair(name, value);
    *form = pairs.finish();
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
            encode(&grant, &[]).unwrap(),
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
        assert_eq!(encode(&lists, &[]).unwrap(), "a=x&a=y%2Cz&c=");
    }

    #[test]
    fn what_a_form_cannot_say_is_refused() {
        assert_eq!(encode(&[1, 2], &[]), Err(Refusal::Form));
        assert_eq!(encode("text", &[]), Err(Refusal::Form));
        let nested = std::collections::BTreeMap::from([("list", [[1]])]);
        assert_eq!(encode(&nested, &[]), Err(Refusal::Form));
    }

    #[test]
    fn members_are_written_as_their_encoding_says() {
        let body = crate::Json::parse(
            r#"{"a": ["x", "y"], "b": ["x", "y"], "c": {"d": 1.50, "e": null}, "f": {"g": "h i"}, "j": {"k": [1]}, "l": null}"#,
        )
        .unwrap();
        let encodings = [
            Encoding::Styled("a", Style::Form, false),
            Encoding::Styled("b", Style::PipeDelimited, false),
            Encoding::Styled("c", Style::DeepObject, true),
            Encoding::Json("j"),
            Encoding::Json("l"),
        ];
        assert_eq!(
            encode(&body, &encodings).unwrap(),
            "a=x,y&b=x%7Cy&c%5Bd%5D=1.50&g=h+i&j=%7B%22k%22%3A+%5B1%5D%7D"
        );
    }
}
