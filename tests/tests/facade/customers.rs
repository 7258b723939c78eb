//! What the customers client sends with each of its six calls, and what it gives.

use cadastro::Credentials;
use cadastro::customers::{Client, Presence, operations};

use crate::golden::{Golden, is_uuid_v4};
use crate::people::{bank, bank_builder, presence, success, transport};
use crate::server::{Reply, Server};
use crate::silence::{CNPJ, CPF, NAME, TOKEN, answered, refused, silent};

const API: &str = "customers/2.0.1.yaml";
/// A UUID of version 5, to be told apart from the ones that the client makes.
const OWN_ID: &str = "9d1c54b2-0d7e-5c1a-8f3b-6a2e9b7c4d10";
const BANKS_ID: &str = "5b7f9a7e-1c54-5f0a-9d33-0f6f2f1f9c01";

async fn succeeding(operation: &str) -> Server {
    let (status, body) = success(API, operation);
    Server::replying(Reply::json(status, body.to_string())).await
}

macro_rules! single {
    ($test:ident, $who:ident, $what:ident, $operation:literal, |$answer:ident| $look:block) => {
        #[tokio::test]
        async fn $test() {
            let server = succeeding($operation).await;
            let mut golden = Golden::of(concat!("customers-", stringify!($test)));
            let bare = bank(&server);
            let answer = answered(silent(bare.$who().$what()).send().await);
            assert_eq!(answer.status(), 200);
            {
                let $answer = &answer;
                $look
            }
            golden.note("nothing about the customer", &server);

            let told = silent(bank_builder(&server).with_presence(presence()));
            let told = silent(told.build().unwrap());
            answered(told.$who().$what().send().await);
            golden.note("what the client says about the customer", &server);

            let absent = Presence::new().with_ip_address([127, 0, 0, 9]);
            let call = told.$who().$what().with_presence(silent(absent));
            answered(silent(call.with_interaction_id(OWN_ID)).send().await);
            golden.note("what the call says, and an id of its own", &server);
            golden.check();
        }
    };
}

single!(
    personal_qualifications,
    personal,
    qualifications,
    "customersGetPersonalQualifications",
    |answer| {
        let income = answer.data.informed_income.as_ref().unwrap();
        assert_eq!(income.amount.amount.as_str(), "4321.09");
    }
);
single!(
    personal_financial_relations,
    personal,
    financial_relations,
    "customersGetPersonalFinancialRelations",
    |answer| {
        let procurators = answer.data.procurators.as_ref().unwrap();
        assert_eq!(procurators[0].cpf_number.as_str(), CPF);
    }
);
single!(
    business_qualifications,
    business,
    qualifications,
    "customersGetBusinessQualifications",
    |answer| {
        let activities = answer.data.economic_activities.as_ref().unwrap();
        assert_eq!(activities[1].code.as_str(), "0111301");
    }
);
single!(
    business_financial_relations,
    business,
    financial_relations,
    "customersGetBusinessFinancialRelations",
    |answer| {
        assert_eq!(answer.data.accounts[0].check_digit.as_str(), "X");
    }
);

macro_rules! paged {
    ($test:ident, $who:ident, $operation:literal, |$answer:ident| $look:block) => {
        #[tokio::test]
        async fn $test() {
            let server = succeeding($operation).await;
            let mut golden = Golden::of(concat!("customers-", stringify!($test)));
            let bare = bank(&server);
            let answer = answered(bare.$who().identifications().page(1).await);
            {
                let $answer = &answer;
                $look
            }
            golden.note("page 1, nothing else", &server);

            let told = bank_builder(&server).with_presence(presence());
            let told = told.build().unwrap();
            let call = told.$who().identifications().with_page_size(1000);
            answered(silent(call.with_link("/?page=9")).page(2).await);
            golden.note("page 2 of 1000, what the client says", &server);

            let call = told.$who().identifications().with_presence(Presence::new());
            let call = silent(call.with_page(3).with_interaction_id(OWN_ID));
            let first = call.pages().next().await.unwrap();
            answered(first);
            golden.note("from page 3 on, what the call says", &server);
            golden.check();
        }
    };
}

paged!(
    personal_identifications,
    personal,
    "customersGetPersonalIdentifications",
    |answer| {
        assert_eq!(answer.data[0].civil_name.as_str(), NAME);
    }
);
paged!(
    business_identifications,
    business,
    "customersGetBusinessIdentifications",
    |answer| {
        assert_eq!(answer.data[0].cnpj_number.as_str(), CNPJ);
    }
);

#[tokio::test]
async fn the_interaction_id_is_given_made_up_or_the_banks() {
    let server = succeeding("customersGetPersonalQualifications").await;
    let made_up = answered(bank(&server).personal().qualifications().send().await);
    let sent = server.last();
    let sent = sent.header("x-fapi-interaction-id").unwrap();
    assert!(is_uuid_v4(sent));
    assert_eq!(made_up.interaction_id().unwrap().as_str(), sent);

    let call = bank(&server).personal().qualifications();
    let given = answered(call.with_interaction_id(OWN_ID).send().await);
    assert_eq!(given.interaction_id().unwrap().as_str(), OWN_ID);

    // A bank that answers with another one.
    for status in [200, 423] {
        let (_, body) = success(API, "customersGetPersonalQualifications");
        let header = [("x-fapi-interaction-id", BANKS_ID)];
        let server = Server::replying(Reply::new(status, &header, body.to_string())).await;
        let call = bank(&server).personal().qualifications();
        let result = call.with_interaction_id(OWN_ID).send().await;
        let adopted = match status {
            200 => answered(result).interaction_id().cloned(),
            _ => refused(result).interaction_id().cloned(),
        };
        assert_eq!(adopted.unwrap().as_str(), BANKS_ID);
        let sent = server.last();
        assert_eq!(sent.header("x-fapi-interaction-id"), Some(OWN_ID));
    }
}

#[tokio::test]
async fn a_base_url_with_a_path_is_taken_as_it_is() {
    let server = succeeding("customersGetPersonalQualifications").await;
    for (path, base) in [
        ("", operations::BASE_PATH),
        ("/", operations::BASE_PATH),
        ("/gateway/v9", "/gateway/v9"),
        ("/gateway/v9/", "/gateway/v9"),
    ] {
        let builder = Client::builder(format!("{}{path}", server.url()));
        let builder = builder.with_credentials(Credentials::bearer(TOKEN));
        let bank = silent(builder.with_transport(transport())).build().unwrap();
        answered(bank.personal().qualifications().send().await);
        assert_eq!(
            server.last().target(),
            format!("{base}/personal/qualifications"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_base_url_that_cannot_be_used_is_a_configuration_error() {
    for url in [
        "banco.example",
        "http://banco.example",
        "https://usuario-plantado:senha-plantada@banco.example",
        "https://banco.example?x=1",
        "",
    ] {
        let builder = silent(Client::builder(url).with_transport(transport()));
        assert!(refused(builder.build()).is_configuration(), "{url}");
    }
}

#[tokio::test]
async fn clients_share_what_they_are_made_of() {
    let server = succeeding("customersGetPersonalQualifications").await;
    let bank = bank(&server);
    let generated = cadastro::customers::generated::Client::new(bank.clone().endpoint().clone());
    let call = generated.customers_get_personal_qualifications(Default::default());
    answered(call.await);
    silent((bank.personal(), bank.business(), bank.endpoint(), generated));
    assert_eq!(server.heard().len(), 1);
}
