//! How someone is reached: phone, e-mail and links, and the id that joins a call to its answer.

use super::shape;

domain_value! {
    /// An e-mail address.
    Email
}

domain_value! {
    /// A country's calling code (DDI): 1 to 4 digits, `55` for Brazil.
    CallingCode
}

domain_value! {
    /// A Brazilian area code (DDD), such as `11` for São Paulo.
    AreaCode
}

domain_value! {
    /// A phone number without country and area code.
    PhoneNumber
}

domain_value! {
    /// A phone extension (ramal): 1 to 5 digits.
    PhoneExtension
}

domain_value! {
    /// A link. Any host is read: a page's own links point to test hosts, too.
    Uri
}

domain_value! {
    /// The id of one call, `x-fapi-interaction-id`: a UUID that the provider echoes.
    ///
    /// ```
    /// use cadastro_core::InteractionId;
    ///
    /// assert!(InteractionId::random().is_valid());
    /// ```
    InteractionId
}

/// The area codes in use in Brazil, 67 of them.
#[rustfmt::skip]
const AREA_CODES: [&str; 67] = [
    "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "21", "22", "24", "27", "28",
    "31", "32", "33", "34", "35", "37", "38",
    "41", "42", "43", "44", "45", "46", "47", "48", "49",
    "51", "53", "54", "55",
    "61", "62", "63", "64", "65", "66", "67", "68", "69",
    "71", "73", "74", "75", "77", "79",
    "81", "82", "83", "84", "85", "86", "87", "88", "89",
    "91", "92", "93", "94", "95", "96", "97", "98", "99",
];

impl Email {
    /// Whether it has the outer form of an address: one `@`, something on both sides of it, no
    /// space, at most 320 characters. Whether it takes mail is another question.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::email(self.as_str())
    }
}

impl CallingCode {
    /// Whether it is 1 to 4 digits, without a plus sign.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 1..=4)
    }
}

impl AreaCode {
    /// Whether it is one of the 67 area codes in use.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        AREA_CODES.binary_search(&self.as_str()).is_ok()
    }
}

impl PhoneNumber {
    /// Whether it is 6 to 13 digits: the widest form of the versions in service (8 to 11 in
    /// Customers 2.0.1, 6 to 13 from 2.1.0 on).
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 6..=13)
    }
}

impl PhoneExtension {
    /// Whether it is 1 to 5 digits.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::digits(self.as_str(), 1..=5)
    }
}

impl Uri {
    /// Whether it is an absolute URI: a scheme, a colon, visible ASCII.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::uri(self.as_str())
    }
}

impl InteractionId {
    /// A fresh random id, a UUID of version 4.
    #[must_use]
    pub fn random() -> Self {
        let mut buffer = uuid::Uuid::encode_buffer();
        Self::from(&*uuid::Uuid::new_v4().hyphenated().encode_lower(&mut buffer))
    }

    /// Whether it is a UUID in its hyphenated form.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        shape::uuid(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        AREA_CODES, AreaCode, CallingCode, Email, InteractionId, PhoneExtension, PhoneNumber, Uri,
    };

    #[test]
    fn area_codes_are_sorted_and_searched() {
        assert!(AREA_CODES.is_sorted());
        assert_eq!(
            (0..100)
                .filter(|n| AreaCode::from(n.to_string()).is_valid())
                .count(),
            67
        );
        assert!(AreaCode::from("19").is_valid());
        assert!(!AreaCode::from("20").is_valid());
        assert!(!AreaCode::from("011").is_valid());
    }

    #[test]
    fn phone_parts() {
        assert!(CallingCode::from("55").is_valid());
        assert!(!CallingCode::from("+55").is_valid());
        assert!(PhoneNumber::from("29875132").is_valid());
        assert!(!PhoneNumber::from("29875-132").is_valid());
        assert!(PhoneExtension::from("932").is_valid());
        assert!(!PhoneExtension::from("123456").is_valid());
    }

    #[test]
    fn addresses_and_links() {
        for yes in [
            "nome@br.net",
            "a+b@xn--caf-dma.example",
            "joão@exemplo.com.br",
        ] {
            assert!(Email::from(yes).is_valid(), "{yes}");
        }
        for no in [
            "",
            "nome",
            "@br.net",
            "nome@",
            "a b@br.net",
            "a@b@c.net",
            "a@b..net",
            "NA",
        ] {
            assert!(!Email::from(no).is_valid(), "{no}");
        }
        for yes in [
            "http://localhost",
            "https://api.banco.com.br/x?page=2,3",
            "urn:bancoex:C1DD33123",
        ] {
            assert!(Uri::from(yes).is_valid(), "{yes}");
        }
        for no in [
            "",
            "api.banco.com.br/x",
            "http:",
            "1http://a",
            "http://a b",
            "http://á",
        ] {
            assert!(!Uri::from(no).is_valid(), "{no}");
        }
    }

    #[test]
    fn interaction_ids_are_fresh_uuids() {
        assert_ne!(InteractionId::random(), InteractionId::random());
        assert_eq!(
            format!("{:?}", InteractionId::random()),
            "InteractionId(36 chars)"
        );
        assert!(!InteractionId::from("73cac523-d3ae-2289-b106-330a6218710").is_valid());
    }
}
