//! All that `Debug`, `Display` and source chains say.

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};

use cadastro_core::{Answer, DecodeError, Error};

#[derive(Default)]
pub(crate) struct Printed {
    pub(crate) text: String,
    pub(crate) answers: usize,
    pub(crate) errors: usize,
}

impl Printed {
    pub(crate) fn value(&mut self, value: &dyn Debug) {
        writeln!(self.text, "{value:?}\n{value:#?}").unwrap();
    }

    /// An error and what is behind it.
    pub(crate) fn chain(&mut self, error: &(dyn StdError + 'static)) {
        let mut next = Some(error);
        while let Some(error) = next {
            writeln!(self.text, "{error}\n{error:#}").unwrap();
            self.value(&error);
            next = error.source();
        }
    }

    pub(crate) fn outcome<T: Debug>(&mut self, outcome: &Result<Answer<T>, Error>) {
        match outcome {
            Ok(answer) => self.answer(answer),
            Err(error) => self.error(error),
        }
        self.value(outcome);
    }

    /// What was to be set up, or why it cannot be.
    pub(crate) fn built<T: Debug>(&mut self, built: &Result<T, Error>) {
        self.value(built);
        if let Err(error) = built {
            self.error(error);
        }
    }

    /// What was read, or why it cannot be.
    pub(crate) fn read<T: Debug>(&mut self, read: &Result<T, DecodeError>) {
        self.value(read);
        if let Err(error) = read {
            self.chain(error);
        }
    }

    fn answer<T: Debug>(&mut self, answer: &Answer<T>) {
        self.answers += 1;
        self.value(answer);
        self.value(answer.value());
        self.value(&answer.interaction_id());
        self.value(&answer.attempts());
        self.value(&answer.rate_limits());
        self.value(&answer.quarantined());
        for place in answer.quarantined() {
            writeln!(self.text, "{}", place.reason()).unwrap();
        }
    }

    pub(crate) fn error(&mut self, error: &Error) {
        self.errors += 1;
        self.chain(error);
        self.value(&error.attempts());
        self.value(&error.interaction_id());
        self.value(&error.rate_limits());
        self.value(&error.documented());
        self.value(&error.pointer());
        if let Some(credentials) = error.credentials_error() {
            self.chain(credentials);
            self.value(&credentials.oauth_error());
        }
        // Reading an error's body as something it is not.
        match error.decode::<Vec<u8>>() {
            Ok(bytes) => self.value(&bytes.len()),
            Err(error) => self.chain(&error),
        }
    }
}
