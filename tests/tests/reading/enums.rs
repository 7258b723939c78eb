//! Enums are open: any text and any number is read, kept and sent on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use cadastro_attach as attach;
use cadastro_bs2_onboarding as bs2;
use cadastro_core::{AreaCode, Integer, Number, Text, decode};
use cadastro_customers as customers;
use cadastro_tests::spec;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::bodies::{CUSTOMERS, SPECS, enums};

/// What is read and sent on as one JSON string or number.
trait Wire: DeserializeOwned + Serialize + Debug + PartialEq {
    fn text(&self) -> &str;
}

trait Open: Wire + From<Text> {
    fn is_unknown(&self) -> bool;
}

/// A value that stands for an enum of numbers.
trait Numeric: Wire {
    fn is_from_number(&self) -> bool;
}

type Check = fn(&str, &[Value]);

/// The schemas with an `enum` and what checks their types.
macro_rules! tested {
    ($($spec:literal: { $($schema:literal => $type:ty,)+ })+; values: { $($value_spec:literal $value:literal => $check:expr,)+ }) => {
        $($(impl Wire for $type {
            fn text(&self) -> &str {
                self.as_str()
            }
        }

        impl Open for $type {
            fn is_unknown(&self) -> bool {
                matches!(self, Self::Unknown(_))
            }
        })+)+

        fn tested() -> BTreeMap<(&'static str, &'static str), Check> {
            BTreeMap::from([
                $($((($spec, concat!("/components/schemas/", $schema)), check_enum::<$type> as Check),)+)+
                $((($value_spec, concat!("/components/schemas/", $value)), $check as Check),)+
            ])
        }
    };
}

tested! {
    "customers/2.0.1.yaml": {
        "BusinessProcurator/properties/type" => customers::BusinessProcuratorType,
        "EnumAccountTypeCustomers" => customers::EnumAccountTypeCustomers,
        "EnumCountrySubDivision" => customers::EnumCountrySubDivision,
        "EnumCustomerPhoneType" => customers::EnumCustomerPhoneType,
        "EnumFiliationType" => customers::EnumFiliationType,
        "EnumInformedIncomeFrequency" => customers::EnumInformedIncomeFrequency,
        "EnumInformedRevenueFrequency" => customers::EnumInformedRevenueFrequency,
        "EnumMaritalStatusCode" => customers::EnumMaritalStatusCode,
        "EnumOccupationMainCodeType" => customers::EnumOccupationMainCodeType,
        "EnumPartiesParticipationDocumentType" => customers::EnumPartiesParticipationDocumentType,
        "EnumPersonalDocumentType" => customers::EnumPersonalDocumentType,
        "EnumPersonalOtherDocumentType" => customers::EnumPersonalOtherDocumentType,
        "EnumProcuratorsTypePersonal" => customers::EnumProcuratorsTypePersonal,
        "EnumProductServiceType" => customers::EnumProductServiceType,
        "EnumSex" => customers::EnumSex,
        "PartiesParticipation/properties/personType" => customers::PartiesParticipationPersonType,
        "PartiesParticipation/properties/type" => customers::PartiesParticipationType,
        "PersonalAccount/properties/subtype" => customers::PersonalAccountSubtype,
    }
    "bs2-onboarding/1.yaml": {
        "TokenRequest/properties/grant_type" => bs2::TokenRequestGrantType,
    }
    "attach/1.yaml": {
        "MaritalStatus" => attach::MaritalStatus,
        "Nationality" => attach::Nationality,
    };
    // Numbers in all but name: values, not enums.
    values: {
        "customers/2.0.1.yaml" "EnumAreaCode" => check_number::<customers::EnumAreaCode>,
        "bs2-onboarding/1.yaml" "CommandStatus" => check_number::<bs2::CommandStatus>,
        "bs2-onboarding/1.yaml" "QueryStatus" => check_number::<bs2::QueryStatus>,
    }
}

#[test]
fn every_enum_of_the_documents_is_open() {
    let tested = tested();
    let mut documented = BTreeSet::new();
    for name in SPECS {
        for (pointer, values) in enums(&spec(name)) {
            let Some(check) = tested.get(&(name, pointer.as_str())) else {
                panic!("{name}{pointer} is not tested");
            };
            check(&pointer, &values);
            documented.insert((name, pointer));
        }
    }
    let gone = tested
        .keys()
        .find(|(name, pointer)| !documented.contains(&(*name, (*pointer).to_owned())));
    assert_eq!(gone, None, "tested, but in no document");
    assert_eq!(
        documented
            .iter()
            .filter(|(name, _)| *name == CUSTOMERS)
            .count(),
        19
    );
}

fn check_enum<E: Open>(name: &str, documented: &[Value]) {
    let texts: BTreeSet<&str> = documented.iter().filter_map(Value::as_str).collect();
    assert_eq!(texts.len(), documented.len(), "{name}");
    for text in &texts {
        let value: E = round_trip(name, &format!("\"{text}\""), text);
        assert!(!value.is_unknown(), "{name}: {text}");
        assert_eq!(E::from(Text::from(*text)), value, "{name}: {text}");
        // Known however it is written.
        let escaped: String = text
            .chars()
            .map(|c| format!("\\u{:04x}", u32::from(c)))
            .collect();
        let escaped: E = decode(format!("\"{escaped}\"").as_bytes()).unwrap();
        assert_eq!(escaped, value, "{name}: {text}");
        if text.parse::<u64>().is_ok() {
            assert_eq!(round_trip::<E>(name, text, text), value, "{name}: {text}");
        }
    }
    let near = texts
        .iter()
        .flat_map(|text| [text.to_lowercase(), text.to_uppercase(), format!("{text} ")]);
    let unknown = near.chain(["", "UM_VALOR_NOVO", "UNIÃO ESTÁVEL", "null"].map(str::to_owned));
    for text in unknown.filter(|text| !texts.contains(text.as_str())) {
        let value: E = round_trip(name, &serde_json::to_string(&text).unwrap(), &text);
        assert!(value.is_unknown(), "{name}: {text}");
    }
    for number in NUMBERS {
        let value: E = round_trip(name, number, number);
        assert_eq!(
            value.is_unknown(),
            !texts.contains(number),
            "{name}: {number}"
        );
    }
}

/// Digits may come as a string or as a number; either way they are the same value.
fn check_number<V: Numeric>(name: &str, documented: &[Value]) {
    for value in documented {
        let digits = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let number: V = round_trip(name, &digits, &digits);
        let text: V = round_trip(name, &format!("\"{digits}\""), &digits);
        assert_eq!(number, text, "{name}: {digits}");
        assert!(
            number.is_from_number() && !text.is_from_number(),
            "{name}: {digits}"
        );
    }
    for text in ["", "UM_VALOR_NOVO"] {
        round_trip::<V>(name, &format!("\"{text}\""), text);
    }
    for number in NUMBERS {
        round_trip::<V>(name, number, number);
    }
}

const NUMBERS: [&str; 7] = [
    "0",
    "7",
    "-3",
    "-0",
    "98200.00",
    "1e3",
    "18446744073709551616",
];

/// Decodes, compares `as_str()` and what is sent on, in both passes of the reader: a decimal beside a value calls for
/// the exact one.
fn round_trip<V: Wire>(name: &str, json: &str, text: &str) -> V {
    let value: V =
        decode(json.as_bytes()).unwrap_or_else(|error| panic!("{name}: {json}: {error}"));
    let (exact, _): (V, Number) = decode(format!("[{json}, 1.50]").as_bytes()).unwrap();
    for value in [&value, &exact] {
        assert_eq!(value.text(), text, "{name}: {json}");
        assert_eq!(
            serde_json::to_string(value).unwrap(),
            json,
            "{name}: {json}"
        );
    }
    assert_eq!(value, exact, "{name}: {json}");
    value
}

macro_rules! numeric {
    ($($type:ty)+) => { $(
        impl Wire for $type {
            fn text(&self) -> &str {
                self.as_str()
            }
        }

        impl Numeric for $type {
            fn is_from_number(&self) -> bool {
                self.came_as_number()
            }
        }
    )+ };
}

numeric! { AreaCode Integer }
