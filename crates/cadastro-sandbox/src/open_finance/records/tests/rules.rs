//! What the descriptions of the document demand, and no schema checks.

use super::*;

fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value[member].as_str()
}

fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// Asserts that a member is there exactly when another one has this value.
fn tells_when(value: &Value, member: &str, other: &str, wanted: &str) {
    let is_wanted = text(value, other) == Some(wanted);
    assert_eq!(value.get(member).is_some(), is_wanted, "{member}");
}

#[test]
fn words_stand_where_a_code_says_so() {
    for version in [Version::V2_0_1, Version::V2_3_0] {
        for (_, record) in all(2, SOME, version) {
            for phone in items(&record, "/contacts/phones") {
                tells_when(phone, "additionalInfo", "type", "OUTRO");
            }
            for document in items(&record, "/otherDocuments") {
                if document.get("country").is_none() {
                    tells_when(document, "typeAdditionalInfo", "type", "OUTROS");
                }
            }
            tells_when(
                &record,
                "maritalStatusAdditionalInfo",
                "maritalStatusCode",
                "OUTRO",
            );
            if record.get("informedRevenue").is_some() {
                let revenue = &record["informedRevenue"];
                tells_when(revenue, "frequencyAdditionalInfo", "frequency", "OUTROS");
            }
            for account in items(&record, "/accounts") {
                let is_prepaid = text(account, "type") == Some("CONTA_PAGAMENTO_PRE_PAGA");
                assert_eq!(account.get("branchCode").is_none(), is_prepaid);
            }
            for party in items(&record, "/parties") {
                tells_when(party, "companyName", "personType", "PESSOA_JURIDICA");
                tells_when(party, "civilName", "personType", "PESSOA_NATURAL");
                let share: Option<f64> = text(party, "shareholding").map(|s| s.parse().unwrap());
                assert!(share.is_none_or(|share| (0.25..=1.0).contains(&share)));
                assert!(share.is_some() || text(party, "type") == Some("ADMINISTRADOR"));
            }
            let activities = items(&record, "/economicActivities");
            let main = activities
                .filter(|activity| activity["isMain"] == true)
                .count();
            assert_eq!(
                main,
                usize::from(record.get("economicActivities").is_some())
            );
        }
    }
}

#[test]
fn a_person_has_other_products_in_words_and_each_product_once() {
    for (kind, record) in all(2, SOME, Version::V2_0_1) {
        let products: Vec<_> = items(&record, "/productsServicesType").collect();
        for product in &products {
            assert_eq!(products.iter().filter(|other| other == &product).count(), 1);
        }
        let has_words = record.get("productsServicesTypeAdditionalInfo").is_some();
        let has_others = products.iter().any(|product| *product == "OUTROS");
        assert_eq!(has_words, has_others && kind == KINDS[2]);
        for account in items(&record, "/accounts") {
            assert!(products.contains(&&account["type"]));
        }
    }
}

#[test]
fn a_person_is_known_by_cpf_or_passport() {
    let population = Population::new(2);
    let mut without_cpf = 0;
    for index in 0..MANY {
        let person = population.person(index);
        for record in 0..3 {
            let data = personal_identification(&person, record, Version::V2_0_1);
            let cpf = data.pointer("/documents/cpfNumber");
            let passport = data.pointer("/documents/passport");
            assert!(passport.is_none() || person.lives_abroad());
            match cpf {
                Some(cpf) => assert_eq!(cpf, person.cpf()),
                None => {
                    assert!(passport.is_some() && record > 0);
                    without_cpf += 1;
                }
            }
            assert_eq!(data["hasBrazilianNationality"], person.is_brazilian());
            assert_eq!(
                data.get("nationality").is_some(),
                person.other_nationality().is_some()
            );
            assert!(person.is_brazilian() || person.other_nationality().is_some());
        }
    }
    assert!(without_cpf > 0);
}

#[test]
fn what_can_be_main_is_so_once() {
    for (_, record) in all(2, SOME, Version::V2_3_0) {
        for list in [
            "/contacts/postalAddresses",
            "/contacts/phones",
            "/contacts/emails",
        ] {
            let mains = items(&record, list)
                .filter(|item| item["isMain"] == true)
                .count();
            assert_eq!(
                mains,
                usize::from(items(&record, list).next().is_some()),
                "{list}"
            );
        }
    }
}

#[test]
fn registrations_of_one_customer_differ_and_agree() {
    let population = Population::new(2);
    let mut ids = BTreeSet::new();
    for index in 0..50 {
        let (person, company) = (population.person(index), population.company(index));
        let mut brands = BTreeSet::new();
        for record in 0..40 {
            let personal = personal_identification(&person, record, Version::V2_0_1);
            assert_eq!(
                personal,
                personal_identification(&person, record, Version::V2_0_1)
            );
            assert_eq!(personal["civilName"], person.civil_name());
            assert_eq!(personal["birthDate"], person.birth_date());
            let business = business_identification(&company, record, Version::V2_0_1);
            assert_eq!(business["cnpjNumber"], company.cnpj());
            for id in [&personal["personalId"], &business["businessId"]] {
                assert!(ids.insert(id.as_str().unwrap().to_owned()), "{id}");
            }
            brands.insert(personal["brandName"].as_str().unwrap().to_owned());
        }
        assert_eq!(brands.len(), 4);
    }
}

#[test]
fn nothing_is_dated_later_than_its_update_but_the_end_of_a_document() {
    for (_, record) in all(2, SOME, Version::V2_3_0) {
        let update = text(&record, "updateDateTime").unwrap().to_owned();
        assert!(update.as_str() < "2024");
        let mut seen = BTreeSet::new();
        remember(String::new(), &record, &mut seen);
        for dated in seen {
            let Some((place, date)) = dated.split_once('=') else {
                continue;
            };
            if place.to_lowercase().ends_with("expirationdate") {
                assert!(date > "2030");
            } else if place.contains("Date") || place.contains("date") {
                assert!(date <= update.as_str(), "{place}");
            }
        }
    }
}

#[test]
fn names_are_cut_after_a_word() {
    let long = "Padaria da Boa Esperança Comércio, Importação e Exportação de Produtos Novos Ltda";
    let cut = "Padaria da Boa Esperança Comércio, Importação e Exportação de Produtos";
    assert_eq!(cut.chars().count(), 70);
    assert_eq!(company_name(long, Version::V2_2_0), cut);
    assert_eq!(company_name(&long[1..], Version::V2_2_0), &cut[1..]);
    assert_eq!(
        company_name(&format!("x{long}"), Version::V2_2_0),
        format!("x{}", cut.strip_suffix(" Produtos").unwrap())
    );
    assert_eq!(company_name(long, Version::V2_3_0), long);
    assert_eq!(company_name(cut, Version::V2_0_1), cut);
}
