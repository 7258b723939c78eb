//! A limit to how long a test may take: with a clock that stands still, what waits in vain waits for ever.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Ends all tests of the program, with the name of the one at fault, unless it is dropped within three minutes.
#[derive(Debug)]
pub struct Watch(#[expect(dead_code, reason = "dropped when the test is over")] Sender<()>);

impl Watch {
    /// Watches the test that runs on this thread.
    #[must_use]
    #[expect(clippy::print_stderr, reason = "nobody else could say why")]
    pub fn begun() -> Self {
        const PATIENCE: Duration = Duration::from_secs(180);
        let test = std::thread::current().name().map(str::to_owned);
        let (going_on, over) = channel();
        std::thread::spawn(move || {
            if over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{}: waits in vain", test.unwrap_or_default());
                std::process::exit(1);
            }
        });
        Self(going_on)
    }
}
