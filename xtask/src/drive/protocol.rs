//! Cases to send, one line of JSON each, and what is said of them. Values are taken by their names on the wire and read
//! as the types of the clients; nothing is encoded here.

use cadastro_core::{Answer, Bytes, Decode, Endpoint, Error, Json, Upload};
use serde::de::DeserializeOwned;

/// The secret of all operations that take a token or a key.
pub const KEY: &str = "oracle-token";

/// What the calls are made through.
pub struct Endpoints {
    /// With a token, which is also the key of those that take a key.
    pub token: Endpoint,
    /// With a name and a password.
    pub basic: Endpoint,
}

/// One case.
pub struct Case(Json);

/// What became of a case.
pub enum Outcome {
    /// A success of this status, all of it typed.
    Delivered(u16),
    /// Why not, and whether anything was sent.
    Failed { error: String, sent: bool },
    /// Why the client cannot be told to send it.
    Unsupported(String),
}

impl Case {
    /// Reads a line.
    pub fn parse(line: &str) -> Result<Self, Outcome> {
        Json::parse(line)
            .map(Self)
            .map_err(|error| Outcome::Unsupported(format!("no case: {error}")))
    }

    /// The document that it is of.
    pub fn document(&self) -> String {
        self.word("/document")
    }

    /// The method, in lower case.
    pub fn method(&self) -> String {
        self.word("/operation/method")
    }

    /// The path as the document has it.
    pub fn path(&self) -> String {
        self.word("/operation/path")
    }

    /// The media type of the body; `None` if there is no body.
    pub fn media(&self) -> Option<String> {
        self.0.pointer("/body").map(|_| self.word("/body/media"))
    }

    /// A parameter that may be left out; one that is null is.
    pub fn parameter<T: DeserializeOwned>(&self, place: &str, name: &str) -> Result<Option<T>, Outcome> {
        read_unless_null(self.0.pointer(&format!("/parameters/{place}/{}", escaped(name))), name)
    }

    /// A parameter that must be there.
    pub fn required<T: DeserializeOwned>(&self, place: &str, name: &str) -> Result<T, Outcome> {
        self.parameter(place, name)?.ok_or_else(|| missing(name))
    }

    /// The body as a value.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Outcome> {
        read(&self.value()?, "the body")
    }

    /// The body as bytes: of a text, or what is given in base64.
    pub fn bytes(&self) -> Result<Bytes, Outcome> {
        bytes(&self.value()?)
    }

    /// A part of a form that may be left out.
    pub fn part<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Outcome> {
        read_unless_null(self.value()?.pointer(&format!("/{}", escaped(name))), name)
    }

    /// The files of a part; none if it is left out.
    pub fn files(&self, name: &str) -> Result<Option<Vec<Upload>>, Outcome> {
        let value = self.value()?;
        let Some(part) = value.pointer(&format!("/{}", escaped(name))) else {
            return Ok(None);
        };
        let files: Vec<Json> = match part.get().as_bytes().first() {
            Some(b'n') => return Ok(None),
            Some(b'[') => read(&part, name)?,
            _ => vec![part],
        };
        files.iter().map(upload).collect::<Result<_, _>>().map(Some)
    }

    /// The file of a part.
    pub fn file(&self, name: &str) -> Result<Option<Upload>, Outcome> {
        Ok(self.files(name)?.and_then(|files| files.into_iter().next()))
    }

    fn value(&self) -> Result<Json, Outcome> {
        self.0.pointer("/body/value").ok_or_else(|| missing("the body"))
    }

    fn word(&self, pointer: &str) -> String {
        let value = self.0.pointer(pointer);
        value.and_then(|value| value.decode().ok()).unwrap_or_default()
    }
}

/// A media type to send where the document has a range.
pub fn concrete(media: &str) -> &'static str {
    match media.split('/').next() {
        Some("image") => "image/png",
        Some("text") => "text/plain",
        Some("multipart") => "multipart/mixed; boundary=b",
        _ => "application/octet-stream",
    }
}

/// What the call says.
pub fn outcome<T: Decode>(result: Result<Answer<T>, Error>) -> Outcome {
    match result {
        Ok(answer) => match answer.quarantined().first() {
            None => Outcome::Delivered(answer.status().as_u16()),
            Some(place) => Outcome::Failed {
                error: format!("a record was set aside: {}", place.member()),
                sent: true,
            },
        },
        Err(error) => {
            let at = error.pointer().map(|pointer| format!(" at `{pointer}`"));
            Outcome::Failed {
                error: format!("{error}{}", at.unwrap_or_default()),
                sent: !error.attempts().is_empty(),
            }
        }
    }
}

impl Outcome {
    /// As a line of JSON.
    pub fn line(&self) -> String {
        match self {
            Self::Delivered(status) => format!("{{\"delivered\":true,\"status\":{status}}}"),
            Self::Failed { error, sent } => {
                format!("{{\"delivered\":false,\"error\":{},\"sent\":{sent}}}", quoted(error))
            }
            Self::Unsupported(why) => format!("{{\"unsupported\":{}}}", quoted(why)),
        }
    }
}

fn quoted(text: &str) -> String {
    Json::encode(text).map_or_else(|_| "\"\"".to_owned(), |json| json.get().to_owned())
}

fn read<T: DeserializeOwned>(value: &Json, name: &str) -> Result<T, Outcome> {
    value.decode().map_err(|error| Outcome::Failed {
        error: format!("`{name}` is no value of its type: {error} at `{}`", error.pointer()),
        sent: false,
    })
}

fn read_unless_null<T: DeserializeOwned>(value: Option<Json>, name: &str) -> Result<Option<T>, Outcome> {
    match value {
        Some(value) if value.get() != "null" => read(&value, name).map(Some),
        _ => Ok(None),
    }
}

/// What is not given and must be.
pub fn missing(name: &str) -> Outcome {
    Outcome::Unsupported(format!("`{name}` is required and not given"))
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn upload(file: &Json) -> Result<Upload, Outcome> {
    let name = file.pointer("/filename").and_then(|name| name.decode().ok());
    let name: String = name.unwrap_or_else(|| "file".to_owned());
    Ok(Upload::from_bytes(name, bytes(file)?))
}

fn bytes(value: &Json) -> Result<Bytes, Outcome> {
    if value.get().starts_with('"') {
        return read::<String>(value, "the body").map(Bytes::from);
    }
    let text: Option<String> = value.pointer("/base64").and_then(|text| text.decode().ok());
    let bytes = text.as_deref().and_then(decoded);
    bytes.ok_or_else(|| Outcome::Unsupported("no base64".to_owned()))
}

/// The bytes of a text in base64 (RFC 4648, section 4).
fn decoded(text: &str) -> Option<Bytes> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0);
    for digit in text.bytes().filter(|digit| *digit != b'=') {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes.into())
}
