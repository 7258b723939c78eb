//! One renewal under way, and those who wait for it.

use std::time::Duration;

use tokio::sync::watch;

use crate::error::CredentialsError;

#[derive(Clone)]
pub(super) struct Flight(watch::Receiver<Progress>);

/// Tells those who wait how the renewal goes.
pub(super) struct Pilot(watch::Sender<Progress>);

#[derive(Clone)]
enum Progress {
    /// On its way. If it has to wait: until when, by the clock's elapsed time, and what to tell those who cannot wait
    /// so long.
    UnderWay(Option<(Duration, CredentialsError)>),
    Done(Result<(), CredentialsError>),
}

impl Flight {
    pub(super) fn new() -> (Self, Pilot) {
        let (sender, receiver) = watch::channel(Progress::UnderWay(None));
        (Self(receiver), Pilot(sender))
    }

    /// Whether anyone is still working on it.
    pub(super) fn is_under_way(&self) -> bool {
        let open = self.0.has_changed().is_ok();
        open && matches!(*self.0.borrow(), Progress::UnderWay(_))
    }

    /// Waits for the outcome; an error at once if it has to wait until after the deadline.
    pub(super) async fn outcome(mut self, deadline: Duration) -> Result<(), CredentialsError> {
        loop {
            match &*self.0.borrow_and_update() {
                Progress::Done(outcome) => return outcome.clone(),
                Progress::UnderWay(Some((until, error))) if *until >= deadline => {
                    return Err(error.clone());
                }
                Progress::UnderWay(_) => {}
            }
            if self.0.changed().await.is_err() {
                return match &*self.0.borrow() {
                    Progress::Done(outcome) => outcome.clone(),
                    Progress::UnderWay(_) => Err(CredentialsError::lost()),
                };
            }
        }
    }
}

impl Pilot {
    /// The next token request has to wait until then; the error is for those who cannot.
    pub(super) fn waits(&self, until: Duration, error: CredentialsError) {
        self.0
            .send_replace(Progress::UnderWay(Some((until, error))));
    }

    pub(super) fn goes_on(&self) {
        self.0.send_replace(Progress::UnderWay(None));
    }

    pub(super) fn done(self, outcome: Result<(), CredentialsError>) {
        self.0.send_replace(Progress::Done(outcome));
    }
}
