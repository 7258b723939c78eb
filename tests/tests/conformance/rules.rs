//! The rules beyond the schemas: each with what passes and what does not.

use cadastro::conformance::{Rule, Violation, rules};
use serde_json::{Value, json};

use crate::bodies::{
    ATTACH, BUSINESS_RELATIONS, COMPANIES, COMPANY, PEOPLE, PERSON, PERSONAL_RELATIONS, lawful,
    report,
};

/// The rules beyond the schema that an answer breaks: name, and member without `/data`.
fn broken(id: &str, change: impl FnOnce(&mut Value)) -> Vec<(&'static str, String)> {
    let mut answer = lawful(id);
    change(&mut answer["data"]);
    told(id, &answer)
}

fn told(id: &str, answer: &Value) -> Vec<(&'static str, String)> {
    let report = report(id, &answer.to_string());
    let beyond = report.violations().iter();
    let beyond = beyond.filter(|violation| !violation.is_of_schema());
    let beyond = beyond.map(|violation| {
        let rule = violation.beyond_schema().unwrap();
        assert!(rules().contains(&rule));
        assert_eq!(rule.name(), violation.rule());
        let member = violation.member();
        let member = member.strip_prefix("/data").map(str::to_owned);
        (
            violation.rule(),
            member.unwrap_or_else(|| violation.member()),
        )
    });
    beyond.collect()
}

fn one(rule: &'static str, member: &str) -> Vec<(&'static str, String)> {
    vec![(rule, member.to_owned())]
}

#[test]
fn names_tell_them_from_keywords() {
    let mut names: Vec<&str> = rules().iter().map(Rule::name).collect();
    assert!(names.iter().all(|name| name.contains('-')));
    assert!(
        rules()
            .iter()
            .all(|rule| !rule.says().is_empty() && !rule.source().is_empty())
    );
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), rules().len());
}

#[test]
fn check_digits_of_a_cpf() {
    let rule = "cpf-check-digits";
    let documents = |cpf: Value| broken(PEOPLE, |data| data[0]["documents"]["cpfNumber"] = cpf);
    assert_eq!(documents(json!("52998224725")), []);
    assert_eq!(
        documents(json!("52998224726")),
        one(rule, "/0/documents/cpfNumber")
    );
    assert_eq!(
        documents(json!("11111111111")),
        one(rule, "/0/documents/cpfNumber")
    );
    // Of these the schema says what there is to say.
    for other in [
        json!("529.982.247-25"),
        json!(52_998_224_726_u64),
        json!([]),
    ] {
        assert_eq!(documents(other), []);
    }
    let procurator = |cpf: &str| {
        broken(PERSONAL_RELATIONS, |data| {
            data["procurators"] =
                json!([{ "type": "PROCURADOR", "cpfNumber": cpf, "civilName": "X" }]);
        })
    };
    assert_eq!(procurator("52998224725"), []);
    assert_eq!(
        procurator("52998224735"),
        one(rule, "/procurators/0/cpfNumber")
    );
    let mut customer = lawful(ATTACH);
    customer["document"] = json!("52998224725");
    assert_eq!(told(ATTACH, &customer), []);
    customer["document"] = json!("52998224724");
    assert_eq!(told(ATTACH, &customer), one(rule, "/document"));
}

#[test]
fn check_digits_of_a_cnpj() {
    let rule = "cnpj-check-digits";
    let number = |cnpj: &str| broken(COMPANIES, |data| data[0]["cnpjNumber"] = json!(cnpj));
    assert_eq!(number("11222333000181"), []);
    assert_eq!(number("50685362006773"), one(rule, "/0/cnpjNumber"));
    let listed = |cnpj: &str| {
        broken(PEOPLE, |data| {
            data[0]["companiesCnpj"] = json!(["11222333000181", cnpj]);
        })
    };
    assert_eq!(listed("11222333000262"), []);
    assert_eq!(listed("11222333000182"), one(rule, "/0/companiesCnpj/1"));
    let of_company = |cnpj: &str| broken(PERSON, |data| data["companyCnpj"] = json!(cnpj));
    assert_eq!(of_company("11222333000182"), one(rule, "/companyCnpj"));
    let procurator = |number: &str| {
        broken(BUSINESS_RELATIONS, |data| {
            data["procurators"] =
                json!([{ "type": "PROCURADOR", "cnpjCpfNumber": number, "civilName": "X" }]);
        })
    };
    assert_eq!(procurator("52998224725"), []);
    assert_eq!(procurator("11222333000181"), []);
    let member = "/procurators/0/cnpjCpfNumber";
    assert_eq!(procurator("11222333000191"), one(rule, member));
    assert_eq!(procurator("52998224724"), one("cpf-check-digits", member));
}

#[test]
fn check_digits_of_the_document_of_a_party() {
    let party = |kind: &str, number: &str| {
        broken(COMPANIES, |data| {
            data[0]["parties"][0]["documentType"] = json!(kind);
            data[0]["parties"][0]["documentNumber"] = json!(number);
        })
    };
    let member = "/0/parties/0/documentNumber";
    assert_eq!(party("CPF", "52998224725"), []);
    assert_eq!(party("CPF", "52998224726"), one("cpf-check-digits", member));
    assert_eq!(party("CNPJ", "11222333000181"), []);
    assert_eq!(
        party("CNPJ", "11222333000182"),
        one("cnpj-check-digits", member)
    );
    assert_eq!(party("PASSAPORTE", "52998224726"), []);
}

/// The pattern of 2.0.1 refuses it, and says so; its check digits are right.
#[test]
fn a_cnpj_with_letters_has_check_digits_as_well() {
    let rules = |cnpj: &str| {
        let mut answer = lawful(COMPANIES);
        answer["data"][0]["cnpjNumber"] = json!(cnpj);
        let report = report(COMPANIES, &answer.to_string());
        let rules = report.violations().iter().map(Violation::rule);
        rules.collect::<Vec<_>>()
    };
    assert_eq!(rules("12ABC34501DE35"), ["pattern"]);
    assert_eq!(rules("12ABC34501DE36"), ["pattern", "cnpj-check-digits"]);
}

#[test]
fn a_legal_entity_has_a_company_name() {
    let rule = "company-name-of-legal-entity";
    let party = |kind: &str, name: Value| {
        broken(COMPANIES, |data| {
            let party = data[0]["parties"][0].as_object_mut().unwrap();
            party.remove("companyName");
            party.insert("personType".to_owned(), json!(kind));
            if !name.is_null() {
                party.insert("companyName".to_owned(), name);
            }
        })
    };
    let member = "/0/parties/0/companyName";
    assert_eq!(party("PESSOA_JURIDICA", json!("Inventada S.A.")), []);
    assert_eq!(party("PESSOA_NATURAL", Value::Null), []);
    assert_eq!(party("PESSOA_JURIDICA", Value::Null), one(rule, member));
    assert_eq!(party("PESSOA_JURIDICA", json!(" ")), one(rule, member));
}

#[test]
fn another_type_of_phone_is_told_in_words() {
    let phone = |change: &[(&str, Value)]| {
        broken(PEOPLE, |data| {
            let mut phone =
                json!({ "isMain": true, "type": "MOVEL", "areaCode": "11", "number": "900001234" });
            for (name, value) in change {
                phone[*name] = value.clone();
            }
            data[0]["contacts"]["phones"] = json!([phone]);
        })
    };
    let other = ("type", json!("OUTRO"));
    assert_eq!(phone(&[]), []);
    let words = ("additionalInfo", json!("Satélite"));
    assert_eq!(phone(&[other.clone(), words]), []);
    let member = "/0/contacts/phones/0/additionalInfo";
    assert_eq!(phone(&[other]), one("phone-type-in-words", member));

    // The calling code.
    let rule = "calling-code-of-foreign-phone";
    let abroad = ("areaCode", json!("212"));
    let code = ("countryCallingCode", json!("1"));
    let member = "/0/contacts/phones/0/countryCallingCode";
    assert_eq!(phone(&[abroad.clone(), code]), []);
    assert_eq!(phone(std::slice::from_ref(&abroad)), one(rule, member));
    let blank = ("countryCallingCode", json!(""));
    assert_eq!(phone(&[abroad, blank]), one(rule, member));
    assert_eq!(phone(&[("areaCode", json!("20"))]), one(rule, member));
    // As a number it is a matter of its type. What is no area code at all tells no country.
    assert_eq!(phone(&[("areaCode", json!(11))]), []);
    for other in ["011", "0", "NA", "1", "2121", " 21"] {
        assert_eq!(phone(&[("areaCode", json!(other))]), [], "{other}");
    }
}

#[test]
fn exactly_one_activity_is_the_main_one() {
    let activities = |mains: Value| {
        broken(COMPANY, |data| {
            let mains = mains.as_array().unwrap().iter();
            let activities = mains.map(|main| json!({ "code": "4721102", "isMain": main }));
            data["economicActivities"] = activities.collect();
        })
    };
    let broken = one("one-main-activity", "/economicActivities");
    assert_eq!(activities(json!([true, false])), []);
    assert_eq!(activities(json!([])), []);
    assert_eq!(activities(json!([true, true, false])), broken);
    assert_eq!(activities(json!([false, false])), broken);
    // It cannot be said of what does not tell.
    assert_eq!(activities(json!([false, "true"])), []);
    assert_eq!(activities(json!([true, "true"])), []);
    // Two are two, whatever the others tell.
    assert_eq!(activities(json!([null, true, true])), broken);
}

#[test]
fn another_frequency_is_told_in_words() {
    let revenue = |frequency: &str, words: Option<&str>| {
        broken(COMPANY, |data| {
            let revenue = data["informedRevenue"].as_object_mut().unwrap();
            revenue.remove("frequencyAdditionalInfo");
            revenue.insert("frequency".to_owned(), json!(frequency));
            if let Some(words) = words {
                revenue.insert("frequencyAdditionalInfo".to_owned(), json!(words));
            }
        })
    };
    assert_eq!(revenue("MENSAL", None), []);
    assert_eq!(revenue("OUTROS", Some("A cada safra")), []);
    let member = "/informedRevenue/frequencyAdditionalInfo";
    assert_eq!(
        revenue("OUTROS", None),
        one("revenue-frequency-in-words", member)
    );
}

#[test]
fn an_account_has_a_branch_unless_it_is_prepaid() {
    for id in [PERSONAL_RELATIONS, BUSINESS_RELATIONS] {
        let account = |kind: &str, branch: Option<&str>| {
            broken(id, |data| {
                let mut account = data["accounts"][0].clone();
                account["type"] = json!(kind);
                account.as_object_mut().unwrap().remove("branchCode");
                if let Some(branch) = branch {
                    account["branchCode"] = json!(branch);
                }
                data["accounts"] = json!([account]);
            })
        };
        assert_eq!(account("CONTA_POUPANCA", Some("0042")), []);
        assert_eq!(account("CONTA_PAGAMENTO_PRE_PAGA", None), []);
        let member = "/accounts/0/branchCode";
        let broken = one("branch-code-of-account", member);
        assert_eq!(account("CONTA_POUPANCA", None), broken);
    }
}

#[test]
fn a_person_has_a_cpf_or_a_passport() {
    let documents = |documents: Value| broken(PEOPLE, |data| data[0]["documents"] = documents);
    let passport = json!({ "number": "X1", "country": "PRT" });
    assert_eq!(documents(json!({ "passport": passport })), []);
    assert_eq!(documents(json!({ "cpfNumber": "52998224725" })), []);
    let member = "/0/documents/cpfNumber";
    assert_eq!(documents(json!({})), one("cpf-or-passport", member));
}

#[test]
fn what_is_called_other_is_told_in_words() {
    let products = |listed: Value, words: &str| {
        broken(PERSONAL_RELATIONS, |data| {
            data["productsServicesType"] = listed;
            data["productsServicesTypeAdditionalInfo"] = json!(words);
        })
    };
    assert_eq!(products(json!(["SEGURO", "OUTROS"]), "Cofre"), []);
    assert_eq!(products(json!(["SEGURO"]), ""), []);
    let member = "/productsServicesTypeAdditionalInfo";
    assert_eq!(
        products(json!(["SEGURO", "OUTROS"]), ""),
        one("products-in-words", member)
    );

    let marital = |code: &str, words: &str| {
        broken(PEOPLE, |data| {
            data[0]["maritalStatusCode"] = json!(code);
            data[0]["maritalStatusAdditionalInfo"] = json!(words);
        })
    };
    assert_eq!(marital("OUTRO", "Outro"), []);
    assert_eq!(marital("CASADO", ""), []);
    let member = "/0/maritalStatusAdditionalInfo";
    assert_eq!(marital("OUTRO", ""), one("marital-status-in-words", member));

    let document = |kind: &str, words: &str| {
        broken(PEOPLE, |data| {
            let document = json!({ "type": kind, "number": "1", "typeAdditionalInfo": words });
            data[0]["otherDocuments"] = json!([document]);
        })
    };
    assert_eq!(document("OUTROS", "OAB"), []);
    assert_eq!(document("RG", ""), []);
    let member = "/0/otherDocuments/0/typeAdditionalInfo";
    assert_eq!(
        document("OUTROS", ""),
        one("document-type-in-words", member)
    );
}
