//! Towns with what belongs together: state, IBGE code, area code, postal codes and place. The capitals of all states, and
//! at least one town for each of the 67 area codes.

use super::draw::Draw;

/// A town (município) of Brazil.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Town {
    name: &'static str,
    state: &'static str,
    ibge_code: &'static str,
    area_code: &'static str,
    /// The first five digits of its lowest and its highest postal code.
    post_codes: (u32, u32),
    /// In hundredths of a degree.
    place: (i32, i32),
}

impl Town {
    /// The name, such as `São Luís`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The state's abbreviation (UF), such as `MA`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.state
    }

    /// The IBGE code of the town: seven digits, the last one a check digit.
    #[must_use]
    pub fn ibge_code(&self) -> &'static str {
        self.ibge_code
    }

    /// The area code (DDD): two digits.
    #[must_use]
    pub fn area_code(&self) -> &'static str {
        self.area_code
    }

    /// A postal code of the town.
    pub(super) fn post_code(&self, draw: &mut Draw) -> String {
        let (low, high) = self.post_codes;
        let first = draw.range(low.into()..u64::from(high) + 1);
        format!("{first:05}{:03}", draw.range(0..900))
    }

    /// Latitude and longitude of a place in it.
    pub(super) fn place(&self, draw: &mut Draw) -> (String, String) {
        let mut coordinate = |hundredths: i32| {
            // Away from the equator and from Greenwich, so that the sign stays.
            let sign = if hundredths < 0 { "-" } else { "" };
            let millionths = u64::from(hundredths.unsigned_abs()) * 10_000 + draw.range(0..30_000);
            format!(
                "{sign}{}.{:06}",
                millionths / 1_000_000,
                millionths % 1_000_000
            )
        };
        (coordinate(self.place.0), coordinate(self.place.1))
    }
}

#[rustfmt::skip]
pub(super) const TOWNS: &[Town] = &[
    town("Porto Velho", "RO", "1100205", "69", (76800, 76834), (-876, -6390)),
    town("Rio Branco", "AC", "1200401", "68", (69900, 69923), (-997, -6781)),
    town("Manaus", "AM", "1302603", "92", (69000, 69099), (-312, -6002)),
    town("Boa Vista", "RR", "1400100", "95", (69300, 69339), (282, -6067)),
    town("Belém", "PA", "1501402", "91", (66000, 66899), (-146, -4850)),
    town("Macapá", "AP", "1600303", "96", (68900, 68914), (3, -5107)),
    town("Palmas", "TO", "1721000", "63", (77000, 77249), (-1018, -4833)),
    town("São Luís", "MA", "2111300", "98", (65000, 65099), (-253, -4430)),
    town("Teresina", "PI", "2211001", "86", (64000, 64099), (-509, -4280)),
    town("Fortaleza", "CE", "2304400", "85", (60000, 60899), (-372, -3854)),
    town("Natal", "RN", "2408102", "84", (59000, 59139), (-579, -3521)),
    town("João Pessoa", "PB", "2507507", "83", (58000, 58099), (-712, -3486)),
    town("Recife", "PE", "2611606", "81", (50000, 52199), (-805, -3488)),
    town("Maceió", "AL", "2704302", "82", (57000, 57099), (-967, -3574)),
    town("Aracaju", "SE", "2800308", "79", (49000, 49098), (-1091, -3707)),
    town("Salvador", "BA", "2927408", "71", (40000, 41999), (-1297, -3850)),
    town("Belo Horizonte", "MG", "3106200", "31", (30000, 31999), (-1992, -4394)),
    town("Vitória", "ES", "3205309", "27", (29000, 29099), (-2032, -4034)),
    town("Rio de Janeiro", "RJ", "3304557", "21", (20000, 23799), (-2291, -4317)),
    town("São Paulo", "SP", "3550308", "11", (1000, 5999), (-2355, -4663)),
    town("Curitiba", "PR", "4106902", "41", (80000, 82999), (-2543, -4927)),
    town("Florianópolis", "SC", "4205407", "48", (88000, 88099), (-2760, -4855)),
    town("Porto Alegre", "RS", "4314902", "51", (90000, 91999), (-3003, -5123)),
    town("Campo Grande", "MS", "5002704", "67", (79000, 79124), (-2044, -5465)),
    town("Cuiabá", "MT", "5103403", "65", (78000, 78099), (-1560, -5610)),
    town("Goiânia", "GO", "5208707", "62", (74000, 74899), (-1668, -4925)),
    town("Brasília", "DF", "5300108", "61", (70000, 70999), (-1579, -4788)),
    town("Guarulhos", "SP", "3518800", "11", (7000, 7399), (-2346, -4653)),
    town("São José dos Campos", "SP", "3549904", "12", (12200, 12249), (-2318, -4588)),
    town("Santos", "SP", "3548500", "13", (11000, 11099), (-2396, -4633)),
    town("Bauru", "SP", "3506003", "14", (17000, 17099), (-2231, -4906)),
    town("Sorocaba", "SP", "3552205", "15", (18000, 18109), (-2350, -4746)),
    town("Ribeirão Preto", "SP", "3543402", "16", (14000, 14109), (-2118, -4781)),
    town("São José do Rio Preto", "SP", "3549805", "17", (15000, 15099), (-2082, -4938)),
    town("Presidente Prudente", "SP", "3541406", "18", (19000, 19099), (-2213, -5139)),
    town("Campinas", "SP", "3509502", "19", (13000, 13139), (-2291, -4706)),
    town("Niterói", "RJ", "3303302", "21", (24000, 24399), (-2288, -4310)),
    town("Macaé", "RJ", "3302403", "22", (27900, 27979), (-2237, -4179)),
    town("Petrópolis", "RJ", "3303906", "24", (25600, 25779), (-2251, -4318)),
    town("Vila Velha", "ES", "3205200", "27", (29100, 29129), (-2033, -4029)),
    town("Cachoeiro de Itapemirim", "ES", "3201209", "28", (29300, 29329), (-2085, -4111)),
    town("Juiz de Fora", "MG", "3136702", "32", (36000, 36109), (-2176, -4335)),
    town("Governador Valadares", "MG", "3127701", "33", (35000, 35109), (-1885, -4195)),
    town("Uberlândia", "MG", "3170206", "34", (38400, 38415), (-1891, -4827)),
    town("Poços de Caldas", "MG", "3151800", "35", (37700, 37719), (-2179, -4656)),
    town("Divinópolis", "MG", "3122306", "37", (35500, 35504), (-2014, -4489)),
    town("Montes Claros", "MG", "3143302", "38", (39400, 39409), (-1674, -4386)),
    town("Ponta Grossa", "PR", "4119905", "42", (84000, 84099), (-2509, -5016)),
    town("Londrina", "PR", "4113700", "43", (86000, 86099), (-2331, -5116)),
    town("Maringá", "PR", "4115200", "44", (87000, 87109), (-2342, -5194)),
    town("Foz do Iguaçu", "PR", "4108304", "45", (85850, 85871), (-2555, -5459)),
    town("Francisco Beltrão", "PR", "4108403", "46", (85600, 85607), (-2608, -5305)),
    town("Joinville", "SC", "4209102", "47", (89200, 89239), (-2630, -4884)),
    town("Chapecó", "SC", "4204202", "49", (89800, 89816), (-2710, -5262)),
    town("Pelotas", "RS", "4314407", "53", (96000, 96099), (-3177, -5234)),
    town("Caxias do Sul", "RS", "4305108", "54", (95000, 95124), (-2917, -5118)),
    town("Santa Maria", "RS", "4316907", "55", (97000, 97119), (-2968, -5381)),
    town("Rio Verde", "GO", "5218805", "64", (75900, 75914), (-1780, -5093)),
    town("Rondonópolis", "MT", "5107602", "66", (78700, 78749), (-1647, -5464)),
    town("Ilhéus", "BA", "2913606", "73", (45650, 45669), (-1479, -3905)),
    town("Juazeiro", "BA", "2918407", "74", (48900, 48909), (-942, -4050)),
    town("Feira de Santana", "BA", "2910800", "75", (44000, 44099), (-1227, -3897)),
    town("Vitória da Conquista", "BA", "2933307", "77", (45000, 45099), (-1487, -4084)),
    town("Petrolina", "PE", "2611101", "87", (56300, 56334), (-939, -4050)),
    town("Juazeiro do Norte", "CE", "2307304", "88", (63000, 63049), (-721, -3932)),
    town("Picos", "PI", "2208007", "89", (64600, 64609), (-708, -4147)),
    town("Santarém", "PA", "1506807", "93", (68000, 68059), (-244, -5471)),
    town("Marabá", "PA", "1504208", "94", (68500, 68509), (-537, -4912)),
    town("Tefé", "AM", "1304203", "97", (69550, 69554), (-337, -6472)),
    town("Imperatriz", "MA", "2105302", "99", (65900, 65919), (-553, -4748)),
];

const fn town(
    name: &'static str,
    state: &'static str,
    ibge_code: &'static str,
    area_code: &'static str,
    post_codes: (u32, u32),
    place: (i32, i32),
) -> Town {
    Town {
        name,
        state,
        ibge_code,
        area_code,
        post_codes,
        place,
    }
}
