//! The attempts of one call: what is sent again, when, and with which token.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{Either, select};
use tracing::Instrument as _;

use super::call::Call;
use super::sent::Sent;
use super::{Shared, spans};
use crate::answer::{Answer, Decode, Received};
use crate::clock::Clock;
use crate::credentials::{Authorization, Token, TokenNeed};
use crate::error::{CredentialsError, Error, Failure, Kind, retry_after};
use crate::operation::Security;
use crate::retry::{Attempt, Failed, may_repeat};

/// The course of one logical call.
pub(super) struct Course<'a> {
    frame: Frame<'a>,
    call: Call,
    template: &'a str,
    attempts: Vec<Attempt>,
    /// Attempts but for the replay of a 401, as the policy counts them.
    counted: u32,
    replayed: bool,
}

/// Where and until when a call is made.
#[derive(Clone, Copy)]
struct Frame<'a> {
    endpoint: &'a Shared,
    started: Duration,
    deadline: Duration,
}

/// What has come of one attempt.
struct Outcome {
    /// The token that went with it, if it can be renewed.
    token: Option<Token>,
    received: Result<Received, Unanswered>,
}

struct Unanswered {
    kind: Kind,
    sent: bool,
}

impl Unanswered {
    fn unsent(kind: Kind) -> Self {
        Self { kind, sent: false }
    }
}

impl<'a> Course<'a> {
    pub(super) fn new(endpoint: &'a Shared, call: Call, template: &'a str) -> Self {
        let started = endpoint.transport.clock().elapsed();
        let most = endpoint.transport.call_timeout(call.payload.is_upload());
        let frame = Frame {
            endpoint,
            started,
            deadline: started.saturating_add(most),
        };
        Self {
            frame,
            call,
            template,
            attempts: Vec::new(),
            counted: 0,
            replayed: false,
        }
    }

    /// Makes attempts until one succeeds or none may follow.
    pub(super) async fn run<T: Decode>(mut self) -> Result<Answer<T>, Error> {
        let mut waited = Duration::ZERO;
        loop {
            let resent = self.attempts.len();
            let span = spans::attempt(self.frame.endpoint, &self.call, self.template, resent);
            let begun = self.frame.clock().elapsed();
            let (token, outcome) = async {
                let Outcome { token, received } = self.attempt().await;
                let outcome = match received {
                    Ok(received) => self.call.conclude::<T>(received),
                    Err(Unanswered { kind, sent }) => Err(self.call.error(kind, None, sent)),
                };
                (token, outcome)
            }
            .instrument(span.clone())
            .await;
            let attempt = Attempt {
                waited,
                took: self.frame.clock().elapsed().saturating_sub(begun),
                sent: outcome.as_ref().err().is_none_or(Error::last_was_sent),
                status: match &outcome {
                    Ok(answer) => Some(answer.status()),
                    Err(error) => error.status(),
                },
                failure: outcome.as_ref().err().map(Error::kind_name),
            };
            spans::end_of_attempt(&span, &attempt);
            self.attempts.push(attempt);
            match outcome {
                Ok(mut answer) => {
                    self.frame.endpoint.retry.succeeded(self.counted + 1);
                    answer.attempts = self.attempts;
                    return Ok(answer);
                }
                Err(error) => match self.after(error, token).await {
                    Ok(wait) => waited = wait,
                    Err(error) => return Err(error.with_attempts(self.attempts)),
                },
            }
        }
    }

    /// Waits until the next attempt may be made, and tells how long that was; the error comes back if none may.
    async fn after(&mut self, error: Error, token: Option<Token>) -> Result<Duration, Error> {
        let refused = token.filter(|_| error.is_unauthorized() && !self.replayed);
        if let Some(token) = refused {
            self.replayed = true;
            return match self.frame.renew(&token).await {
                Ok(true) if !self.call.payload.is_used_up() => Ok(Duration::ZERO),
                Ok(_) => Err(error),
                Err(why) => Err(error.not_renewed(why)),
            };
        }
        self.counted += 1;
        if self.call.payload.is_used_up() || !may_repeat(self.call.operation, &error) {
            return Err(error);
        }
        let now = self.frame.clock().now();
        let retry_after = error
            .headers()
            .and_then(|headers| retry_after(headers, now));
        let remaining = self.frame.remaining();
        if retry_after.is_some_and(|wait| wait >= remaining) {
            return Err(error);
        }
        let failed = Failed {
            operation: self.call.operation,
            error: &error,
            attempts: self.counted,
            elapsed: self
                .frame
                .clock()
                .elapsed()
                .saturating_sub(self.frame.started),
            remaining,
            retry_after,
        };
        let Some(wait) = self.frame.endpoint.retry.wait(&failed) else {
            return Err(error);
        };
        // Never sooner than the server asks, whatever the policy says.
        let wait = wait.max(retry_after.unwrap_or_default());
        if wait >= remaining {
            return Err(error);
        }
        spans::waiting(wait);
        self.frame.clock().sleep(wait).await;
        Ok(wait)
    }

    /// Sends the call once and reads the whole answer, whatever its status.
    async fn attempt(&mut self) -> Outcome {
        let none = |kind| Outcome {
            token: None,
            received: Err(Unanswered::unsent(kind)),
        };
        let frame = self.frame;
        if !frame.admitted().await {
            return none(Kind::Throttled);
        }
        match frame.authorization(self.call.operation.security).await {
            Err(kind) => none(kind),
            Ok(Authorization { proof, mut token }) => {
                let lease = token.as_mut().and_then(Token::take_lease);
                let sent = Sent::default();
                let received = match self.call.request(proof, sent.clone(), lease) {
                    Ok(request) => {
                        let upload = self.call.payload.is_upload();
                        frame.exchange(request, &sent, upload).await
                    }
                    Err(refusal) => Err(Unanswered::unsent(Kind::Request(refusal))),
                };
                Outcome { token, received }
            }
        }
    }
}

impl<'a> Frame<'a> {
    /// Waits for the limiter, if there is one; `false` if that would take too long.
    async fn admitted(self) -> bool {
        match &self.endpoint.limiter {
            Some(limiter) => limiter.clone().admitted(self.remaining()).await,
            None => true,
        }
    }

    async fn exchange(
        self,
        request: reqwest::Request,
        sent: &Sent,
        upload: bool,
    ) -> Result<Received, Unanswered> {
        let transport = &self.endpoint.transport;
        let most = transport.attempt_timeout(upload).min(self.remaining());
        let mut timer = self.clock().sleep(most);
        let response = {
            let exchange = pin!(transport.client().execute(request));
            match select(exchange, &mut timer).await {
                Either::Left((response, _)) => response,
                Either::Right(_) => {
                    // Asked before the request is dropped, which would count as sent.
                    let failure = Failure::timed_out(sent.stop());
                    return Err(Unanswered {
                        sent: failure.was_sent(),
                        kind: Kind::Wire(failure),
                    });
                }
            }
        };
        match response {
            Ok(response) => {
                spans::protocol(response.version());
                Ok(Received::read(response, transport.body_limit(), &mut timer).await)
            }
            Err(error) => {
                let failure = Failure::of(&error);
                Err(Unanswered {
                    sent: failure.was_sent(),
                    kind: Kind::Wire(failure),
                })
            }
        }
    }

    /// Takes the credentials, at the last moment: they may have changed since the attempt before.
    async fn authorization(self, security: Security) -> Result<Authorization, Kind> {
        let remaining = self.remaining();
        let need = TokenNeed::new(self.clock(), remaining, None);
        let asking = pin!(self.endpoint.credentials.authorization(security, need));
        match select(asking, self.clock().sleep(remaining)).await {
            Either::Left((authorization, _)) => authorization,
            Either::Right(_) => Err(Kind::Overdue),
        }
    }

    /// Sees to another token than this one, to which the server has answered 401.
    async fn renew(self, refused: &Token) -> Result<bool, CredentialsError> {
        let remaining = self.remaining();
        let need = TokenNeed::new(self.clock(), remaining, Some(refused));
        let asking = pin!(self.endpoint.credentials.renew(need));
        match select(asking, self.clock().sleep(remaining)).await {
            Either::Left((renewed, _)) => renewed,
            Either::Right(_) => Err(CredentialsError::overdue()),
        }
    }

    fn clock(self) -> &'a Arc<dyn Clock> {
        self.endpoint.transport.clock()
    }

    fn remaining(self) -> Duration {
        self.deadline.saturating_sub(self.clock().elapsed())
    }
}
