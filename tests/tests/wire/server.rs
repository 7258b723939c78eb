//! An HTTP/1.1 server on loopback that gives one reply, byte for byte, to every request, and keeps what it heard,
//! byte for byte.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The reason phrase of every reply. Servers write anything there, so it must not come out again.
pub(crate) const REASON: &str = "Motivo-Secreto";

pub(crate) struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
    arrived: Arc<AtomicUsize>,
}

impl Server {
    /// Gives this reply to every request, and then closes the connection.
    pub(crate) async fn replying(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            arrived: Arc::default(),
        };
        let (heard, arrived) = (Arc::clone(&server.heard), Arc::clone(&server.arrived));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (heard, arrived) = (Arc::clone(&heard), Arc::clone(&arrived));
                let reply = reply.0.clone();
                tokio::spawn(async move {
                    if let Some(request) = read(&mut stream, &arrived).await {
                        heard.lock().unwrap().push(request);
                        let _ = stream.write_all(&reply).await;
                        let _ = stream.shutdown().await;
                    }
                });
            }
        });
        server
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All whole requests so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The one request that was made.
    pub(crate) fn only(&self) -> Heard {
        let mut heard = self.heard();
        assert_eq!(heard.len(), 1, "one request");
        heard.remove(0)
    }

    /// How many bytes of bodies have arrived, requests that are still on their way included.
    pub(crate) fn arrived(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.arrived)
    }
}

/// What the server sends.
#[derive(Clone)]
pub(crate) struct Reply(Vec<u8>);

impl Reply {
    /// A whole answer: these headers, the length and the body.
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        Self::announcing(body.len(), status, headers, body)
    }

    /// A whole answer of the type `application/json`.
    pub(crate) fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::new(status, &[("content-type", "application/json")], body)
    }

    /// An answer that breaks off before the announced length.
    pub(crate) fn announcing(
        length: usize,
        status: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Self {
        let mut reply = format!("HTTP/1.1 {status} {REASON}\r\nconnection: close\r\n");
        for (name, value) in headers {
            reply.push_str(&format!("{name}: {value}\r\n"));
        }
        // A 204 has no length.
        if status != 204 {
            reply.push_str(&format!("content-length: {length}\r\n"));
        }
        reply.push_str("\r\n");
        let mut reply = reply.into_bytes();
        reply.extend_from_slice(body);
        Self(reply)
    }
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Method, target and protocol version.
    pub(crate) line: String,
    /// The headers in their order, names as they were written.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, without the framing of chunks.
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let named = |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        let values = self.headers.iter().filter(named);
        values.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a header that must stand there exactly once.
    pub(crate) fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name}: once");
        all[0]
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// Reads one request; `None` when it breaks off.
async fn read(stream: &mut TcpStream, arrived: &AtomicUsize) -> Option<Heard> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    };
    let mut body = bytes.split_off(end + 4);
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let (line, fields) = head.split_once("\r\n").unwrap();
    let fields = fields
        .split("\r\n")
        .map(|field| field.split_once(": ").unwrap());
    let mut heard = Heard {
        line: line.to_owned(),
        headers: fields
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: Vec::new(),
    };
    let chunked = heard.all("transfer-encoding") == ["chunked"];
    let length = heard
        .all("content-length")
        .first()
        .map_or(0, |text| text.parse().unwrap());
    arrived.fetch_add(body.len(), Ordering::SeqCst);
    loop {
        if !chunked && body.len() >= length {
            assert_eq!(body.len(), length, "the body is as long as announced");
            heard.body = body;
            return Some(heard);
        }
        let ended = chunked && body.ends_with(b"0\r\n\r\n");
        if let Some(whole) = ended.then(|| joined(&body)).flatten() {
            heard.body = whole;
            return Some(heard);
        }
        let read = stream.read_buf(&mut body).await.ok()?;
        arrived.fetch_add(read, Ordering::SeqCst);
        (read > 0).then_some(())?;
    }
}

/// The content of a chunked body; `None` when its last chunk is not here.
fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        let chunk = rest.get(end + 2..end + 2 + size)?;
        assert_eq!(rest.get(end + 2 + size..end + 4 + size)?, b"\r\n");
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(chunk);
        rest = &rest[end + 4 + size..];
    }
}
