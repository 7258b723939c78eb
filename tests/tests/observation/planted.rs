//! What is planted in a run. No word has eight characters in a row that anything else would print.

pub(crate) const TOKEN: &str = "tQ7vZk2pXw9LrB4m-acesso";
pub(crate) const OTHER_TOKEN: &str = "hN3sYd8cUe5KgW1j-acesso";
pub(crate) const MINTED_TOKEN: &str = "pF6bMx0zVi4TqR9n-emitido";
pub(crate) const REFRESH_TOKEN: &str = "wJ2kCa7oEy5DuS8f-renovar";
pub(crate) const NEXT_REFRESH_TOKEN: &str = "xG9rLh3eOt6PvN1a-proximo";
pub(crate) const CLIENT_ID: &str = "l7zx40815banqueta";
pub(crate) const CLIENT_SECRET: &str = "sgrd/Vq+83ud~Kmwpe";
pub(crate) const USERNAME: &str = "ouvidoria.zx83";
pub(crate) const PASSWORD: &str = "Senha#Forte!94tz";
pub(crate) const API_KEY: &str = "chv_J5wq8Zb2Ynx7";
pub(crate) const URL_PASSWORD: &str = "Kd93mzq0Rv5h";
pub(crate) const SESSION: &str = "sessaoQz81Lw4tB";

pub(crate) const CPF: &str = "41830657208";
pub(crate) const DOTTED_CPF: &str = "730.154.982-66";
pub(crate) const CNPJ: &str = "7KQ2XZ840B1931";
pub(crate) const NAME: &str = "Quitéria Vasconcelos d'Ávila";
pub(crate) const COMPANY: &str = "Padaria Estrelinha Azulada Ltda";
pub(crate) const EMAIL: &str = "quita.vasc@correio-falso.test";
pub(crate) const PHONE: &str = "985317264";
pub(crate) const FILE_NAME: &str = "habilitacao-frente-e-verso.pdf";
pub(crate) const FILE: &str = "%PDF-9.9 conteudo confidencial";
pub(crate) const FIELD: &str = "procuracao-reconhecida";
pub(crate) const QUERY: &str = "filtro-sob-sigilo";
pub(crate) const PATH_ID: &str = "cust_8kz1v5wq7";
pub(crate) const HEADER: &str = "203.0.113.77;titular-a-bordo";
pub(crate) const KEY: &str = "chave-unica-5mq8w2zr";
pub(crate) const SENT_ID: &str = "pedido-nosso-6vk2x9m";
pub(crate) const ANSWER_ID: &str = "retorno-deles-3hz7q5";
pub(crate) const ANSWER_HEADER: &str = "correlacao-do-cliente-88kq";
pub(crate) const REASON: &str = "Nome-Negativado-No-Serasa";
pub(crate) const LOCATION: &str = "desvio-por-aqui-77wz";
pub(crate) const HTML: &str = "Prezada titular inadimplente";
pub(crate) const UNKNOWN: &str = "DESQUITADO_A_CONTRAGOSTO";
pub(crate) const MEMBER: &str = "divorciouSeDeBeltrano";
pub(crate) const OAUTH_ERROR: &str = "bloqueada_por_divida_antiga";
pub(crate) const CAUSE: &str = "disco cheio de fulana";
/// A number where a text is asked for.
pub(crate) const AMOUNT: &str = "739518462.07";

/// Words that go from the client to a server, or come from it.
pub(crate) const TRAVELLING: &[&str] = &[
    TOKEN,
    OTHER_TOKEN,
    MINTED_TOKEN,
    REFRESH_TOKEN,
    NEXT_REFRESH_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    USERNAME,
    PASSWORD,
    API_KEY,
    SESSION,
    CPF,
    DOTTED_CPF,
    CNPJ,
    NAME,
    COMPANY,
    EMAIL,
    PHONE,
    FILE_NAME,
    FILE,
    FIELD,
    QUERY,
    PATH_ID,
    HEADER,
    KEY,
    SENT_ID,
    ANSWER_ID,
    ANSWER_HEADER,
    REASON,
    LOCATION,
    HTML,
    UNKNOWN,
    MEMBER,
    OAUTH_ERROR,
    AMOUNT,
];

/// Words that stay at home, in settings and in errors of others.
pub(crate) const STAYING: &[&str] = &[URL_PASSWORD, CAUSE];
