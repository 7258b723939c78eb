//! Servers that do what no decent HTTP server does: each connection is handed to a script.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Scripted {
    port: u16,
    connections: Arc<AtomicUsize>,
}

impl Scripted {
    /// Runs the script for each connection; it is told how many there were before.
    pub(crate) async fn start<S, F>(script: S) -> Self
    where
        S: Fn(usize, TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let earlier = count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(script(earlier, stream));
            }
        });
        Self { port, connections }
    }

    pub(crate) fn at(&self, scheme: &str) -> String {
        format!("{scheme}://localhost:{}", self.port)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads the head of a request of HTTP/1.1, without its body; `None` if the connection ends first.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).unwrap())
}

/// Reads a head and as much of a body as it announces.
pub(crate) async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let head = head(stream).await?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    stream.read_exact(&mut vec![0; length]).await.ok()?;
    Some(head)
}

/// Reads one record of TLS, which is what a `ClientHello` comes in.
pub(crate) async fn tls_record(stream: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let mut header = [0; 5];
    stream.read_exact(&mut header).await.ok()?;
    let length = u16::from_be_bytes([header[3], header[4]]);
    let mut content = vec![0; usize::from(length)];
    stream.read_exact(&mut content).await.ok()?;
    Some(content)
}
