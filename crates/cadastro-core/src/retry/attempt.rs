//! What is remembered of each attempt of a call.

use std::time::Duration;

use http::StatusCode;

/// One attempt of a call: [`Answer::attempts`](crate::Answer::attempts) and [`Error::attempts`](crate::Error::attempts)
/// have them in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    pub(crate) waited: Duration,
    pub(crate) took: Duration,
    pub(crate) sent: bool,
    pub(crate) status: Option<StatusCode>,
    pub(crate) failure: Option<String>,
}

impl Attempt {
    /// The wait between the attempt before and this one; zero for the first attempt, and for the replay that follows a
    /// 401 with a renewed token.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// From the end of the wait to the end of the attempt, with the time spent on a limiter and on a token.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.took
    }

    /// Whether the request may have reached the server: `false` is certain, `true` is a possibility until there is a
    /// [`status`](Self::status).
    #[must_use]
    pub fn was_sent(&self) -> bool {
        self.sent
    }

    /// The status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// What went wrong, as in the `error.type` of the attempt's span: a status such as `503`, or one of `connect`,
    /// `timeout`, `transport`, `incomplete`, `decode`, `credentials`, `throttled`, `request`. `None` for a success.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }
}
