//! What goes wrong: all kinds of faults, with all operations.

use std::fmt::Write as _;
use std::time::Duration;

use cadastro_sandbox::{Fault, Injected, Sandbox, Violation};

/// The longest injected latency.
pub(crate) const LATENCY: Duration = Duration::from_millis(250);

/// Injects all of them, so that about this share of the requests is struck.
pub(crate) fn inject(sandbox: &Sandbox, share: f64) -> Vec<(String, Injected)> {
    let refused = Fault::status(429).with_header("Retry-After", "1");
    let mut faults = vec![
        ("latency".to_owned(), Fault::latency(LATENCY)),
        ("reset before".to_owned(), Fault::reset_before()),
        ("reset after".to_owned(), Fault::reset_after()),
        ("truncated".to_owned(), Fault::truncated()),
        ("slow body".to_owned(), Fault::slow_body(LATENCY / 25)),
        ("502 as HTML".to_owned(), Fault::html(502)),
        ("429, Retry-After".to_owned(), refused),
    ];
    for status in [500, 503, 504, 529] {
        faults.push((status.to_string(), Fault::status(status)));
    }
    // The first one that strikes is the one. What follows strikes at some operations only, so it comes on top.
    let count = i32::try_from(faults.len()).unwrap_or(i32::MAX);
    let each = 1.0 - (1.0 - share).powf(1.0 / f64::from(count));
    for violation in Violation::ALL {
        faults.push((format!("{violation:?}"), Fault::violation(violation)));
    }
    let faults = faults.into_iter().map(|(name, fault)| (name, fault, each));
    faults
        .chain(unauthorized(each))
        .map(|(name, fault, probability)| {
            let fault = fault.always().with_probability(probability);
            (name, sandbox.inject(fault))
        })
        .collect()
}

/// Each 401 costs a token, and BS2 gives 10 in a minute: there it is rare.
fn unauthorized(each: f64) -> impl Iterator<Item = (String, Fault, f64)> {
    const READINGS: [&str; 3] = [
        "customersGetPersonalIdentifications",
        "customersGetPersonalQualifications",
        "customersGetBusinessFinancialRelations",
    ];
    let readings = READINGS.map(|operation| (operation, each));
    let of_bs2 = ("uploadArquivoParceiro", each / 50.0);
    readings
        .into_iter()
        .chain([of_bs2])
        .map(|(operation, each)| {
            let name = format!("401 on {operation}");
            (name, Fault::status(401).on(operation), each)
        })
}

/// How often each has struck.
pub(crate) fn told(injected: &[(String, Injected)], requests: u64) -> String {
    let all: u64 = injected.iter().map(|(_, injected)| injected.hits()).sum();
    let tenths = all * 1000 / requests.max(1);
    let mut text = format!(
        "faults: {all}, {}.{} % of the requests",
        tenths / 10,
        tenths % 10
    );
    let mut separator = ": ";
    for (name, injected) in injected {
        let _ = write!(text, "{separator}{name} {}", injected.hits());
        separator = ", ";
    }
    text
}
