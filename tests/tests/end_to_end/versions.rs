//! Banks of each release, read by clients that were made from 2.0.1: nothing is lost, and nothing set aside.

use cadastro_sandbox::{Consent, Effects, Version};

use crate::stage::Stage;

const CUSTOMERS: u64 = 20;

/// Some of what a later release may send is in some records only.
#[tokio::test]
async fn every_release_is_read_without_a_loss() {
    for version in Version::ALL {
        let stage = Stage::with(|sandbox| sandbox.with_version(version).without_limits()).await;
        let bank = stage.sandbox.open_finance();
        for index in 0..CUSTOMERS {
            let consent = bank.authorise(Consent::of_person(index).with_records(30));
            let client = stage.bank(&consent);
            let people = client.personal().identifications().page(1).await.unwrap();
            assert_eq!((people.data.len(), people.quarantined().len()), (25, 0));
            let one = client.personal().qualifications().send().await.unwrap();
            assert_eq!(one.quarantined().len(), 0);
            let one = client
                .personal()
                .financial_relations()
                .send()
                .await
                .unwrap();
            assert_eq!(one.quarantined().len(), 0, "{version}");
            let consent = bank.authorise(Consent::of_company(index).with_records(30));
            let client = stage.bank(&consent);
            let companies = client.business().identifications().page(1).await.unwrap();
            assert_eq!(
                (companies.data.len(), companies.quarantined().len()),
                (25, 0)
            );
            let one = client.business().qualifications().send().await.unwrap();
            assert_eq!(one.quarantined().len(), 0);
            let one = client
                .business()
                .financial_relations()
                .send()
                .await
                .unwrap();
            assert_eq!(one.quarantined().len(), 0, "{version}");
        }
        let Effects { reads, .. } = stage.sandbox.effects();
        assert_eq!(reads, CUSTOMERS * 6);
    }
}

/// Links of later releases are longer than the 2,000 characters of 2.0.1, and their `meta` has no totals.
#[tokio::test]
async fn pages_of_every_release_are_followed_to_the_end() {
    for version in Version::ALL {
        let stage = Stage::with(|sandbox| sandbox.with_version(version)).await;
        let bank = stage.sandbox.open_finance();
        let client = stage.bank(&bank.authorise(Consent::of_company(5).with_records(260)));
        let mut records = client.business().identifications().records();
        let mut count = 0;
        while let Some(record) = records.next().await {
            assert!(record.unwrap().typed().is_some(), "{version}");
            count += 1;
        }
        assert_eq!(count, 260, "{version}");
    }
}
