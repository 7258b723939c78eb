//! A server on loopback that gives one raw reply to every request and remembers what it heard.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub(crate) struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    /// How often the whole reply is out and nothing more will follow, though the connection stays open.
    stalled: watch::Receiver<usize>,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    /// Method and target.
    pub(crate) fn line(&self) -> &str {
        self.head
            .lines()
            .next()
            .unwrap()
            .trim_end_matches(" HTTP/1.1")
    }

    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// The value of a header that must stand there exactly once.
    pub(crate) fn one(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} in {}", self.head);
        all[0]
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Server {
    /// Replies with these bytes and closes the connection.
    pub(crate) async fn raw(reply: impl Into<Vec<u8>>) -> Self {
        Self::start(reply.into(), false).await
    }

    /// Replies with these bytes and leaves the connection open without a further word.
    pub(crate) async fn stalling(reply: impl Into<Vec<u8>>) -> Self {
        Self::start(reply.into(), true).await
    }

    /// A whole answer; `head` is the status with its reason, and headers if need be.
    pub(crate) async fn answering(head: &str, body: &str) -> Self {
        let length = body.len();
        Self::raw(format!(
            "HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
        .await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// Completes when a reply of a [stalling](Self::stalling) server is out.
    pub(crate) async fn stalled(&self) {
        let mut stalled = self.stalled.clone();
        stalled.wait_for(|replies| *replies > 0).await.unwrap();
    }

    /// The one request that was made.
    pub(crate) fn only(&self) -> Heard {
        let heard = self.heard();
        assert_eq!(heard.len(), 1);
        heard.into_iter().next().unwrap()
    }

    async fn start(reply: Vec<u8>, stall: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        let (silent, stalled) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (reply, log) = (reply.clone(), Arc::clone(&log));
                let silent = silent.clone();
                tokio::spawn(async move {
                    if let Some(request) = read(&mut stream).await {
                        log.lock().unwrap().push(request);
                        let _ = stream.write_all(&reply).await;
                        let _ = stream.flush().await;
                        if stall {
                            silent.send_modify(|replies| *replies += 1);
                            std::future::pending::<()>().await;
                        }
                        let _ = stream.shutdown().await;
                    }
                });
            }
        });
        Self {
            port,
            heard,
            stalled,
        }
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
    let length = heard
        .all("content-length")
        .first()
        .map(|text| text.parse().unwrap());
    let chunked = heard.all("transfer-encoding") == ["chunked"];
    loop {
        let whole = match length {
            Some(length) => heard.body.len() >= length,
            None => !chunked || heard.body.ends_with(b"0\r\n\r\n"),
        };
        if whole {
            return Some(heard);
        }
        (stream.read_buf(&mut heard.body).await.ok()? > 0).then_some(())?;
    }
}
