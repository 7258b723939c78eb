//! A thousand records, page by page: each once and in their order, whatever happens on the way.

use cadastro::customers::{
    Client, Identifications, Record, RecordStream, ResponsePersonalCustomersIdentification,
};
use cadastro::{Credentials, Error};
use cadastro_sandbox::{AuthorisedConsent, Consent, Fault};

use crate::stage::{HOUR, MINUTE, SECOND, Stage, fate};

const PEOPLE: &str = "customersGetPersonalIdentifications";
const COMPANIES: &str = "customersGetBusinessIdentifications";
const RECORDS: u64 = 1_000;

type People = Identifications<ResponsePersonalCustomersIdentification>;

async fn stage() -> (Stage, AuthorisedConsent, Client) {
    let stage = Stage::with(|sandbox| sandbox.with_token_lifetime(HOUR * 24)).await;
    let consent = Consent::of_person(3).with_records(RECORDS);
    let consent = stage.sandbox.open_finance().authorise(consent);
    let bank = stage.bank(&consent);
    (stage, consent, bank)
}

/// The number of a record, by its id: `pf-<customer>-<record>-<digits>`.
fn number(id: &str) -> u64 {
    id.split('-').nth(2).unwrap().parse().unwrap()
}

/// The numbers of what a stream gives, with the error that ended it, and the link to go on by.
async fn read(call: People) -> (Vec<u64>, Option<Error>, Option<String>) {
    rest(call.records()).await
}

async fn rest(
    mut records: RecordStream<ResponsePersonalCustomersIdentification>,
) -> (Vec<u64>, Option<Error>, Option<String>) {
    let (mut numbers, mut failed) = (Vec::new(), None);
    while let Some(record) = records.next().await {
        match record {
            Ok(Record::Typed(person)) => numbers.push(number(person.personal_id.as_str())),
            Ok(Record::Quarantined(aside)) => panic!("{}", aside.reason()),
            Err(error) => failed = Some(error),
        }
    }
    (numbers, failed, records.link().map(str::to_owned))
}

/// Without a list of a thousand numbers where it fails.
fn assert_all(numbers: &[u64], failed: Option<&Error>) {
    let first = numbers.iter().zip(0..).find(|(number, at)| *number != at);
    assert_eq!((first, numbers.len()), (None, 1_000));
    assert!(failed.is_none(), "{failed:?}");
}

#[tokio::test]
async fn each_record_comes_once_and_in_its_order() {
    // The bank has 25 on a page unless it is asked for more, and 100 at most.
    for (size, pages) in [(None, 40), (Some(40), 25), (Some(1_000), 10)] {
        let (stage, consent, bank) = stage().await;
        let call = bank.personal().identifications();
        let call = match size {
            Some(size) => call.with_page_size(size),
            None => call,
        };
        let (numbers, failed, link) = read(call).await;
        assert_all(&numbers, failed.as_ref());
        assert_eq!(link, None);
        let seen = stage.seen_of(PEOPLE);
        assert_eq!(seen.len(), pages);
        // Each page is an interaction of its own, and all of them count as one call.
        let ids: std::collections::HashSet<_> = seen
            .iter()
            .map(|seen| seen.interaction_id.clone())
            .collect();
        assert_eq!(ids.len(), pages);
        assert_eq!(stage.sandbox.open_finance().used(&consent, PEOPLE), 1);
    }
}

#[tokio::test]
async fn companies_too() {
    let stage = Stage::set().await;
    let consent = Consent::of_company(3).with_records(RECORDS);
    let consent = stage.sandbox.open_finance().authorise(consent);
    let bank = stage.bank(&consent);
    let mut records = bank
        .business()
        .identifications()
        .with_page_size(100)
        .records();
    let mut numbers = Vec::new();
    while let Some(record) = records.next().await {
        let company = record.unwrap().typed().unwrap();
        numbers.push(number(company.business_id.as_str()));
    }
    assert_all(&numbers, None);
    assert_eq!(stage.sandbox.open_finance().used(&consent, COMPANIES), 1);
}

/// After the second page, this goes wrong.
async fn third(
    bank: &Client,
    stage: &Stage,
    fault: Fault,
) -> (Vec<u64>, Option<Error>, Option<String>) {
    let people = bank.personal().identifications().with_page_size(100);
    let mut records = people.records();
    let mut numbers = Vec::new();
    while numbers.len() < 200 {
        let person = records.next().await.unwrap().unwrap().typed().unwrap();
        numbers.push(number(person.personal_id.as_str()));
    }
    let fault = stage.sandbox.inject(fault.on(PEOPLE));
    let (rest, failed, link) = rest(records).await;
    assert_eq!(fault.hits(), 1);
    numbers.extend(rest);
    (numbers, failed, link)
}

#[tokio::test]
async fn what_goes_wrong_for_a_moment_is_not_noticed() {
    for fault in [
        Fault::status(503),
        Fault::status(529),
        Fault::html(504),
        Fault::reset_before(),
        Fault::reset_after(),
        Fault::latency(SECOND * 8),
        Fault::slow_body(SECOND),
    ] {
        let (stage, consent, bank) = stage().await;
        let (numbers, failed, _) = third(&bank, &stage, fault.clone()).await;
        assert_all(&numbers, failed.as_ref());
        assert_eq!(stage.sandbox.open_finance().used(&consent, PEOPLE), 1);
    }
}

#[tokio::test]
async fn a_page_that_breaks_off_ends_the_stream_and_is_read_by_its_link() {
    for (fault, error_fate) in [
        (Fault::truncated(), (Some(200), true, true)),
        (Fault::status(500), (Some(500), true, false)),
    ] {
        let (stage, consent, bank) = stage().await;
        let (mut numbers, failed, link) = third(&bank, &stage, fault).await;
        assert_eq!(fate(&failed.unwrap()), error_fate);
        assert_eq!(numbers.len(), 200);
        let call = bank.personal().identifications().with_link(link.unwrap());
        let (rest, failed, _) = read(call).await;
        numbers.extend(rest);
        assert_all(&numbers, failed.as_ref());
        assert_eq!(stage.sandbox.open_finance().used(&consent, PEOPLE), 1);
    }
}

/// The key in the links is dead after an hour: the pages are there, and count towards the quota.
#[tokio::test]
async fn a_link_that_was_kept_for_too_long_costs_a_call_of_the_quota() {
    for (age, used) in [(HOUR - SECOND, 1), (HOUR, 2)] {
        let (stage, consent, bank) = stage().await;
        let (mut numbers, _, link) = third(&bank, &stage, Fault::status(500)).await;
        stage.clock.advance(age);
        let call = bank.personal().identifications().with_link(link.unwrap());
        let (rest, failed, _) = read(call).await;
        numbers.extend(rest);
        assert_all(&numbers, failed.as_ref());
        assert_eq!(stage.sandbox.open_finance().used(&consent, PEOPLE), used);
    }
}

/// The tokens of a consent change under a long reading; the links stay good.
#[tokio::test]
async fn a_slow_reader_outlives_its_token() {
    let stage = Stage::set().await;
    let consent = Consent::of_person(3).with_records(RECORDS);
    let consent = stage.sandbox.open_finance().authorise(consent);
    let bank = stage.bank_renewing(&consent, stage.receiver());
    let mut records = bank
        .personal()
        .identifications()
        .with_page_size(100)
        .records();
    let mut numbers = Vec::new();
    while let Some(record) = records.next().await {
        let person = record.unwrap().typed().unwrap();
        numbers.push(number(person.personal_id.as_str()));
        if records.at_hand() == 0 {
            stage.clock.advance(MINUTE * 5);
        }
    }
    assert_all(&numbers, None);
    assert!(stage.sandbox.effects().consent_tokens >= 3);
    assert_eq!(stage.sandbox.open_finance().used(&consent, PEOPLE), 1);
}

#[tokio::test]
async fn there_is_nothing_past_the_end() {
    let (stage, consent, bank) = stage().await;
    let people = || bank.personal().identifications().with_page_size(100);
    let last = people().page(10).await.unwrap();
    assert_eq!(last.data.len(), 100);
    let error = people().page(11).await.unwrap_err();
    assert!(cadastro::customers::is_page_not_found(&error));
    let (numbers, failed, _) = read(people().with_page(11)).await;
    assert!(numbers.is_empty() && failed.is_none());
    // Only what succeeds counts.
    assert_eq!(stage.sandbox.open_finance().used(&consent, PEOPLE), 1);
}

#[tokio::test]
async fn a_consent_that_is_revoked_between_two_pages_ends_the_stream() {
    let (stage, consent, bank) = stage().await;
    let mut pages = bank.personal().identifications().pages();
    pages.next().await.unwrap().unwrap();
    stage.sandbox.open_finance().revoke(&consent);
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.is_unauthorized());
    assert!(pages.next().await.is_none());
    assert!(pages.link().is_some());
}

#[tokio::test]
async fn the_bank_s_interaction_id_is_the_one_that_was_sent() {
    let (stage, _, bank) = stage().await;
    let id = "5c2b8d5e-93a1-4f5e-8d0b-0f5f2f6f3a11";
    let people = bank.personal().identifications().with_interaction_id(id);
    let answer = people.page(1).await.unwrap();
    assert_eq!(answer.interaction_id().unwrap().as_str(), id);
    assert_eq!(stage.seen_of(PEOPLE)[0].interaction_id.as_deref(), Some(id));
    let stranger = stage.bank_by(Credentials::bearer("nobody's"));
    let error = stranger
        .personal()
        .identifications()
        .page(1)
        .await
        .unwrap_err();
    let sent = stage.seen_of(PEOPLE)[0].interaction_id.clone();
    assert_eq!(
        error.interaction_id().map(|id| id.as_str().to_owned()),
        sent
    );
}
