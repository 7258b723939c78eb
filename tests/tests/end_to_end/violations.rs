//! Answers that break their schema, each in one way, as banks have been seen to send them: what becomes of the records.

use cadastro::customers::Client;
use cadastro::{Answer, Error};
use cadastro_sandbox::{Consent, Fault, Violation};

use crate::company::company;
use crate::stage::{MINUTE, Stage};

const PEOPLE: &str = "customersGetPersonalIdentifications";
const COMPANIES: &str = "customersGetBusinessIdentifications";
const PEOPLE_QUALIFIED: &str = "customersGetPersonalQualifications";
const OPERATIONS: [&str; 6] = [
    PEOPLE,
    COMPANIES,
    PEOPLE_QUALIFIED,
    "customersGetBusinessQualifications",
    "customersGetPersonalFinancialRelations",
    "customersGetBusinessFinancialRelations",
];

/// What became of an answer: records that were typed and set aside, or the place where it could not be read.
type Outcome = Result<(usize, usize), String>;

async fn read(bank: &Client, operation: &str) -> Outcome {
    fn one<T>(outcome: Result<Answer<T>, Error>) -> Outcome {
        let answer = outcome.map_err(|error| place(&error))?;
        Ok((1, answer.quarantined().len()))
    }
    let (personal, business) = (bank.personal(), bank.business());
    match operation {
        PEOPLE => {
            let page = personal.identifications().page(1).await;
            let page = page.map_err(|error| place(&error))?;
            Ok((page.data.len(), page.quarantined().len()))
        }
        COMPANIES => {
            let page = business.identifications().page(1).await;
            let page = page.map_err(|error| place(&error))?;
            Ok((page.data.len(), page.quarantined().len()))
        }
        PEOPLE_QUALIFIED => one(personal.qualifications().send().await),
        "customersGetBusinessQualifications" => one(business.qualifications().send().await),
        "customersGetPersonalFinancialRelations" => {
            one(personal.financial_relations().send().await)
        }
        _ => one(business.financial_relations().send().await),
    }
}

fn place(error: &Error) -> String {
    assert!(error.is_decode() && error.was_successful(), "{error}");
    assert!(error.raw_body().is_some(), "what came is kept");
    error.pointer().unwrap().to_owned()
}

/// Asks for one customer after the other, until there is one whose answer has a place for the violation.
async fn broken(stage: &Stage, violation: Violation, operation: &str) -> Option<Outcome> {
    stage.sandbox.clear_faults();
    let fault = stage
        .sandbox
        .inject(Fault::violation(violation).on(operation));
    for index in 0..400 {
        let consent = if operation.contains("Personal") {
            Consent::of_person(index)
        } else {
            Consent::of_company(index)
        };
        let consent = stage
            .sandbox
            .open_finance()
            .authorise(consent.with_records(3));
        let outcome = read(&stage.bank(&consent), operation).await;
        if fault.hits() > 0 {
            return Some(outcome);
        }
    }
    None
}

/// What is documented: a record that lacks something is set aside, a member that cannot be typed spoils its list's element
/// only, and where there is no list the answer cannot be read. All else is read.
fn expected(violation: Violation, operation: &str) -> Outcome {
    let is_page = matches!(operation, PEOPLE | COMPANIES);
    match violation {
        Violation::RequiredMemberMissing if is_page => Ok((2, 1)),
        Violation::RequiredMemberMissing => Err("/data/updateDateTime".to_owned()),
        Violation::ContactsInDocuments => Ok((2, 1)),
        Violation::TextForFlag if operation == PEOPLE => Ok((2, 1)),
        // An address.
        Violation::TextForFlag if operation == COMPANIES => Ok((3, 1)),
        // An activity.
        Violation::TextForFlag => Ok((1, 1)),
        // An address, which lacks more of a person's than of a company's.
        Violation::DummyAddress if operation == PEOPLE => Ok((3, 1)),
        Violation::BareAmount if operation == PEOPLE_QUALIFIED => {
            Err("/data/informedIncome/amount".to_owned())
        }
        Violation::BareAmount => Err("/data/informedPatrimony/amount".to_owned()),
        _ if is_page => Ok((3, 0)),
        _ => Ok((1, 0)),
    }
}

#[tokio::test]
async fn no_record_is_lost() {
    let stage = Stage::with(cadastro_sandbox::SandboxBuilder::without_limits).await;
    let mut cases = 0;
    for violation in Violation::ALL {
        for operation in OPERATIONS {
            if violation.applies_to(operation) {
                let outcome = broken(&stage, violation, operation).await;
                let expected = expected(violation, operation);
                assert_eq!(outcome, Some(expected), "{violation:?} of {operation}");
                cases += 1;
            }
        }
    }
    assert!(cases > 50, "{cases}");
}

#[tokio::test]
async fn a_lifetime_as_a_number_is_a_lifetime() {
    let stage = Stage::set().await;
    let fault = stage
        .sandbox
        .inject(Fault::violation(Violation::NumericExpiry));
    let bs2 = stage.bs2();
    bs2.register(&company()).await.unwrap();
    stage.clock.advance(MINUTE * 7);
    bs2.register(&company()).await.unwrap();
    assert_eq!(fault.hits(), 1);
    let seen = stage.seen();
    assert!(
        seen.iter().all(|(_, status)| *status != Some(401)),
        "{seen:?}"
    );
}

#[tokio::test]
async fn an_unknown_status_of_bs2_is_given_as_it_came() {
    let stage = Stage::set().await;
    let bs2 = stage.bs2();
    for _ in 0..2 {
        let fault = stage
            .sandbox
            .inject(Fault::violation(Violation::StatusOutOfRange));
        let answer = bs2.register(&company()).await.unwrap();
        assert_eq!(fault.hits(), 1);
        let status = answer.value().status.as_ref().unwrap().as_slice();
        assert_eq!(status.last().unwrap().to_i64(), Some(99));
        assert!(answer.cliente_id.is_some() && answer.quarantined().is_empty());
    }
}

#[tokio::test]
async fn a_customer_of_base39_is_read_whatever_its_enums_say() {
    for (violation, member, text) in [
        (Violation::UnlistedNationality, "nationality", "JP"),
        (
            Violation::UnknownEnumValue,
            "maritalStatus",
            "NAO_DOCUMENTADO",
        ),
    ] {
        let stage = Stage::set().await;
        let fault = stage.sandbox.inject(Fault::violation(violation));
        let mut last = None;
        for customer in 0..50 {
            let answer = stage.attach(customer, 0).send().await.unwrap();
            last = Some(answer);
            if fault.hits() > 0 {
                break;
            }
        }
        assert_eq!(fault.hits(), 1, "{violation:?}");
        let answer = last.unwrap();
        assert!(answer.quarantined().is_empty());
        let read = serde_json::to_value(answer.value()).unwrap();
        assert_eq!(read[member], text);
    }
}
