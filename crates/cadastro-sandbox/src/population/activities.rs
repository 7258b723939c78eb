//! What companies do and what they are: economic activities (CNAE) and legal forms (natureza jurídica).

/// A line of business.
#[derive(Clone, Copy)]
pub(super) struct Activity {
    /// The CNAE subclass: seven digits.
    pub(super) code: &'static str,
    /// How the name of such a company begins.
    pub(super) noun: &'static str,
}

/// A legal form.
#[derive(Clone, Copy)]
pub(super) struct LegalForm {
    /// The code of the table of CONCLA: four digits.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// How the name of such a company ends.
    pub(super) suffix: &'static str,
}

pub(super) const LIMITED: LegalForm = LegalForm {
    code: "2062",
    name: "Sociedade Empresária Limitada",
    suffix: "Ltda",
};

pub(super) const JOINT_STOCK: LegalForm = LegalForm {
    code: "2054",
    name: "Sociedade Anônima Fechada",
    suffix: "S.A.",
};

pub(super) const SIMPLE: LegalForm = LegalForm {
    code: "2240",
    name: "Sociedade Simples Limitada",
    suffix: "Sociedade Simples Ltda",
};

#[rustfmt::skip]
pub(super) const ACTIVITIES: &[Activity] = &[
    activity("0111301", "Arrozeira"),
    activity("0134200", "Cafezal"),
    activity("0151201", "Agropecuária"),
    activity("1091102", "Panificadora"),
    activity("1412601", "Confecções"),
    activity("4120400", "Construtora"),
    activity("4520001", "Oficina"),
    activity("4711302", "Supermercado"),
    activity("4721102", "Padaria"),
    activity("4744099", "Materiais de Construção"),
    activity("4751201", "Informática"),
    activity("4761003", "Papelaria"),
    activity("4771701", "Farmácia"),
    activity("4781400", "Modas"),
    activity("4930202", "Transportes"),
    activity("5510801", "Hotel"),
    activity("5611201", "Restaurante"),
    activity("5611203", "Lanchonete"),
    activity("6201501", "Sistemas"),
    activity("6202300", "Software"),
    activity("6462000", "Participações"),
    activity("6810202", "Imóveis"),
    activity("6821801", "Imobiliária"),
    activity("6911701", "Advocacia"),
    activity("6920601", "Contabilidade"),
    activity("7319002", "Promoções"),
    activity("8513900", "Escola"),
    activity("8599604", "Treinamentos"),
    activity("8630503", "Clínica"),
    activity("9602501", "Salão"),
];

#[rustfmt::skip]
pub(super) const COMPANY_NAMES: &[&str] = &[
    "Aurora", "Horizonte", "Três Irmãos", "Sol Nascente", "Boa Esperança", "Ipê Amarelo", "Pedra Branca", "Novo Mundo",
    "Estrela do Sul", "Beira Mar", "Cruzeiro", "Sabiá", "Araucária", "Monte Verde", "Lua Nova", "Primavera",
    "Bandeirante", "Jacarandá", "Ponte Alta", "Serra Azul",
];

const fn activity(code: &'static str, noun: &'static str) -> Activity {
    Activity { code, noun }
}
