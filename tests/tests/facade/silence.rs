//! What must not come out of `Debug` and `Display`. Whatever a test gets from a client, or gives it, goes through here.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};

use cadastro::{Answer, Error};

/// Part of every made-up text about a person, and of every credential.
const PLANTED: &str = "lantad";
pub(crate) const NAME: &str = "Fulana Plantada";
pub(crate) const EMAIL: &str = "plantada@exemplo.com";
pub(crate) const STREET: &str = "Rua Plantada";
pub(crate) const TOKEN: &str = "token-plantado";
pub(crate) const SECRET: &str = "segredo-plantado";
pub(crate) const USER: &str = "usuario-plantado";
pub(crate) const PASSWORD: &str = "senha-plantada";
pub(crate) const AGENT: &str = "Navegador-Plantado/1.0";
pub(crate) const PAGINATION_KEY: &str = "chave-plantada";
pub(crate) const DETAIL: &str = "detalhe plantado";
pub(crate) const FILE_NAME: &str = "contrato-plantado.pdf";
pub(crate) const CUSTOMER: &str = "cust_Plantada1";
pub(crate) const FILE: &str = "file_Plantado1";
/// The reason phrase of every reply: servers write anything there.
pub(crate) const REASON: &str = "Motivo-Plantado";

pub(crate) const CPF: &str = "52998224725";
pub(crate) const WRONG_CPF: &str = "52998224726";
pub(crate) const CNPJ: &str = "12ABC34501DE35";
pub(crate) const WRONG_CNPJ: &str = "12ABC34501DE36";
pub(crate) const PHONE: &str = "998765432";
pub(crate) const IP: [u8; 4] = [203, 0, 113, 77];
pub(crate) const CLIENTE: &str = "0e30a4ac-534c-444b-9ace-d3412b55afd4";

/// Asserts that a text has none of it.
#[track_caller]
pub(crate) fn assert_silent(printed: &str) {
    let numbers = [
        CPF,
        WRONG_CPF,
        CNPJ,
        WRONG_CNPJ,
        PHONE,
        "203.0.113.77",
        CLIENTE,
    ];
    for word in numbers.into_iter().chain([PLANTED]) {
        assert!(!printed.contains(word), "{word} in {printed}");
    }
}

/// Hands a value on, if its `Debug` is silent.
#[track_caller]
pub(crate) fn silent<T: Debug>(value: T) -> T {
    assert_silent(&format!("{value:?} {value:#?}"));
    value
}

/// Hands an answer on, if it and all that it holds are silent.
#[track_caller]
pub(crate) fn answered<T: Debug>(result: Result<Answer<T>, Error>) -> Answer<T> {
    match result {
        Ok(answer) => silent_answer(answer),
        Err(error) => panic!("{}", silent_error(error)),
    }
}

#[track_caller]
pub(crate) fn silent_answer<T: Debug>(answer: Answer<T>) -> Answer<T> {
    silent(answer.value());
    silent((
        answer.quarantined(),
        answer.attempts(),
        answer.rate_limits(),
    ));
    silent(answer)
}

/// Hands an error on, if it is silent down its whole source chain.
#[track_caller]
pub(crate) fn refused<T: Debug>(result: Result<T, Error>) -> Error {
    match result {
        Ok(value) => panic!("{:?}", silent(value)),
        Err(error) => silent_error(error),
    }
}

#[track_caller]
pub(crate) fn silent_error(error: Error) -> Error {
    let mut printed = format!("{error} {error:?} {error:#?} {:?}", error.attempts());
    let mut source = error.source();
    while let Some(inner) = source {
        let _ = write!(printed, " {inner} {inner:?} {inner:#?}");
        source = inner.source();
    }
    if let Some(violations) = error.violations() {
        let _ = write!(printed, " {violations} {violations:?} {violations:#?}");
    }
    if let Some(inner) = error.credentials_error() {
        let _ = write!(printed, " {inner} {inner:?} {inner:#?}");
    }
    assert_silent(&printed);
    error
}

/// The violations of an error that came before anything was sent, each as pointer and rule.
#[track_caller]
pub(crate) fn violated<T: Debug>(result: Result<T, Error>) -> Vec<String> {
    let error = refused(result);
    assert!(error.is_request() && !error.was_sent(), "{error}");
    assert!(error.operation_id().is_some(), "{error}");
    let violations = error.violations();
    let violations = violations.unwrap_or_else(|| panic!("no violations: {error}"));
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn a_planted_word_is_noticed() {
    for loud in [NAME, TOKEN, CPF, CLIENTE, DETAIL, FILE] {
        assert!(std::panic::catch_unwind(|| silent(loud)).is_err(), "{loud}");
    }
}
