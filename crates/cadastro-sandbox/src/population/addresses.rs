//! Addresses in the towns: streets and districts that a town may well have, and numbers by chance.

use std::fmt;

use super::draw::Draw;
use super::towns::{TOWNS, Town};

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "Rua das Acácias", "Rua XV de Novembro", "Avenida Brasil", "Rua Sete de Setembro", "Rua Tiradentes",
    "Avenida Getúlio Vargas", "Rua Rui Barbosa", "Rua Santos Dumont", "Travessa do Comércio", "Alameda dos Ipês",
    "Rua Dom Pedro II", "Avenida Castro Alves", "Rua Machado de Assis", "Praça da Matriz", "Rua Duque de Caxias",
    "Rodovia do Café", "Rua das Palmeiras", "Avenida Beira Rio", "Ladeira da Fonte", "Rua Cecília Meireles",
];

#[rustfmt::skip]
const DISTRICTS: &[&str] = &[
    "Centro", "Vila Nova", "Jardim América", "Boa Vista", "São José", "Santa Cruz", "Bela Vista", "Alto da Glória",
    "Água Verde", "Parque das Nações", "Santo Antônio", "Cidade Jardim", "Planalto", "Ipiranga", "Distrito Industrial",
];

/// An address in Brazil.
#[derive(Clone)]
pub struct Address {
    town: Town,
    street: &'static str,
    number: u64,
    complement: Option<String>,
    district: &'static str,
    post_code: String,
    latitude: String,
    longitude: String,
}

impl Address {
    /// In a town by chance.
    pub(crate) fn new(draw: &mut Draw) -> Self {
        let town = draw.pick(TOWNS);
        Self::within(town, draw)
    }

    pub(crate) fn within(town: Town, draw: &mut Draw) -> Self {
        let complement = match draw.range(0..6) {
            0 => Some(format!("Apto {}", draw.range(11..190))),
            1 => Some(format!(
                "Bloco {}, apto {}",
                draw.letter(),
                draw.range(11..190)
            )),
            2 => Some(format!("Sala {}", draw.range(101..1200))),
            3 => Some("Casa 2, fundos".to_owned()),
            _ => None,
        };
        let (latitude, longitude) = town.place(draw);
        Self {
            town,
            street: draw.pick(STREETS),
            number: draw.range(1..4000),
            complement,
            district: draw.pick(DISTRICTS),
            post_code: town.post_code(draw),
            latitude,
            longitude,
        }
    }

    /// The town.
    #[must_use]
    pub fn town(&self) -> &Town {
        &self.town
    }

    /// The street (logradouro), without the number.
    #[must_use]
    pub fn street(&self) -> &str {
        self.street
    }

    /// The number in the street.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Street and number in one line.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}, {}", self.street, self.number)
    }

    /// What else it takes to find the door, such as `Apto 42`; at most 30 characters.
    #[must_use]
    pub fn complement(&self) -> Option<&str> {
        self.complement.as_deref()
    }

    /// The district (bairro).
    #[must_use]
    pub fn district(&self) -> &str {
        self.district
    }

    /// The postal code (CEP): eight digits of the town's range.
    #[must_use]
    pub fn post_code(&self) -> &str {
        &self.post_code
    }

    /// Latitude in degrees, south negative, with six decimals, not far from the middle of the town.
    #[must_use]
    pub fn latitude(&self) -> &str {
        &self.latitude
    }

    /// Longitude in degrees, west negative, with six decimals.
    #[must_use]
    pub fn longitude(&self) -> &str {
        &self.longitude
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}
