//! The timeout of connecting, by the transport's clock: the HTTP client's own goes by real time only.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{Either, select};
use tower_layer::Layer;
use tower_service::Service;

use crate::clock::Clock;

/// The error of a connector.
type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[derive(Clone)]
pub(super) struct ConnectTimeout {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) timeout: Duration,
}

impl<S> Layer<S> for ConnectTimeout {
    type Service = Timed<S>;

    fn layer(&self, connector: S) -> Timed<S> {
        Timed {
            connector,
            timeout: self.clone(),
        }
    }
}

/// A connector that has to be done in time.
#[derive(Clone)]
pub(super) struct Timed<S> {
    connector: S,
    timeout: ConnectTimeout,
}

impl<S, R> Service<R> for Timed<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = Box::pin(self.connector.call(target));
        let ConnectTimeout { clock, timeout } = self.timeout.clone();
        Box::pin(async move {
            match select(connecting, clock.sleep(timeout)).await {
                Either::Left((outcome, _)) => outcome,
                Either::Right(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
            }
        })
    }
}
