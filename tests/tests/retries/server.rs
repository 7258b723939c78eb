//! A server on loopback that goes by a script, one connection for each request, and remembers what it heard.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// What happens to one connection.
#[derive(Clone)]
pub(crate) enum Turn {
    /// The request is read, and answered with these bytes.
    Reply(Vec<u8>),
    /// The request is read, answered with these bytes, and then nothing follows on the open connection.
    Stall(Vec<u8>),
    /// The request is read, and the connection reset.
    Reset,
    /// The request is here, but the connection reset before any of it is read.
    ResetUnread,
    /// Nothing is read and nothing said.
    Ignore,
}

impl Turn {
    /// A whole answer; `head` is the status with its reason, and headers if need be.
    pub(crate) fn answer(head: &str, body: &str) -> Self {
        let length = body.len();
        let reply = format!(
            "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        Self::Reply(reply.into())
    }

    /// A success that every test can decode.
    pub(crate) fn success() -> Self {
        Self::answer("200 OK", r#"{"id":"c"}"#)
    }

    /// The beginning of a success, whose end will not come.
    pub(crate) fn half_a_success() -> Vec<u8> {
        b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"id\":".to_vec()
    }
}

/// What a server has seen so far.
#[derive(Clone)]
pub(crate) struct Log {
    heard: Arc<Mutex<Vec<Heard>>>,
    connections: watch::Sender<usize>,
    silences: watch::Sender<usize>,
}

/// One request as it came; empty from a server that only counts them.
#[derive(Clone, Default)]
pub(crate) struct Heard {
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// The value of a header that stands there at most once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self
            .head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value);
        let value = values.next();
        assert_eq!(values.next(), None, "{name} twice in {}", self.head);
        value
    }
}

impl Log {
    pub(crate) fn new() -> Self {
        Self {
            heard: Arc::default(),
            connections: watch::Sender::new(0),
            silences: watch::Sender::new(0),
        }
    }

    /// The requests that were read.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// How many connections came.
    pub(crate) fn connections(&self) -> usize {
        *self.connections.borrow()
    }

    /// Completes when the server has fallen silent this many times.
    pub(crate) async fn silent(&self, times: usize) {
        let mut silences = self.silences.subscribe();
        silences.wait_for(|count| *count >= times).await.unwrap();
    }

    pub(crate) fn connected(&self) {
        self.connections.send_modify(|count| *count += 1);
    }

    pub(crate) fn hears(&self, request: Heard) {
        self.heard.lock().unwrap().push(request);
    }

    fn falls_silent(&self) {
        self.silences.send_modify(|count| *count += 1);
    }
}

pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) log: Log,
}

impl Server {
    /// Goes through the turns, and repeats the last one for ever.
    pub(crate) async fn start(turns: impl Into<Vec<Turn>>) -> Self {
        let turns = turns.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Log::new();
        let to_log = log.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let turn = to_log.connections().min(turns.len() - 1);
                to_log.connected();
                tokio::spawn(serve(stream, turns[turn].clone(), to_log.clone()));
            }
        });
        Self { port, log }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v2", self.port)
    }
}

/// A port that nobody listens to, and nobody else can get while this lives.
pub(crate) struct Nobody {
    pub(crate) port: u16,
    _socket: TcpSocket,
}

impl Nobody {
    pub(crate) fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let port = socket.local_addr().unwrap().port();
        Self {
            port,
            _socket: socket,
        }
    }
}

async fn serve(mut stream: TcpStream, turn: Turn, log: Log) {
    match turn {
        Turn::Ignore => {
            log.falls_silent();
            return std::future::pending().await;
        }
        Turn::ResetUnread => {
            let arrived = stream.peek(&mut [0]).await;
            assert!(arrived.is_ok_and(|bytes| bytes == 1));
            return stream.set_zero_linger().unwrap();
        }
        Turn::Reply(_) | Turn::Stall(_) | Turn::Reset => {}
    }
    let Some(request) = read(&mut stream).await else {
        return;
    };
    log.hears(request);
    match turn {
        Turn::Reply(reply) => {
            let _ = stream.write_all(&reply).await;
            let _ = stream.shutdown().await;
        }
        Turn::Stall(reply) => {
            let _ = stream.write_all(&reply).await;
            log.falls_silent();
            std::future::pending::<()>().await;
        }
        _ => stream.set_zero_linger().unwrap(),
    }
}

/// Reads one request; `None` when it breaks off.
async fn read(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        (stream.read_buf(&mut bytes).await.ok()? > 0).then_some(())?;
    };
    let mut heard = Heard {
        head: String::from_utf8(bytes[..end].to_vec()).unwrap(),
        body: bytes.split_off(end + 4),
    };
    let chunked = heard.header("transfer-encoding") == Some("chunked");
    let length: usize = heard
        .header("content-length")
        .map_or(0, |text| text.parse().unwrap());
    while heard.body.len() < length || chunked && !heard.body.ends_with(b"0\r\n\r\n") {
        (stream.read_buf(&mut heard.body).await.ok()? > 0).then_some(())?;
    }
    Some(heard)
}
