//! Later releases deviate from 2.0.1 by exactly what each of their named differences tells, and by nothing else.

use std::collections::BTreeSet;

use cadastro_sandbox::{Delta, Sandbox, Version};

use crate::open_finance::{READINGS, walk};

const PERSON: usize = 0;
const COMPANY: usize = 3;
const COMPANY_RELATIONS: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn release_2_1_0_deviates_by_its_deltas() {
    deviates_by_its_deltas(Version::V2_1_0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn release_2_2_0_deviates_by_its_deltas() {
    deviates_by_its_deltas(Version::V2_2_0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn release_2_3_0_deviates_by_its_deltas() {
    deviates_by_its_deltas(Version::V2_3_0).await;
}

async fn deviates_by_its_deltas(version: Version) {
    let builder = Sandbox::builder().with_tls().with_version(version);
    let walker = walk(builder, 400).await;
    let found: BTreeSet<String> = walker.deviations().keys().cloned().collect();
    let told = version
        .deltas()
        .iter()
        .flat_map(|delta| shows(*delta))
        .collect();
    let others: Vec<_> = found.difference(&told).collect();
    assert_eq!(others, <[&String; 0]>::default(), "not told by a delta");
    let missing: Vec<_> = told.difference(&found).collect();
    assert_eq!(
        missing,
        <[&String; 0]>::default(),
        "told by a delta, and never seen"
    );
}

/// How a strict schema of 2.0.1 sees a difference. New members and headers are nothing to it: it does not forbid them.
fn shows(delta: Delta) -> Vec<String> {
    let at = |readings: &[usize], deviations: &[&str]| -> Vec<String> {
        let (readings, deviations) = (readings.iter(), deviations.iter());
        let both = readings.flat_map(|at| {
            deviations
                .clone()
                .map(|deviation| (READINGS[*at].0, *deviation))
        });
        both.map(|(operation, deviation)| format!("{operation} 2xx body {deviation}"))
            .collect()
    };
    match delta {
        Delta::MetaWithoutTotals => {
            let classes = ["2xx", "4xx", "5xx"].into_iter();
            let all = classes.flat_map(|class| {
                READINGS.map(|(operation, _)| format!("{operation} {class} body /meta required"))
            });
            all.collect()
        }
        Delta::AreaCodes => at(
            &[PERSON, COMPANY],
            &["/data/*/contacts/phones/*/areaCode enum"],
        ),
        Delta::PhoneNumbers => at(
            &[PERSON, COMPANY],
            &[
                "/data/*/contacts/phones/*/number pattern",
                "/data/*/contacts/phones/*/number maxLength",
            ],
        ),
        Delta::BusinessWithoutAddress => {
            at(&[COMPANY], &["/data/*/contacts/postalAddresses minItems"])
        }
        Delta::BusinessWithoutParties => at(&[COMPANY], &["/data/*/parties minItems"]),
        Delta::AlphanumericCnpj => {
            let mut all = at(&[COMPANY], &["/data/*/cnpjNumber pattern"]);
            all.extend(at(
                &[COMPANY_RELATIONS],
                &["/data/procurators/*/cnpjCpfNumber pattern"],
            ));
            all
        }
        Delta::LongCompanyNames => at(
            &[COMPANY],
            &[
                "/data/*/companyName maxLength",
                "/data/*/parties/*/companyName maxLength",
            ],
        ),
        Delta::LongLinks => {
            let links = ["first", "last", "next", "prev", "self"]
                .map(|link| format!("/links/{link} maxLength"));
            at(&[PERSON, COMPANY], &links.each_ref().map(String::as_str))
        }
        _ => Vec::new(),
    }
}
