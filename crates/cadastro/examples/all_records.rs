//! All records that a bank has for a consent, over all pages, with one in between that breaks the schema.
//!
//! `cargo run -p cadastro --example all_records` plays the bank itself, on loopback.

#![expect(clippy::print_stdout, reason = "it is a program")]

mod support;

use std::collections::HashMap;
use std::error::Error;

use axum::extract::Query;
use axum::routing::get;
use axum::{Json, Router};
use cadastro::Credentials;
use cadastro::customers::{Client, Record};
use serde_json::{Value, json};

const PATH: &str = "/open-banking/customers/v2/personal/identifications";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let origin = support::serve(bank).await?;
    let bank = Client::builder(origin)
        .with_credentials(Credentials::bearer("the access token of the consent"))
        .build()?;

    // A `Stream` as well, for whoever wants its adapters. Pages are read one at a time, as the records are asked for.
    let mut records = bank
        .personal()
        .identifications()
        .with_page_size(2)
        .records();
    while let Some(record) = records.next().await {
        match record? {
            Record::Typed(person) => println!("typed        {}", person.civil_name.as_str()),
            // The JSON as it came is in `aside.json()`.
            Record::Quarantined(aside) => {
                println!("quarantined  {}", aside.reason());
            }
        }
        // Whoever keeps this link can go on there later, by `with_link`: after a crash, or after an error.
        let next_page = if records.link().is_some() {
            "more to come"
        } else {
            "this is the last"
        };
        println!(
            "             {} more of this page; {next_page}",
            records.at_hand()
        );
    }
    Ok(())
}

/// Three pages of made-up people. The links have a key of the bank's own, without which it would not answer.
fn bank(origin: &str) -> Router {
    let origin = origin.to_owned();
    Router::new().route(
        PATH,
        get(async move |Query(query): Query<HashMap<String, String>>| {
            let page: usize = query
                .get("page")
                .and_then(|page| page.parse().ok())
                .unwrap_or(1);
            assert!(page == 1 || query.contains_key("pagination-key"));
            let link = |page| format!("{origin}{PATH}?pagination-key=8d2f&page={page}&page-size=2");
            let mut links = json!({"self": link(page)});
            if page < 3 {
                links["next"] = json!(link(page + 1));
            }
            let people = match page {
                1 => vec![person("Fulana Exemplo"), person("Beltrano Exemplo")],
                // Without all that the schema requires.
                2 => vec![json!({"personalId": "pf-3"}), person("Sicrana Exemplo")],
                _ => vec![person("Última Exemplo")],
            };
            Json(json!({"data": people, "links": links}))
        }),
    )
}

fn person(name: &str) -> Value {
    json!({
        "updateDateTime": "2026-02-01T10:00:00Z", "personalId": "pf-1", "brandName": "Banco Exemplo",
        "civilName": name, "birthDate": "1990-02-28", "maritalStatusCode": "SOLTEIRO", "sex": "OUTRO",
        "companiesCnpj": [], "documents": {"cpfNumber": "52998224725"}, "hasBrazilianNationality": true,
        "contacts": {"postalAddresses": [], "phones": [], "emails": []},
    })
}
