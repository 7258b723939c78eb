//! Consents: whose data, which of them, for how long, and how often they have been read this month.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::tz::Offset;

use super::envelope::timestamp;
use super::expiring::is_alive;
use super::readings::Reading;
use super::resource::Resource;

/// What a customer consents to.
///
/// ```
/// use std::time::Duration;
/// use cadastro_sandbox::Consent;
///
/// let consent = Consent::of_company(3)
///     .with_records(60)
///     .with_lifetime(Duration::from_secs(3600))
///     .with_permissions(["CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ", "RESOURCES_READ"]);
/// ```
#[derive(Clone)]
#[must_use]
pub struct Consent {
    pub(super) customer: Customer,
    pub(super) records: u64,
    pub(super) permissions: BTreeSet<String>,
    pub(super) lifetime: Duration,
    pub(super) client_id: Option<String>,
}

/// Whose data, by the number in the population.
#[derive(Clone, Copy)]
pub(super) enum Customer {
    Person(u64),
    Company(u64),
}

const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl Consent {
    /// Of a natural person, by the number in the [`Population`](crate::Population).
    pub fn of_person(index: u64) -> Self {
        Self::new(Customer::Person(index))
    }

    /// Of a company, by the number in the [`Population`](crate::Population).
    pub fn of_company(index: u64) -> Self {
        Self::new(Customer::Company(index))
    }

    /// How many registration records the customer has at this bank, which the paginated operations give: 1 to
    /// 2,147,483,647. Default: 1.
    pub fn with_records(mut self, records: u64) -> Self {
        // An empty list would break the schema, and so would a total above.
        self.records = records.clamp(1, 2_147_483_647);
        self
    }

    /// What may be read, by the names of the document; other names are kept and permit nothing. Default: everything of
    /// this kind of customer, and `RESOURCES_READ`, without which the others permit nothing either.
    pub fn with_permissions<P: Into<String>>(
        mut self,
        permissions: impl IntoIterator<Item = P>,
    ) -> Self {
        self.permissions = permissions.into_iter().map(Into::into).collect();
        self
    }

    /// How long it is good, by the sandbox's clock. Default: 365 days.
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// The receiver to whom it is given, if not [`OpenFinance::client_id`](crate::OpenFinance::client_id). Whoever is
    /// named here is registered at the bank, with the same secret and key as the first one: the sandbox's own.
    pub fn with_client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_id = Some(client_id.into());
        self
    }

    fn new(customer: Customer) -> Self {
        let readings = Reading::ALL.into_iter();
        let permitted = readings
            .filter(|reading| reading.is_about(customer))
            .map(Reading::permission)
            .chain([RESOURCES]);
        Self {
            customer,
            records: 1,
            permissions: permitted.map(str::to_owned).collect(),
            lifetime: YEAR,
            client_id: None,
        }
    }
}

impl fmt::Debug for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.customer {
            Customer::Person(_) => "person",
            Customer::Company(_) => "company",
        };
        f.debug_struct("Consent")
            .field("of", &kind)
            .field("records", &self.records)
            .field("permissions", &self.permissions)
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// A consent that the customer has given.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AuthorisedConsent {
    pub(super) id: String,
    pub(super) refresh_token: String,
    pub(super) client_id: String,
}

impl AuthorisedConsent {
    /// Its id, `urn:…`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The refresh token, which stays the same as long as the consent is good.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// The receiver that it was given to.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }
}

impl fmt::Debug for AuthorisedConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorisedConsent")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Whether a consent is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConsentStatus {
    /// It is.
    Authorised,
    /// The customer took it back.
    Revoked,
    /// Its time is over.
    Expired,
    /// The bank or the customer turned it down.
    Rejected,
}

/// A consent as the bank keeps it.
pub(super) struct Held {
    pub(super) customer: Customer,
    pub(super) records: u64,
    pub(super) client_id: String,
    pub(super) resource: Resource,
    permissions: BTreeSet<String>,
    end: Option<SystemTime>,
    /// Why it ended before its time.
    ended: Option<ConsentStatus>,
    used: HashMap<Reading, Used>,
}

/// The successful calls of one month.
struct Used {
    month: Month,
    calls: u32,
}

/// Year and month. Months begin at midnight of UTC−3.
type Month = (i16, i8);

const RESOURCES: &str = "RESOURCES_READ";

impl Held {
    pub(super) fn new(consent: Consent, client_id: String, now: SystemTime) -> Self {
        Self {
            customer: consent.customer,
            records: consent.records,
            client_id,
            resource: Resource::Available,
            permissions: consent.permissions,
            end: now.checked_add(consent.lifetime),
            ended: None,
            used: HashMap::new(),
        }
    }

    pub(super) fn status(&self, now: SystemTime) -> ConsentStatus {
        match self.ended {
            Some(status) => status,
            None if is_alive(self.end, now) => ConsentStatus::Authorised,
            None => ConsentStatus::Expired,
        }
    }

    /// Ends it. The first reason stays.
    pub(super) fn end(&mut self, status: ConsentStatus) {
        self.ended.get_or_insert(status);
    }

    pub(super) fn permits(&self, reading: Reading) -> bool {
        self.permissions.contains(reading.permission()) && self.permissions.contains(RESOURCES)
    }

    /// The successful calls of this month.
    pub(super) fn used(&self, reading: Reading, now: SystemTime) -> u32 {
        match self.used.get(&reading) {
            Some(used) if used.month == month(now) => used.calls,
            _ => 0,
        }
    }

    /// Counts a successful call.
    pub(super) fn count(&mut self, reading: Reading, now: SystemTime) {
        let used = Used {
            month: month(now),
            calls: self.used(reading, now).saturating_add(1),
        };
        self.used.insert(reading, used);
    }

    pub(super) fn reset_quota(&mut self) {
        self.used.clear();
    }
}

fn month(now: SystemTime) -> Month {
    let date = Offset::constant(-3).to_datetime(timestamp(now)).date();
    (date.year(), date.month())
}
