//! How many records of pages are alive at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use cadastro::customers::{PersonalIdentificationData, Record, operations};
use cadastro::{NextPage, Pages, Paging, Request, Text};
use serde::Deserialize;

use crate::server::{RECORDS, bank, serving};

static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// Counts itself from its making to its drop.
struct Counted;

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer)?;
        MOST.fetch_max(ALIVE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Ok(Self)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Counted>,
    links: Links,
}

#[derive(Deserialize)]
struct Links {
    next: Option<Text>,
}

#[tokio::test]
async fn three_pages_of_1000_have_no_more_than_1000_records_alive() {
    let url = serving(3, 10).await;
    let paging = Paging {
        next: |page: &Page| match &page.links.next {
            Some(link) => NextPage::Link(link.as_str().to_owned()),
            None => NextPage::Last,
        },
        own: |_| None,
        is_end: |_| false,
    };
    let operation = &operations::CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS;
    let endpoint = bank(&url).endpoint().clone();
    let mut pages = Pages::new(endpoint, operation, paging, |link| match link {
        Some(link) => Request::new().to_link(link),
        None => Request::new(),
    });
    let mut read = 0;
    while let Some(page) = pages.next().await {
        read += page.unwrap().data.len();
    }
    assert_eq!(read, 3 * RECORDS);
    assert_eq!(MOST.load(Ordering::SeqCst), RECORDS);
    assert_eq!(ALIVE.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn the_records_at_hand_are_those_of_one_page() {
    let url = serving(3, 10).await;
    let mut records = bank(&url).personal().identifications().records();
    let mut read = 0;
    while let Some(record) = records.next().await {
        let record: Option<PersonalIdentificationData> = Record::typed(record.unwrap());
        assert!(record.is_some());
        read += 1;
        assert_eq!(records.at_hand(), (RECORDS - read % RECORDS) % RECORDS);
    }
    assert_eq!(read, 3 * RECORDS);
}
