//! Notices when a request goes out: the HTTP client touches the body of a request once its head is written, and not
//! before there is a connection.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::credentials::Lease;

const WAITING: u8 = 0;
const GONE_OUT: u8 = 1;
const HELD_BACK: u8 = 2;

/// Whether a request has gone out.
#[derive(Clone, Default)]
pub(super) struct Sent(Arc<AtomicU8>);

impl Sent {
    /// Tells whether the request has gone out, and holds it back if it has not: a connection that becomes free at this
    /// very moment gets no body. To be asked while the request is still alive: dropping it counts as sending.
    pub(super) fn stop(&self) -> bool {
        !self.pass_to(HELD_BACK)
    }

    /// Whether the request is in this state now, which only one that waits comes to.
    fn pass_to(&self, state: u8) -> bool {
        let passed = self
            .0
            .compare_exchange(WAITING, state, Ordering::AcqRel, Ordering::Acquire);
        passed.map_or_else(|before| before == state, |_| true)
    }
}

/// Why the body of a request that is held back cannot be had.
#[derive(Debug)]
struct HeldBack;

impl fmt::Display for HeldBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time was over")
    }
}

impl StdError for HeldBack {}

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

    /// Whether the request may go out.
    fn touch(&mut self) -> bool {
        self.lease = None;
        self.sent.pass_to(GONE_OUT)
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if !self.touch() {
            return Poll::Ready(Some(Err(HeldBack.into())));
        }
        let frame = Pin::new(&mut self.body).poll_frame(context);
        frame.map(|frame| frame.map(|frame| frame.map_err(Into::into)))
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

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use futures_util::future::poll_fn;

    use super::*;

    /// The next piece of the body of a request, as the HTTP client asks for it.
    fn next(watched: &mut Watched) -> Option<Result<Bytes, Box<dyn StdError + Send + Sync>>> {
        let frame = poll_fn(|context| Pin::new(&mut *watched).poll_frame(context));
        let frame = frame.now_or_never().unwrap()?;
        Some(frame.map(|frame| frame.into_data().unwrap()))
    }

    fn watched(sent: &Sent) -> Watched {
        Watched {
            body: reqwest::Body::from("body"),
            sent: sent.clone(),
            lease: None,
        }
    }

    #[test]
    fn a_request_whose_body_was_asked_for_has_gone_out() {
        let sent = Sent::default();
        let mut watched = watched(&sent);
        assert_eq!(next(&mut watched).unwrap().unwrap(), "body");
        assert!(sent.stop());
        assert!(next(&mut watched).is_none(), "it goes on to its end");
    }

    #[test]
    fn a_request_that_is_dropped_may_have_gone_out() {
        let sent = Sent::default();
        drop(watched(&sent));
        assert!(sent.stop());
    }

    #[test]
    fn a_request_that_was_held_back_does_not_go_out() {
        let sent = Sent::default();
        let mut watched = watched(&sent);
        assert!(!sent.stop());
        assert!(next(&mut watched).unwrap().is_err());
        assert!(!sent.stop(), "it stays so");
    }
}
