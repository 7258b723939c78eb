//! Names of persons as they are common in Brazil.

use super::draw::Draw;
use super::person::Sex;

#[rustfmt::skip]
const FEMALE: &[&str] = &[
    "Maria", "Ana", "Francisca", "Antônia", "Adriana", "Juliana", "Márcia", "Fernanda", "Patrícia", "Aline",
    "Sandra", "Camila", "Amanda", "Bruna", "Jéssica", "Letícia", "Júlia", "Luciana", "Vanessa", "Mariana",
    "Gabriela", "Vera", "Larissa", "Cláudia", "Beatriz", "Rita", "Luana", "Sônia", "Renata", "Eliane",
    "Heloísa", "Úrsula", "Yasmin", "Débora", "Iracema",
];

#[rustfmt::skip]
const MALE: &[&str] = &[
    "José", "João", "Antônio", "Francisco", "Carlos", "Paulo", "Pedro", "Lucas", "Luiz", "Marcos",
    "Gabriel", "Rafael", "Daniel", "Marcelo", "Bruno", "Eduardo", "Felipe", "Raimundo", "Rodrigo", "Manoel",
    "Mateus", "André", "Fernando", "Fábio", "Leonardo", "Gustavo", "Guilherme", "Leandro", "Tiago", "Anderson",
    "Ítalo", "Ubiratan", "Caio", "Vinícius", "Otávio",
];

const MIDDLE_FEMALE: &[&str] = &[
    "Clara",
    "Aparecida",
    "Cristina",
    "Luíza",
    "de Fátima",
    "das Graças",
    "Helena",
    "Eduarda",
];

const MIDDLE_MALE: &[&str] = &[
    "Henrique", "Augusto", "César", "Roberto", "Vítor", "de Assis", "Miguel", "Ricardo",
];

#[rustfmt::skip]
const SURNAMES: &[&str] = &[
    "da Silva", "dos Santos", "Oliveira", "de Souza", "Rodrigues", "Ferreira", "Alves", "Pereira", "Lima", "Gomes",
    "da Costa", "Ribeiro", "Martins", "Carvalho", "Almeida", "Lopes", "Soares", "Fernandes", "Vieira", "Barbosa",
    "Rocha", "Dias", "do Nascimento", "Andrade", "Moreira", "Nunes", "Marques", "Machado", "Mendes", "Freitas",
    "Cardoso", "Ramos", "Gonçalves", "Santana", "Teixeira", "Araújo", "Guimarães", "Magalhães", "Falcão", "Tanaka",
    "Schneider", "Rossi", "Abdala", "Peçanha", "D'Ávila",
];

const GENERATIONS: &[&str] = &["Júnior", "Neto", "Filho"];

/// A surname.
pub(super) fn surname(draw: &mut Draw) -> &'static str {
    draw.pick(SURNAMES)
}

/// A full civil name with these surnames at its end; at most 70 characters.
pub(super) fn name(draw: &mut Draw, sex: Sex, surnames: &str) -> String {
    let is_female = match sex {
        Sex::Female => true,
        Sex::Male => false,
        Sex::Other => draw.percent(50),
    };
    let (given, middle) = if is_female {
        (FEMALE, MIDDLE_FEMALE)
    } else {
        (MALE, MIDDLE_MALE)
    };
    let mut name = draw.pick(given).to_owned();
    if draw.percent(40) {
        name.push(' ');
        name.push_str(draw.pick(middle));
    }
    name.push(' ');
    name.push_str(surnames);
    if !is_female && draw.percent(5) {
        name.push(' ');
        name.push_str(draw.pick(GENERATIONS));
    }
    name
}

/// A full civil name of anybody.
pub(crate) fn civil_name(draw: &mut Draw) -> String {
    let sex = if draw.percent(50) {
        Sex::Female
    } else {
        Sex::Male
    };
    let surnames = format!("{} {}", surname(draw), surname(draw));
    name(draw, sex, &surnames)
}

/// An e-mail address that reaches nobody (RFC 2606), of its own for each number.
pub(super) fn email(draw: &mut Draw, name: &str, index: u64) -> String {
    let name = ascii(name).to_ascii_lowercase();
    let mut words = name
        .split(' ')
        .map(|word| word.replace(['\'', '.', '&'], ""));
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or_default();
    let domain = draw.pick(&["example.com", "example.net", "example.org", "mail.example"]);
    format!("{first}.{last}.{index}@{domain}")
}

/// The text with the accents taken off.
pub(crate) fn ascii(text: &str) -> String {
    let plain = text.chars().map(|c| match c {
        'á' | 'à' | 'â' | 'ã' => 'a',
        'é' | 'ê' => 'e',
        'í' => 'i',
        'ó' | 'ô' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'ç' => 'c',
        'Á' | 'Â' => 'A',
        'É' | 'Ê' => 'E',
        'Í' => 'I',
        'Ó' | 'Ô' => 'O',
        'Ú' => 'U',
        'Ç' => 'C',
        other => other,
    });
    plain.collect()
}
