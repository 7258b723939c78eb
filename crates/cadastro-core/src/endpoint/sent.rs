//! Notices when a request goes out: the HTTP client touches the body of a request once its head is written, and not
//! before there is a connection.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::credentials::Lease;

/// Whether a request has gone out.
#[derive(Clone, Default)]
pub(super) struct Sent(Arc<AtomicBool>);

impl Sent {
    /// To be asked while the request is still alive: dropping it counts as well.
    pub(super) fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body that tells [`Sent`] and ends the lease on the token when it is first touched, or dropped.
pub(super) struct Watched {
    body: reqwest::Body,
    sent: Sent,
    lease: Option<Lease>,
}

impl Watched {
    pub(super) fn wrap(
        body: Option<reqwest::Body>,
        sent: Sent,
        lease: Option<Lease>,
    ) -> reqwest::Body {
        let body = body.unwrap_or_default();
        reqwest::Body::wrap(Self { body, sent, lease })
    }

    fn touch(&mut self) {
        self.sent.0.store(true, Ordering::Release);
        self.lease = None;
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.touch();
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.touch();
    }
}
