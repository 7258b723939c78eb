//! Requests as readable text, compared with the files below `tests/goldens`. `CADASTRO_BLESS=1` rewrites them.
//!
//! Headers are sorted by name; a line break of a body that is CRLF ends in `<CRLF>`. What changes from run to run
//! (the host, the client's version, fresh UUIDs, boundaries) has its shape checked and is written as `<…>`.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::clients::{attach, customers, onboarding, success, token_endpoint};
use crate::server::{Heard, Reply, Server};

/// Records the requests of one operation, each under a title.
pub(crate) struct Golden {
    path: PathBuf,
    server: Server,
    text: String,
}

impl Golden {
    /// Starts with a server that answers as the document says.
    pub(crate) async fn of(api: &str, operation: &str) -> Self {
        let (status, body) = success(operation);
        Self {
            path: folder().join(api).join(format!("{operation}.txt")),
            server: Server::replying(Reply::json(status, body)).await,
            text: String::new(),
        }
    }

    pub(crate) fn customers(&self) -> cadastro_customers::Client {
        customers(&self.server)
    }

    pub(crate) fn onboarding(&self) -> cadastro_bs2_onboarding::Client {
        onboarding(&self.server)
    }

    pub(crate) fn token_endpoint(&self) -> cadastro_bs2_onboarding::Client {
        token_endpoint(&self.server)
    }

    pub(crate) fn attach(&self) -> cadastro_attach::Client {
        attach(&self.server)
    }

    /// Notes the request that was made last.
    pub(crate) fn note(&mut self, title: &str) {
        let heard = self.server.heard().pop().unwrap();
        let url = self.server.url("");
        let host = url.trim_start_matches("http://");
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let _ = write!(self.text, "### {title}\n\n{}", written(&heard, host));
    }

    /// Compares all that was noted with the file, or writes the file.
    #[track_caller]
    pub(crate) fn check(self) {
        let name = self.path.display();
        if blessing() {
            std::fs::create_dir_all(self.path.parent().unwrap()).unwrap();
            std::fs::write(&self.path, self.text).unwrap();
            return;
        }
        let golden = std::fs::read_to_string(&self.path)
            .unwrap_or_else(|error| panic!("{name}: {error}; CADASTRO_BLESS=1 writes it"));
        let lines = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
        let (expected, sent) = (lines(&golden), lines(&self.text));
        for (index, pair) in expected.iter().zip(&sent).enumerate() {
            assert_eq!(pair.0, pair.1, "{name}, line {}", index + 1);
        }
        assert_eq!(expected.len(), sent.len(), "{name}: lines");
    }
}

fn blessing() -> bool {
    std::env::var_os("CADASTRO_BLESS").is_some()
}

fn folder() -> PathBuf {
    cadastro_tests::root().join("tests/goldens")
}

pub(crate) fn is_uuid_v4(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && parts.iter().all(|part| is_lower_hex(part))
        && parts[2].starts_with('4')
        && parts[3].starts_with(['8', '9', 'a', 'b'])
}

/// The boundary of a multipart request.
pub(crate) fn boundary(heard: &Heard) -> Option<&str> {
    let value = heard.all("content-type").first().copied()?;
    let boundary = value.strip_prefix("multipart/form-data; boundary=")?;
    let made = boundary.strip_prefix("cadastro-").unwrap();
    assert!(made.len() == 32 && is_lower_hex(made), "{boundary}");
    Some(boundary)
}

fn is_lower_hex(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.bytes().all(digit)
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

#[test]
fn every_operation_has_a_golden_and_every_golden_an_operation() {
    // While the files are written, not all of them are there.
    if blessing() {
        return;
    }
    let apis = [
        ("attach", cadastro_attach::operations::OPERATIONS.as_slice()),
        (
            "bs2-onboarding",
            &cadastro_bs2_onboarding::operations::OPERATIONS,
        ),
        ("customers", &cadastro_customers::operations::OPERATIONS),
    ];
    let names = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    // Those of the reports, and of the clients that people use.
    let mut folders = vec!["conformance", "facade"];
    folders.extend(apis.map(|(api, _)| api));
    folders.sort_unstable();
    assert_eq!(names(folder()), folders);
    for (api, operations) in apis {
        let mut expected: Vec<String> = operations
            .iter()
            .map(|operation| format!("{}.txt", operation.id))
            .collect();
        expected.sort();
        assert_eq!(names(folder().join(api)), expected);
    }
}
