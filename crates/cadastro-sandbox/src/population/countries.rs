//! Countries that customers of other nationalities come from.

/// A country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    alpha2: &'static str,
    alpha3: &'static str,
    name: &'static str,
    calling_code: &'static str,
    town: &'static str,
    tax_document: &'static str,
}

impl Country {
    /// ISO 3166-1 alpha-2, such as `PT`.
    #[must_use]
    pub fn alpha2(&self) -> &'static str {
        self.alpha2
    }

    /// ISO 3166-1 alpha-3, such as `PRT`.
    #[must_use]
    pub fn alpha3(&self) -> &'static str {
        self.alpha3
    }

    /// The name in Portuguese.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The country calling code (DDI), 1 to 4 digits.
    #[must_use]
    pub fn calling_code(&self) -> &'static str {
        self.calling_code
    }

    /// A large town, in ASCII.
    pub(crate) fn town(&self) -> &'static str {
        self.town
    }

    /// What a company's tax number is called there.
    pub(crate) fn tax_document(&self) -> &'static str {
        self.tax_document
    }
}

pub(super) const BRAZIL: Country = country("BR", "BRA", "Brasil", "55", "Brasilia", "CNPJ");

/// The others.
pub(crate) const COUNTRIES: &[Country] = &[
    country("PT", "PRT", "Portugal", "351", "Lisboa", "NIPC"),
    country("AR", "ARG", "Argentina", "54", "Buenos Aires", "CUIT"),
    country("UY", "URY", "Uruguai", "598", "Montevideo", "RUT"),
    country("PY", "PRY", "Paraguai", "595", "Assuncion", "RUC"),
    country("BO", "BOL", "Bolívia", "591", "La Paz", "NIT"),
    country("IT", "ITA", "Itália", "39", "Roma", "VAT"),
    country("JP", "JPN", "Japão", "81", "Tokyo", "CN"),
    country("ES", "ESP", "Espanha", "34", "Madrid", "NIF"),
    country("DE", "DEU", "Alemanha", "49", "Berlin", "VAT"),
    country("US", "USA", "Estados Unidos", "1", "New York", "EIN"),
    country("AO", "AGO", "Angola", "244", "Luanda", "NIF"),
    country("LB", "LBN", "Líbano", "961", "Beirute", "TIN"),
];

const fn country(
    alpha2: &'static str,
    alpha3: &'static str,
    name: &'static str,
    calling_code: &'static str,
    town: &'static str,
    tax_document: &'static str,
) -> Country {
    Country {
        alpha2,
        alpha3,
        name,
        calling_code,
        town,
        tax_document,
    }
}
