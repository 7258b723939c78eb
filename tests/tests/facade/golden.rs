//! Requests as readable text, compared with the files below `tests/goldens/facade`. `CADASTRO_BLESS=1` rewrites them.
//!
//! Headers are sorted by name; a line break of a body that is CRLF ends in `<CRLF>`. What changes from run to run
//! (the host, the client's version, fresh UUIDs, boundaries) has its shape checked and is written as `<…>`.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::server::{Heard, Server};

/// The requests of one test, each under a title.
pub(crate) struct Golden {
    path: PathBuf,
    text: String,
}

impl Golden {
    pub(crate) fn of(name: &str) -> Self {
        let folder = cadastro_tests::root().join("tests/goldens/facade");
        Self {
            path: folder.join(format!("{name}.txt")),
            text: String::new(),
        }
    }

    /// Notes the request that was made last.
    pub(crate) fn note(&mut self, title: &str, server: &Server) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let host = server.url().replace("http://", "");
        let _ = write!(
            self.text,
            "### {title}\n\n{}",
            written(&server.last(), &host)
        );
    }

    /// Compares all that was noted with the file, or writes the file.
    #[track_caller]
    pub(crate) fn check(self) {
        let name = self.path.display();
        if std::env::var_os("CADASTRO_BLESS").is_some() {
            std::fs::create_dir_all(self.path.parent().unwrap()).unwrap();
            std::fs::write(&self.path, self.text).unwrap();
            return;
        }
        let golden = std::fs::read_to_string(&self.path)
            .unwrap_or_else(|error| panic!("{name}: {error}; CADASTRO_BLESS=1 writes it"));
        let (expected, sent) = (golden.lines(), self.text.lines());
        for (index, pair) in expected.zip(sent).enumerate() {
            assert_eq!(pair.0, pair.1, "{name}, line {}", index + 1);
        }
        assert_eq!(golden.len(), self.text.len(), "{name}: length");
    }
}

pub(crate) fn is_uuid_v4(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    lengths == [8, 4, 4, 4, 12]
        && parts.iter().all(|part| part.bytes().all(digit))
        && parts[2].starts_with('4')
        && parts[3].starts_with(['8', '9', 'a', 'b'])
}

fn written(heard: &Heard, host: &str) -> String {
    let mut fields: Vec<String> = heard
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", steady(name, value, host)))
        .collect();
    fields.sort();
    let mut text = format!("{}\n{}\n", heard.line, fields.join("\n"));
    if !heard.body.is_empty() {
        let _ = writeln!(text, "\n{}", heard.text().replace("\r\n", "<CRLF>\n"));
    }
    match boundary(heard) {
        Some(boundary) => text.replace(boundary, "<boundary>"),
        None => text,
    }
}

fn boundary(heard: &Heard) -> Option<&str> {
    let value = heard.header("content-type")?;
    let boundary = value.strip_prefix("multipart/form-data; boundary=")?;
    assert_eq!(boundary.len(), "cadastro-".len() + 32, "{boundary}");
    Some(boundary)
}

fn steady<'a>(name: &str, value: &'a str, host: &str) -> &'a str {
    match name {
        "host" if value == host => "<host>",
        "user-agent" => {
            let version = value.strip_prefix("cadastro/").unwrap();
            assert_eq!(version.split('.').count(), 3, "{value}");
            "cadastro/<version>"
        }
        "x-fapi-interaction-id" | "idempotency-key" if is_uuid_v4(value) => "<uuid>",
        _ => value,
    }
}
