//! HTTP servers on loopback: plain or with TLS, HTTP/1.1 or HTTP/2. They note what comes.

use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::middleware::map_request;
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::default_provider;
use rustls::server::{Acceptor, WebPkiClientVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{ProtocolVersion, SupportedProtocolVersion};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, copy, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::LazyConfigAcceptor;

use crate::authority::{Authority, Issued};
use crate::operations::CUSTOMER;

pub(crate) const BOTH: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

pub(crate) struct Server {
    base: String,
    notes: Arc<Notes>,
}

#[derive(Default)]
struct Notes {
    connections: Mutex<usize>,
    handshakes: Mutex<Vec<Handshake>>,
    heard: Mutex<Vec<Heard>>,
}

/// A handshake that went well.
#[derive(Clone, Debug)]
pub(crate) struct Handshake {
    pub(crate) offered: Vec<Vec<u8>>,
    pub(crate) version: ProtocolVersion,
    pub(crate) client_certificates: usize,
}

/// The head of a request.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) version: http::Version,
    pub(crate) headers: http::HeaderMap,
}

impl Server {
    /// Plain http, always with the same answer.
    pub(crate) async fn plain() -> Self {
        Self::start(None, answering()).await
    }

    /// https, always with the same answer.
    pub(crate) async fn tls(config: ServerConfig) -> Self {
        Self::start(Some(config), answering()).await
    }

    pub(crate) async fn start(config: Option<ServerConfig>, router: Router) -> Self {
        let scheme = if config.is_some() { "https" } else { "http" };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let notes = Arc::new(Notes::default());
        let (open, streams) = mpsc::unbounded_channel();
        tokio::spawn(welcome(
            listener,
            config.map(Arc::new),
            Arc::clone(&notes),
            open,
        ));
        let heard = Arc::clone(&notes);
        let router = router.layer(map_request(move |request: Request| {
            heard.heard.lock().unwrap().push(Heard {
                version: request.version(),
                headers: request.headers().clone(),
            });
            async { Ok::<_, Infallible>(request) }
        }));
        tokio::spawn(async move {
            let _ = axum::serve(Door { streams, address }, router).await;
        });
        Self {
            base: format!("{scheme}://localhost:{}", address.port()),
            notes,
        }
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn port(&self) -> u16 {
        self.base.rsplit(':').next().unwrap().parse().unwrap()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        *self.notes.connections.lock().unwrap()
    }

    pub(crate) fn handshakes(&self) -> Vec<Handshake> {
        self.notes.handshakes.lock().unwrap().clone()
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.notes.heard.lock().unwrap().clone()
    }
}

/// 200 with a customer, whatever is asked for.
pub(crate) fn answering() -> Router {
    replying(|| CUSTOMER.into_response())
}

pub(crate) fn replying(reply: impl Fn() -> Response + Clone + Send + Sync + 'static) -> Router {
    Router::new().fallback(move || {
        let response = reply();
        async { response }
    })
}

/// A server's side of TLS. With `clients`, it wants a certificate that they have issued.
pub(crate) fn tls(
    identity: &Issued,
    clients: Option<&Authority>,
    versions: &[&'static SupportedProtocolVersion],
    alpn: &str,
) -> ServerConfig {
    let provider: Arc<CryptoProvider> = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(versions)
        .unwrap();
    let builder = if let Some(authority) = clients {
        let roots = Arc::new(authority.roots());
        let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
        builder.with_client_cert_verifier(verifier.build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder
        .with_single_cert(identity.chain(), identity.private_key())
        .unwrap();
    config.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    config
}

pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

type Opened = (Box<dyn Stream>, SocketAddr);

async fn welcome(
    listener: TcpListener,
    config: Option<Arc<ServerConfig>>,
    notes: Arc<Notes>,
    open: mpsc::UnboundedSender<Opened>,
) {
    loop {
        let (stream, address) = listener.accept().await.unwrap();
        *notes.connections.lock().unwrap() += 1;
        let Some(config) = config.clone() else {
            let _ = open.send((Box::new(stream), address));
            continue;
        };
        let (notes, open) = (Arc::clone(&notes), open.clone());
        tokio::spawn(async move {
            if let Some(stream) = shake_hands(stream, config, &notes).await {
                let _ = open.send((stream, address));
            }
        });
    }
}

async fn shake_hands(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    notes: &Notes,
) -> Option<Box<dyn Stream>> {
    let start = LazyConfigAcceptor::new(Acceptor::default(), stream)
        .await
        .ok()?;
    let offered = start
        .client_hello()
        .alpn()
        .map(|names| names.map(<[u8]>::to_vec).collect())
        .unwrap_or_default();
    match start.into_stream(config).into_fallible().await {
        Ok(stream) => {
            let connection = stream.get_ref().1;
            notes.handshakes.lock().unwrap().push(Handshake {
                offered,
                version: connection.protocol_version().unwrap(),
                client_certificates: connection.peer_certificates().map_or(0, <[_]>::len),
            });
            Some(Box::new(stream))
        }
        Err((_, stream)) => {
            hang_up(stream).await;
            None
        }
    }
}

/// Ends a connection so that its last words arrive: what is left unread would reset it.
pub(crate) async fn hang_up(mut stream: TcpStream) {
    let _ = stream.shutdown().await;
    let _ = copy(&mut stream, &mut sink()).await;
}

/// Where axum gets its connections from.
struct Door {
    streams: mpsc::UnboundedReceiver<Opened>,
    address: SocketAddr,
}

impl Listener for Door {
    type Io = Box<dyn Stream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Opened {
        match self.streams.recv().await {
            Some(opened) => opened,
            None => pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}
