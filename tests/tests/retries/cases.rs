//! What can happen to a call: each case of the documented table, played by a server.

use std::time::Duration;

use cadastro_core::{Credentials, ManualClock, TransportBuilder};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair};

use crate::calling::{Renewing, now, transport};
use crate::http2::{self, Refusal};
use crate::server::{Log, Nobody, Server, Turn};

/// How a case is played.
pub(crate) struct Stage {
    pub(crate) url: String,
    pub(crate) log: Log,
    pub(crate) transport: TransportBuilder,
    pub(crate) credentials: Credentials,
    /// Keeps the port that nobody listens to.
    pub(crate) nobody: Option<Nobody>,
    /// Where a redirection leads to.
    pub(crate) elsewhere: Option<Server>,
}

/// The cases by the names they have in the table.
pub(crate) const ALL: [&str; 30] = [
    "200 that breaks off",
    "200 that stalls",
    "200 that cannot be decoded",
    "307",
    "400",
    "401, fixed token",
    "401, token from a source",
    "403",
    "404",
    "409",
    "422",
    "423",
    "429",
    "429 with Retry-After: 7",
    "429 with Retry-After, a date 9 s ahead",
    "429 with Retry-After: 600, after the deadline",
    "500",
    "502",
    "503",
    "504",
    "529",
    "no connection: refused",
    "no connection: not in time",
    "no connection: certificate not trusted",
    "reset before the request was read",
    "reset after the request was read",
    "closed without an answer",
    "no answer in time",
    "HTTP/2: stream refused",
    "HTTP/2: closing, stream unprocessed",
];

pub(crate) async fn stage(case: &str, clock: &ManualClock) -> Stage {
    match case {
        "no connection: refused" => {
            let nobody = Nobody::new();
            Stage {
                url: format!("http://127.0.0.1:{}", nobody.port),
                nobody: Some(nobody),
                ..Stage::of(&Log::new(), clock)
            }
        }
        "no connection: not in time" => {
            // The TCP connection is made, but TLS is not.
            let server = Server::start([Turn::Ignore]).await;
            Stage::secure(&server, clock).trusting()
        }
        "no connection: certificate not trusted" => {
            let server = http2::refusing(Refusal::Stream).await;
            Stage::secure(&server, clock).trusting_another()
        }
        "HTTP/2: stream refused" => {
            let server = http2::refusing(Refusal::Stream).await;
            Stage::secure(&server, clock).trusting()
        }
        "HTTP/2: closing, stream unprocessed" => {
            let server = http2::refusing(Refusal::Closing).await;
            Stage::secure(&server, clock).trusting()
        }
        "307" => {
            let elsewhere = Server::start([Turn::success()]).await;
            let turn = answering(&format!("307 _\r\nlocation: {}", elsewhere.url()));
            Stage {
                elsewhere: Some(elsewhere),
                ..Stage::plain(&Server::start([turn]).await, clock)
            }
        }
        "401, token from a source" => {
            let server = Server::start([answering("401 _")]).await;
            Stage {
                credentials: Credentials::from_source(Renewing::default()),
                ..Stage::plain(&server, clock)
            }
        }
        _ => Stage::plain(&Server::start([turn(case)]).await, clock),
    }
}

fn turn(case: &str) -> Turn {
    match case {
        "200 that breaks off" => Turn::Reply(Turn::half_a_success()),
        "200 that stalls" => {
            // More than sockets hold: when all of it is out, most of it was read.
            let mut reply = b"HTTP/1.1 200 OK\r\ncontent-length: 13000000\r\n\r\n".to_vec();
            reply.resize(12_000_000, b' ');
            Turn::Stall(reply)
        }
        "200 that cannot be decoded" => Turn::answer("200 OK", r#"{"id":{}}"#),
        "401, fixed token" => answering("401 _"),
        "429 with Retry-After: 7" => answering("429 _\r\nretry-after: 7"),
        "429 with Retry-After, a date 9 s ahead" => {
            let date = httpdate::fmt_http_date(now() + Duration::from_secs(9));
            answering(&format!("429 _\r\nretry-after: {date}"))
        }
        "429 with Retry-After: 600, after the deadline" => answering("429 _\r\nretry-after: 600"),
        "reset before the request was read" => Turn::ResetUnread,
        "reset after the request was read" => Turn::Reset,
        "closed without an answer" => Turn::Reply(Vec::new()),
        "no answer in time" => Turn::Stall(Vec::new()),
        status => {
            let known = status.parse::<u16>().is_ok();
            assert!(known, "the table has a case that nobody plays: {status}");
            answering(&format!("{status} _"))
        }
    }
}

fn answering(head: &str) -> Turn {
    Turn::answer(head, "")
}

impl Stage {
    fn of(log: &Log, clock: &ManualClock) -> Self {
        Self {
            url: String::new(),
            log: log.clone(),
            transport: transport(clock),
            credentials: Credentials::bearer("token-1"),
            nobody: None,
            elsewhere: None,
        }
    }

    fn plain(server: &Server, clock: &ManualClock) -> Self {
        Self {
            url: server.url(),
            ..Self::of(&server.log, clock)
        }
    }

    fn secure(server: &Server, clock: &ManualClock) -> Self {
        Self {
            url: format!("https://127.0.0.1:{}", server.port),
            ..Self::of(&server.log, clock)
        }
    }

    fn trusting(mut self) -> Self {
        self.transport = self.transport.with_root_certificate_pem(http2::root());
        self
    }

    fn trusting_another(mut self) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut another = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
        another.distinguished_name = DistinguishedName::new();
        another
            .distinguished_name
            .push(DnType::CommonName, "another authority");
        let another = another.self_signed(&key).unwrap();
        self.transport = self.transport.with_root_certificate_pem(another.pem());
        self
    }
}
