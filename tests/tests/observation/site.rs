//! A server on loopback, on a thread of its own, that gives its replies byte for byte and keeps all that came and went,
//! as it was before TLS.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

/// Where servers live, so that what they log is not heard by the test.
static SERVERS: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
});

/// All that went over the wire of one or several servers.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Mutex<Vec<u8>>>);

impl Wire {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }

    fn note(&self, bytes: &[u8]) {
        let mut wire = self.0.lock().unwrap();
        wire.extend_from_slice(bytes);
        wire.push(b'\n');
    }
}

/// What a server does with a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Sends these bytes and closes the connection.
    Bytes(Vec<u8>),
    /// Sends these bytes and says no more.
    Stall(Vec<u8>),
}

impl Reply {
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        Self::announcing(body.len(), status, headers, body)
    }

    pub(crate) fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::new(status, &[("content-type", "application/json")], body)
    }

    /// A body that is shorter than announced.
    pub(crate) fn announcing(
        length: usize,
        status: u16,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Self {
        let mut head = format!("HTTP/1.1 {status} {}\r\n", crate::planted::REASON);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!(
            "connection: close\r\ncontent-length: {length}\r\n\r\n"
        ));
        Self::Bytes([head.as_bytes(), body].concat())
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) | Self::Stall(bytes) => bytes,
        }
    }
}

pub(crate) struct Site {
    pub(crate) address: SocketAddr,
    arrived: Arc<Semaphore>,
}

#[derive(Clone)]
struct Script {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    wire: Wire,
    arrived: Arc<Semaphore>,
}

impl Site {
    /// Gives these replies in their order, the last one again and again.
    pub(crate) async fn start(wire: &Wire, replies: impl Into<VecDeque<Reply>>) -> Self {
        Self::listen(wire, replies.into(), None).await
    }

    /// As `start`, over TLS; over HTTP/2 with those who take it.
    pub(crate) async fn start_tls(
        wire: &Wire,
        replies: impl Into<VecDeque<Reply>>,
        config: rustls::ServerConfig,
    ) -> Self {
        Self::listen(
            wire,
            replies.into(),
            Some(TlsAcceptor::from(Arc::new(config))),
        )
        .await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn https(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    /// Waits for one more whole request.
    pub(crate) async fn arrived(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    async fn listen(wire: &Wire, replies: VecDeque<Reply>, tls: Option<TlsAcceptor>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let script = Script {
            replies: Arc::new(Mutex::new(replies)),
            wire: wire.clone(),
            arrived: Arc::new(Semaphore::new(0)),
        };
        let arrived = Arc::clone(&script.arrived);
        SERVERS.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (script, tls) = (script.clone(), tls.clone());
                tokio::spawn(async move {
                    let Some(tls) = tls else {
                        return http1(stream, &script).await;
                    };
                    let Ok(stream) = tls.accept(stream).await else {
                        return;
                    };
                    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                        http2(stream, &script).await;
                    } else {
                        http1(stream, &script).await;
                    }
                });
            }
        });
        Self { address, arrived }
    }
}

impl Script {
    /// The reply to a request that has come.
    fn next(&self, request: &[u8]) -> Reply {
        self.wire.note(request);
        let mut replies = self.replies.lock().unwrap();
        let reply = match replies.len() {
            1 => replies[0].clone(),
            _ => replies.pop_front().unwrap(),
        };
        self.wire.note(reply.bytes());
        self.arrived.add_permits(1);
        reply
    }
}

async fn http1(mut stream: impl AsyncRead + AsyncWrite + Unpin, script: &Script) {
    let Some(request) = read(&mut stream).await else {
        return;
    };
    match script.next(&request) {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.flush().await;
            std::future::pending::<()>().await;
        }
    }
}

/// Reads one request; `None` when it breaks off.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let whole = match length {
                Some(length) => bytes.len() >= end + 4 + length.parse::<usize>().unwrap(),
                None => {
                    !head.contains("transfer-encoding: chunked") || bytes.ends_with(b"0\r\n\r\n")
                }
            };
            if whole {
                return Some(bytes);
            }
        }
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    }
}

async fn http2(stream: impl AsyncRead + AsyncWrite + Unpin, script: &Script) {
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let script = script.clone();
        tokio::spawn(async move {
            let (head, mut body) = request.into_parts();
            let mut noted = format!("{} {}\r\n", head.method, head.uri).into_bytes();
            for (name, value) in &head.headers {
                let name = name.as_str().as_bytes();
                noted.extend_from_slice(&[name, b": ", value.as_bytes(), b"\r\n"].concat());
            }
            while let Some(Ok(chunk)) = body.data().await {
                noted.extend_from_slice(&chunk);
                let _ = body.flow_control().release_capacity(chunk.len());
            }
            match script.next(&noted) {
                Reply::Bytes(bytes) if !bytes.is_empty() => {
                    let (response, body) = response(&bytes);
                    let mut sending = respond.send_response(response, false).unwrap();
                    let _ = sending.send_data(body, true);
                }
                _ => respond.send_reset(h2::Reason::INTERNAL_ERROR),
            }
        });
    }
}

/// A reply of HTTP/1.1 as HTTP/2 has it, without its reason.
fn response(bytes: &[u8]) -> (http::Response<()>, Bytes) {
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let (line, headers) = head.split_once("\r\n").unwrap();
    let mut response = http::Response::builder().status(&line[9..12]);
    for (name, value) in headers.lines().filter_map(|line| line.split_once(": ")) {
        if name != "connection" && name != "content-length" {
            response = response.header(name, value);
        }
    }
    (
        response.body(()).unwrap(),
        Bytes::copy_from_slice(&bytes[end + 4..]),
    )
}
