//! Some hundreds of answers of each release, from the sandbox.

use std::collections::BTreeSet;

use cadastro::customers::Client;
use cadastro::{Credentials, Transport};
use cadastro_sandbox::{AuthorisedConsent, Consent, Sandbox, Version};

use crate::bank::{PATHS, read};
use crate::whole::{assert_whole, unknown};

/// Of people, and as many of companies. Some of what a later release may send is in some records only.
const CUSTOMERS: u64 = 50;

/// The members that 2.0.1 does not know.
fn expected(version: Version) -> BTreeSet<String> {
    let of_2_1 = ["/data/paychecksBankLink", "/data/portabilitiesReceived"];
    let of_2_3 = ["/data/employers"];
    let members: &[&[&str]] = match version {
        Version::V2_0_1 => &[],
        Version::V2_1_0 | Version::V2_2_0 => &[&of_2_1],
        _ => &[&of_2_1, &of_2_3],
    };
    members.concat().into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn answers_of_every_release_are_the_typed_value_and_the_members_that_it_does_not_know() {
    for version in Version::ALL {
        let sandbox = Sandbox::builder().with_version(version).without_limits();
        let sandbox = sandbox.start().await.unwrap();
        let transport = Transport::builder().without_system_roots();
        let transport = transport.build().unwrap();
        let (mut answers, mut found) = (0, BTreeSet::new());
        for index in 0..CUSTOMERS {
            for path in PATHS {
                let consent = if path.starts_with("personal") {
                    Consent::of_person(index)
                } else {
                    Consent::of_company(index)
                };
                let bank = sandbox.open_finance();
                let consent = bank.authorise(consent.with_records(3));
                let client = client(&sandbox, &transport, &consent);
                let read = read(&client, path).await;
                let read = read.unwrap_or_else(|error| panic!("{version}, {path}: {error}"));
                let name = format!("{version}, {path} of {index}");
                assert!(read.quarantined == 0 && read.is_framed, "{name}");
                assert_whole(&read, &name);
                found.extend(unknown(&read).into_iter().map(str::to_owned));
                answers += 1;
            }
        }
        assert_eq!(answers, 300);
        assert_eq!(found, expected(version), "{version}");
    }
}

fn client(sandbox: &Sandbox, transport: &Transport, consent: &AuthorisedConsent) -> Client {
    let bank = sandbox.open_finance();
    let token = bank.access_token(consent).unwrap();
    Client::builder(bank.base_url())
        .with_transport(transport.clone())
        .with_credentials(Credentials::bearer(token))
        .build()
        .unwrap()
}
