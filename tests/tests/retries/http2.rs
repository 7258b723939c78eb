//! Servers behind TLS, and as much of HTTP/2 as it takes to turn requests away. Written by hand, since a whole server
//! would not leave unprocessed what it has read.

use std::io;
use std::sync::{Arc, LazyLock};

use rcgen::{CertifiedKey, KeyPair};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::server::{Heard, Log, Server};

const HEADERS: u8 = 1;
const RESET_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GO_AWAY: u8 = 7;
const REFUSED_STREAM: [u8; 4] = [0, 0, 0, 7];
const PREFACE: usize = 24;

static CERTIFIED: LazyLock<CertifiedKey<KeyPair>> =
    LazyLock::new(|| rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap());

/// How requests are turned away.
#[derive(Clone, Copy)]
pub(crate) enum Refusal {
    /// The stream of each is reset with `REFUSED_STREAM`, on one connection.
    Stream,
    /// The connection is closed in order, and the stream of the request came too late.
    Closing,
}

/// The root certificate by which the servers of this module are trusted.
pub(crate) fn root() -> String {
    CERTIFIED.cert.pem()
}

pub(crate) async fn refusing(refusal: Refusal) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let key = CERTIFIED.signing_key.serialize_der().try_into().unwrap();
    let chain = vec![CERTIFIED.cert.der().clone()];
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let log = Log::new();
    let to_log = log.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            to_log.connected();
            let (acceptor, log) = (acceptor.clone(), to_log.clone());
            // Clients hang up when they have enough, or do not trust the certificate.
            tokio::spawn(async move { turn_away(stream, &acceptor, refusal, &log).await.ok() });
        }
    });
    Server { port, log }
}

async fn turn_away(
    stream: TcpStream,
    acceptor: &TlsAcceptor,
    refusal: Refusal,
    log: &Log,
) -> io::Result<()> {
    let mut tls = acceptor.accept(stream).await?;
    tls.write_all(&frame(SETTINGS, [0; 4], &[])).await?;
    tls.flush().await?;
    tls.read_exact(&mut [0; PREFACE]).await?;
    loop {
        let (kind, stream) = read(&mut tls).await?;
        if kind != HEADERS {
            continue;
        }
        log.hears(Heard::default());
        let words = match refusal {
            Refusal::Stream => frame(RESET_STREAM, stream, &REFUSED_STREAM),
            // The last stream that was looked at is none, and there is no error.
            Refusal::Closing => frame(GO_AWAY, [0; 4], &[0; 8]),
        };
        tls.write_all(&words).await?;
        tls.flush().await?;
    }
}

fn frame(kind: u8, stream: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let flags = 0;
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend(stream);
    bytes.extend(payload);
    bytes
}

/// The kind of the next frame, and its stream.
async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<(u8, [u8; 4])> {
    let mut head = [0; 9];
    from.read_exact(&mut head).await?;
    let [l1, l2, l3, kind, _flags, stream @ ..] = head;
    let length = u32::from_be_bytes([0, l1, l2, l3]);
    let mut payload = vec![0; usize::try_from(length).unwrap()];
    from.read_exact(&mut payload).await?;
    Ok((kind, stream))
}
