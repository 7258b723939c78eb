//! An HTTP/1.1 server on loopback that is told what to answer to each request, and keeps what it heard.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::silence::REASON;

pub(crate) struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<Heard>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Answers each request by what `answer` says, given how many came before, its own address and the request.
    pub(crate) async fn answering(
        answer: impl Fn(usize, &str, &Heard) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            connections: Arc::default(),
        };
        let (heard, connections) = (server.heard.clone(), server.connections.clone());
        let (answer, own) = (Arc::new(answer), server.url());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::SeqCst);
                let (heard, answer, own) = (heard.clone(), answer.clone(), own.clone());
                tokio::spawn(async move {
                    let Some(request) = read(&mut stream).await else {
                        return;
                    };
                    let count = {
                        let mut heard = heard.lock().unwrap();
                        heard.push(request.clone());
                        heard.len() - 1
                    };
                    let reply = answer(count, &own, &request);
                    if let Some(gate) = &reply.gate {
                        gate.acquire().await.unwrap().forget();
                    }
                    let _ = stream.write_all(&reply.bytes).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        server
    }

    /// Answers every request by the same reply.
    pub(crate) async fn replying(reply: Reply) -> Self {
        Self::answering(move |_, _, _| reply.clone()).await
    }

    /// The origin.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The targets of all requests, in their order.
    pub(crate) fn targets(&self) -> Vec<String> {
        let targets = self.heard().into_iter().map(|heard| heard.target());
        targets.collect()
    }

    pub(crate) fn last(&self) -> Heard {
        self.heard().pop().unwrap()
    }

    /// Whether anybody has as much as connected.
    pub(crate) fn was_reached(&self) -> bool {
        self.connections.load(Ordering::SeqCst) > 0
    }
}

#[derive(Clone)]
pub(crate) struct Reply {
    bytes: Vec<u8>,
    gate: Option<Arc<Semaphore>>,
}

impl Reply {
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} {REASON}\r\nconnection: close\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Self { bytes, gate: None }
    }

    pub(crate) fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::new(status, &[("content-type", "application/json")], body)
    }

    /// Sent when the gate lets it through.
    pub(crate) fn behind(mut self, gate: &Arc<Semaphore>) -> Self {
        self.gate = Some(gate.clone());
        self
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Method, target and protocol version.
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    /// The body, without the framing of chunks.
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// Path and query, byte for byte.
    pub(crate) fn target(&self) -> String {
        self.line.split(' ').nth(1).unwrap().to_owned()
    }

    /// The value of a header, which must not stand there twice.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| key == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name}: once");
        value
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Heard> {
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
    let fields = fields.split("\r\n").map(|field| {
        let (name, value) = field.split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    });
    let mut heard = Heard {
        line: line.to_owned(),
        headers: fields.collect(),
        body: Vec::new(),
    };
    let chunked = heard.header("transfer-encoding") == Some("chunked");
    let length = heard.header("content-length").map(str::parse);
    let length: usize = length.map_or(0, Result::unwrap);
    while (chunked && !body.ends_with(b"0\r\n\r\n")) || (!chunked && body.len() < length) {
        (stream.read_buf(&mut body).await.ok()? > 0).then_some(())?;
    }
    heard.body = if chunked { joined(&body) } else { body };
    Some(heard)
}

/// The content of a chunked body.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        whole.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
        if size == 0 {
            return whole;
        }
    }
}
