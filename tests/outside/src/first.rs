use cadastro::customers::{Client, Record};
use cadastro::{Credentials, Error};

/// Tells the name of each person in what a bank has for the consent of `token`.
pub async fn names(bank: &str, token: &str) -> Result<(), Error> {
    let bank = Client::builder(bank)
        .with_credentials(Credentials::bearer(token))
        .build()?;
    let mut people = bank.personal().identifications().records();
    while let Some(person) = people.next().await {
        match person? {
            Record::Typed(person) => println!("{}", person.civil_name.as_str()),
            // It breaks the schema beyond reading. Its neighbours arrive all the same.
            Record::Quarantined(record) => println!("not readable: {}", record.reason()),
        }
    }
    Ok(())
}
