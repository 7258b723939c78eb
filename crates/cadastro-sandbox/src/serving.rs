//! Connections: accepted in the clear or over TLS, served over HTTP/1.1 or HTTP/2, and reset where a fault says so.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower_service::Service as _;

use crate::dispatch::Reset;
use crate::world::World;

/// Whether a sandbox is to go on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    No,
    /// Once what is going on has come to its end.
    Gracefully,
    Now,
}

/// How long a connection may go on once nothing is being answered any more, when it is to stop: to send the rest of an
/// answer.
const GRACE: Duration = Duration::from_secs(2);

/// Serves until it is told to stop. Then what is being answered is answered, and whoever has not sent a whole request is
/// left.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<ServerConfig>,
    router: Router,
    world: Arc<World>,
    mut stop: watch::Receiver<Stop>,
) {
    let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop != Stop::No) => break,
        };
        // What cannot be accepted, such as for want of files, concerns nobody else.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let is_reset = Arc::new(AtomicBool::new(false));
        let stream = Resettable {
            stream,
            is_reset: Arc::clone(&is_reset),
        };
        let (tls, router, watcher) = (tls.clone(), router.clone(), graceful.watcher());
        let mut stopped = stop.clone();
        let served = async move {
            match tls {
                None => connection(stream, router, is_reset, watcher).await,
                Some(tls) => {
                    // Whoever does not shake hands gets no further, nor whoever has not when it is to stop.
                    let stream = tokio::select! {
                        stream = tls.accept(stream) => stream.ok(),
                        _ = stopped.wait_for(|stop| *stop != Stop::No) => None,
                    };
                    if let Some(stream) = stream {
                        connection(stream, router, is_reset, watcher).await;
                    }
                }
            }
        };
        let mut stop = stop.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = served => {}
                // An error as well: then the sandbox is gone.
                _ = stop.wait_for(|stop| *stop == Stop::Now) => {}
            }
        });
    }
    drop(listener);
    let left = async {
        loop {
            while world.recorder.underway() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            tokio::time::sleep(GRACE).await;
            if world.recorder.underway() == 0 {
                break;
            }
        }
    };
    tokio::select! {
        () = graceful.shutdown() => {}
        () = left => {}
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    router: Router,
    is_reset: Arc<AtomicBool>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = service_fn(|request: Request<Incoming>| {
        let mut router = router.clone();
        let is_reset = Arc::clone(&is_reset);
        async move {
            let response = match router.call(request.map(Body::new)).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<Reset>().is_some() {
                is_reset.store(true, Ordering::Relaxed);
                return Err(io::Error::from(io::ErrorKind::ConnectionReset));
            }
            Ok(response)
        }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().half_close(true);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    // It ends in an error when it is reset, on purpose or by the client.
    let _ = watcher.watch(connection.into_owned()).await;
}

/// A connection that is closed by a TCP reset where a fault says so.
struct Resettable {
    stream: TcpStream,
    is_reset: Arc<AtomicBool>,
}

impl Drop for Resettable {
    fn drop(&mut self) {
        if self.is_reset.load(Ordering::Relaxed) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Resettable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Resettable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_reset.load(Ordering::Relaxed) {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
