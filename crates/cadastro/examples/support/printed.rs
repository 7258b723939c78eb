//! How the tour prints what it does.

use std::sync::atomic::{AtomicU64, Ordering};

use cadastro::{Answer, Attempt, Records, Text};
use cadastro_sandbox::Effects;

/// A value as it came, or a dash.
pub(crate) fn text(value: &Option<Text>) -> &str {
    value.as_ref().map_or("-", Text::as_str)
}

/// One line of a page: how many records it has, and whose the first one is, at which brand.
pub(crate) fn page<T>(records: &Records<T>, told: impl Fn(&T) -> (&Text, &Text)) {
    let first = records.iter().next().map(told);
    let (name, brand) = first.map_or(("-", "-"), |(name, brand)| (name.as_str(), brand.as_str()));
    let count = records.len();
    println!("  a page of {count:>2} records; the first: {name}, at {brand}");
}

/// The progress of an upload: a line for each quarter of the file.
pub(crate) struct Bar {
    name: &'static str,
    quarters: AtomicU64,
}

impl Bar {
    pub(crate) fn new(name: &'static str) -> Self {
        Self {
            name,
            quarters: AtomicU64::new(0),
        }
    }

    pub(crate) fn show(&self, sent: u64, all: Option<u64>) {
        let quarters = sent * 4 / all.unwrap_or(sent).max(1);
        if self.quarters.swap(quarters, Ordering::Relaxed) < quarters {
            let done = "#####".repeat(usize::try_from(quarters).unwrap_or_default());
            println!("  {:<28} [{done:<20}] {:>3} %", self.name, quarters * 25);
        }
    }
}

/// What it took.
#[derive(Default)]
pub(crate) struct Tally {
    calls: usize,
    attempts: Vec<Attempt>,
}

impl Tally {
    /// Counts an answer and gives it back.
    pub(crate) fn count<T>(&mut self, answer: Answer<T>) -> Answer<T> {
        self.calls += 1;
        self.attempts.extend_from_slice(answer.attempts());
        answer
    }

    /// What it took, and what came of it.
    pub(crate) fn print(&self, effects: &Effects) {
        println!("\nIn all\n");
        let failures = self.attempts.iter().filter_map(Attempt::failure);
        // As in the spans of attempts.
        let failures: Vec<&str> = failures
            .map(|failure| match failure {
                "transport" => "a lost answer",
                status => status,
            })
            .collect();
        println!(
            "  {} calls, beside the wait, took {} requests; tried again after {} (injected)",
            self.calls,
            self.attempts.len(),
            failures.join(" and ")
        );
        println!(
            "  tokens: {} of the bank, {} of BS2 by password, {} by refresh",
            effects.consent_tokens, effects.password_grants, effects.refresh_grants
        );
        println!(
            "  took effect, once each: {} answers of the bank, {} registration, {} documents, {} file",
            effects.reads, effects.pre_registrations, effects.uploads, effects.attachments
        );
    }
}
