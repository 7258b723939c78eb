//! The books: what calls say of themselves against what the sandbox saw and did.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use cadastro_sandbox::{Sandbox, Seen, Sent};

use crate::calls::{Call, Mark, Outcome};

/// Calls, and where the books do not agree.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) calls: Vec<Call>,
    pub(crate) panics: u64,
    outcomes: BTreeMap<(&'static str, Outcome), u64>,
    requests: u64,
    resident: Option<u64>,
    /// Calls whose error or answer says something else than what happened.
    lost: u64,
    /// Calls that were sent again after a 2xx had arrived.
    repeated: u64,
    /// Effects that happened more than once.
    twice: u64,
}

impl Books {
    pub(crate) const HEADINGS: &'static str = "               calls   delivered   error: 2xx   may be sent   never sent   requests   resident MiB";

    /// Compares the calls with what the sandbox has. The calls are counted and dropped.
    pub(crate) fn compare(&mut self, sandbox: &Sandbox, seen: &[Seen]) {
        let mut by_id: HashMap<&str, Vec<&Seen>> = HashMap::new();
        for request in seen {
            let ids = [&request.interaction_id, &request.idempotency_key];
            for id in ids.into_iter().flatten() {
                by_id.entry(id).or_default().push(request);
            }
        }
        let effects = effects(sandbox);
        for call in std::mem::take(&mut self.calls) {
            *self
                .outcomes
                .entry((call.operation, call.outcome))
                .or_default() += 1;
            if let Mark::InteractionId(id) | Mark::IdempotencyKey { key: id, .. } = &call.mark {
                let requests = by_id.get(id.as_str()).map_or(&[][..], Vec::as_slice);
                self.compare_requests(&call, requests);
            }
            if let Some(count) = count(sandbox, &effects, &call.mark) {
                self.compare_effect(&call, count);
            }
        }
        self.requests += seen.len() as u64;
        self.resident = resident();
    }

    fn compare_requests(&mut self, call: &Call, requests: &[&Seen]) {
        let succeeded = |request: &&Seen| {
            request.sent > Sent::Nothing && request.status.is_some_and(|status| status < 300)
        };
        let first = requests.iter().position(succeeded);
        // Nothing may come after a 2xx whose head was sent.
        if first.is_some_and(|first| first + 1 < requests.len()) {
            self.repeated += 1;
        }
        let agrees = match call.outcome {
            Outcome::Delivered | Outcome::Successful => first.is_some(),
            Outcome::Sent => (first.is_none() || call.out_of_time) && !requests.is_empty(),
            Outcome::NeverSent => requests.is_empty(),
        };
        if !agrees {
            self.lost += 1;
        }
    }

    fn compare_effect(&mut self, call: &Call, count: usize) {
        if count > 1 {
            self.twice += 1;
        }
        let agrees = match call.outcome {
            Outcome::Delivered | Outcome::Successful => count >= 1,
            Outcome::Sent => true,
            Outcome::NeverSent => count == 0,
        };
        if !agrees {
            self.lost += 1;
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (key, count) in other.outcomes {
            *self.outcomes.entry(key).or_default() += count;
        }
        self.requests += other.requests;
        self.resident = other.resident;
        self.panics += other.panics;
        self.lost += other.lost;
        self.repeated += other.repeated;
        self.twice += other.twice;
    }

    pub(crate) fn line(&self, name: &str) -> String {
        let of = |outcome| {
            let matching = self
                .outcomes
                .iter()
                .filter(|((_, other), _)| *other == outcome);
            matching.map(|(_, count)| count).sum::<u64>()
        };
        let resident = self
            .resident
            .map_or("?".to_owned(), |bytes| (bytes >> 20).to_string());
        format!(
            "{name:<10}{:>10}{:>12}{:>13}{:>14}{:>13}{:>11}{resident:>15}",
            self.outcomes.values().sum::<u64>(),
            of(Outcome::Delivered),
            of(Outcome::Successful),
            of(Outcome::Sent),
            of(Outcome::NeverSent),
            self.requests,
        )
    }

    /// By operation: delivered, and errors.
    pub(crate) fn outcomes(&self) -> String {
        let mut text = String::new();
        let mut operations: Vec<&str> = self
            .outcomes
            .keys()
            .map(|(operation, _)| *operation)
            .collect();
        operations.dedup();
        for operation in operations {
            let of = |outcome| {
                self.outcomes
                    .get(&(operation, outcome))
                    .copied()
                    .unwrap_or(0)
            };
            let delivered = of(Outcome::Delivered);
            let errors = of(Outcome::Successful) + of(Outcome::Sent) + of(Outcome::NeverSent);
            let _ = writeln!(
                text,
                "{operation:<46}{delivered:>8} delivered {errors:>8} errors"
            );
        }
        text
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.lost + self.repeated + self.twice + self.panics == 0
    }

    pub(crate) fn verdict(&self) -> String {
        format!(
            "{} lost or told wrongly, {} repeated after a 2xx, {} effects twice, {} panics",
            self.lost, self.repeated, self.twice, self.panics
        )
    }
}

/// How often something took effect, by its mark.
struct Effects {
    companies: HashMap<String, usize>,
    files: HashMap<(String, String), usize>,
}

fn effects(sandbox: &Sandbox) -> Effects {
    let (mut companies, mut files) = (HashMap::new(), HashMap::new());
    for registered in sandbox.bs2().registrations() {
        *companies
            .entry(registered.cnpj.as_str().to_owned())
            .or_default() += 1;
        for document in &registered.documents {
            let key = (registered.cliente_id.clone(), document.name.clone());
            *files.entry(key).or_default() += 1;
        }
    }
    Effects { companies, files }
}

fn count(sandbox: &Sandbox, effects: &Effects, mark: &Mark) -> Option<usize> {
    let count = match mark {
        Mark::IdempotencyKey { customer, file, .. } => {
            let attached = sandbox.base39().attachments(customer);
            return Some(attached.iter().filter(|other| *other == file).count());
        }
        Mark::Cnpj(cnpj) => effects.companies.get(cnpj),
        Mark::File(company, file) => effects.files.get(&(company.clone(), file.clone())),
        Mark::InteractionId(_) | Mark::None => return None,
    };
    Some(count.copied().unwrap_or(0))
}

/// Resident memory of this process, client and sandbox together. On Linux only.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}
