//! How a document wants parameters written (OpenAPI 3.0.3, Parameter Object, "Style Values"): the place, the style, and
//! whether the values of a list or an object go one by one.

use http::HeaderName;

use super::flat::Flat;
use super::path::{encode, encode_reserved};
use crate::error::Refusal;

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum In {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header of its own.
    Header,
    /// Into the `Cookie` header.
    Cookie,
}

/// How the values of a parameter are put together; see [`Request::styled`](crate::Request::styled).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `a,b`, in paths and headers.
    Simple,
    /// `.a,b`, in paths.
    Label,
    /// `;name=a,b`, in paths.
    Matrix,
    /// `name=a,b`, in queries and cookies.
    Form,
    /// `name=a%20b`, in queries.
    SpaceDelimited,
    /// `name=a%7Cb`, in queries.
    PipeDelimited,
    /// `name%5Bmember%5D=a`, in queries.
    DeepObject,
}

/// A parameter as its document describes it.
#[derive(Clone, Copy)]
pub(super) struct Styled {
    pub(super) name: &'static str,
    pub(super) style: Style,
    pub(super) explode: bool,
    /// Whether reserved characters stay as they are.
    pub(super) reserved: bool,
}

/// Pairs of a query or a cookie, both sides encoded.
pub(super) type Pairs = Vec<(String, String)>;

impl Styled {
    /// The argument of a path, encoded; `None` if there is nothing to write.
    pub(super) fn argument(self, value: &Flat) -> Result<Option<String>, Refusal> {
        let name = encode(self.name);
        let values = match value {
            Flat::Nothing => return Ok(None),
            Flat::List(items) if items.is_empty() => return Ok(None),
            Flat::Members(members) if members.is_empty() => return Ok(None),
            Flat::One(text) => vec![encode(text)],
            Flat::List(items) => items.iter().map(|item| encode(item)).collect(),
            Flat::Members(members) if self.explode && self.style == Style::Matrix => {
                let pairs = members.iter();
                let pairs = pairs.map(|(name, value)| matrix(&encode(name), &encode(value)));
                return Ok(Some(pairs.collect()));
            }
            Flat::Members(members) => members
                .iter()
                .flat_map(|(name, value)| self.member(encode(name), encode(value)))
                .collect(),
        };
        match self.style {
            Style::Simple => Ok(Some(values.join(","))),
            // OpenAPI 3.0.3 shows `.a.b` for these, against RFC 6570 (section 3.2.5), which it follows otherwise;
            // 3.0.4 corrects it.
            Style::Label if !self.explode => Ok(Some(format!(".{}", values.join(",")))),
            Style::Label => {
                // A dot is never escaped, so in a value it cannot be told from one between values.
                if !matches!(value, Flat::One(_)) && values.iter().any(|text| text.contains('.')) {
                    return Err(Refusal::ParameterDelimiter(self.name));
                }
                Ok(Some(format!(".{}", values.join("."))))
            }
            Style::Matrix if self.explode => Ok(Some(
                values.iter().map(|value| matrix(&name, value)).collect(),
            )),
            Style::Matrix => Ok(Some(matrix(&name, &values.join(",")))),
            _ => Err(Refusal::ParameterStyle(self.name)),
        }
    }

    /// The value of a header, as it is: `None` if there is nothing to write.
    pub(super) fn header(self, value: &Flat) -> Result<Option<String>, Refusal> {
        if self.style != Style::Simple {
            return Err(Refusal::ParameterStyle(self.name));
        }
        let (values, delimiters): (Vec<String>, &[char]) = match value {
            Flat::Nothing => return Ok(None),
            Flat::One(text) => return Ok(Some(text.clone())),
            Flat::List(items) => (items.clone(), &[',']),
            Flat::Members(members) => {
                let broken = |(name, _): &(String, String)| self.explode && name.contains('=');
                if members.iter().any(broken) {
                    return Err(Refusal::ParameterDelimiter(self.name));
                }
                let members = members.iter().cloned();
                let values = members.flat_map(|(name, value)| self.member(name, value));
                (values.collect(), &[','])
            }
        };
        if values.iter().any(|text| text.contains(delimiters)) {
            return Err(Refusal::ParameterDelimiter(self.name));
        }
        Ok((!values.is_empty()).then(|| values.join(",")))
    }

    /// The pairs of a query.
    pub(super) fn pairs(self, value: Flat) -> Result<Pairs, Refusal> {
        let name = encode(self.name);
        let (delimiter, taken) = match self.style {
            Style::Form => (",", None),
            // These two stand encoded between the values, so in a value they cannot be told from those.
            Style::SpaceDelimited => ("%20", Some(' ')),
            Style::PipeDelimited => ("%7C", Some('|')),
            Style::DeepObject => {
                let members = match value {
                    Flat::Members(members) => members,
                    Flat::Nothing => Vec::new(),
                    Flat::One(_) | Flat::List(_) => {
                        return Err(Refusal::ParameterStyle(self.name));
                    }
                };
                let pairs = members.into_iter().map(|(member, value)| {
                    let member = format!("{name}%5B{}%5D", encode(&member));
                    (member, self.value(&value))
                });
                return Ok(pairs.collect());
            }
            _ => return Err(Refusal::ParameterStyle(self.name)),
        };
        let values: Vec<String> = match value {
            Flat::Nothing => return Ok(Vec::new()),
            Flat::One(text) => return Ok(vec![(name, self.value(&text))]),
            Flat::List(items) if self.explode => {
                let pairs = items.iter().map(|item| (name.clone(), self.value(item)));
                return Ok(pairs.collect());
            }
            Flat::Members(members) if self.explode => {
                let pairs = members.iter();
                let pairs = pairs.map(|(member, value)| (encode(member), self.value(value)));
                return Ok(pairs.collect());
            }
            Flat::List(items) => items,
            Flat::Members(members) => members
                .into_iter()
                .flat_map(|(name, value)| [name, value])
                .collect(),
        };
        if values.is_empty() {
            return Ok(Vec::new());
        }
        if taken.is_some_and(|taken| values.iter().any(|text| text.contains(taken))) {
            return Err(Refusal::ParameterDelimiter(self.name));
        }
        let joined: Vec<_> = values
            .iter()
            .map(|text| self.value(text).replace(',', "%2C"))
            .collect();
        Ok(vec![(name, joined.join(delimiter))])
    }

    /// The pairs of cookies.
    pub(super) fn cookies(self, value: Flat) -> Result<Pairs, Refusal> {
        if self.style != Style::Form {
            return Err(Refusal::ParameterStyle(self.name));
        }
        let own_names = self.explode && matches!(value, Flat::Members(_));
        let mut pairs = self.pairs(value)?;
        if !own_names {
            for (name, _) in &mut pairs {
                cookie_name(self.name)?.clone_into(name);
            }
        }
        Ok(pairs)
    }

    fn value(self, text: &str) -> String {
        if self.reserved {
            encode_reserved(text)
        } else {
            encode(text)
        }
    }

    /// A member of an object, between delimiters.
    fn member(self, name: String, value: String) -> Vec<String> {
        if self.explode {
            vec![format!("{name}={value}")]
        } else {
            vec![name, value]
        }
    }
}

/// The name of a cookie as the document has it, which must be a token (RFC 6265) and is not escaped.
pub(crate) fn cookie_name(name: &'static str) -> Result<&'static str, Refusal> {
    // The names of headers are tokens, too.
    match HeaderName::from_bytes(name.as_bytes()) {
        Ok(_) => Ok(name),
        Err(_) => Err(Refusal::CookieName(name)),
    }
}

/// One pair of the style `matrix`: an empty value has no equals sign (RFC 6570, section 3.2.7).
fn matrix(name: &str, value: &str) -> String {
    match value {
        "" => format!(";{name}"),
        value => format!(";{name}={value}"),
    }
}

#[cfg(test)]
mod tests;
