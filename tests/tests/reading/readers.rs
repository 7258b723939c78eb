//! The types of all answers and request bodies by the names that the operation tables give them.

use std::error::Error;
use std::fmt::{Debug, Write as _};

use cadastro_attach as attach;
use cadastro_bs2_onboarding as bs2;
use cadastro_core::{
    DecodeError, Operation, Place, Records, StatusCode, UnknownMember, decode, decode_reporting,
    unknown_members,
};
use cadastro_customers as customers;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::tree::Tree;

/// What a body was read as.
pub(crate) struct Read {
    /// Everything that can be printed of it.
    pub(crate) printed: String,
    /// What it is sent on as.
    pub(crate) text: String,
    pub(crate) encoded: Tree,
    pub(crate) quarantined: Vec<Place>,
    pub(crate) unknown: Vec<UnknownMember>,
}

pub(crate) type Reader = fn(&str) -> Result<Read, DecodeError>;

pub(crate) fn read<T>(body: &str) -> Result<Read, DecodeError>
where
    T: DeserializeOwned + Serialize + Debug + PartialEq,
{
    let decoded = decode_reporting::<T>(body.as_bytes())?;
    assert!(
        decode::<T>(body.as_bytes())? == *decoded.value(),
        "both ways of reading agree"
    );
    let mut printed = format!("{decoded:?}\n{decoded:#?}\n");
    for place in decoded.quarantined() {
        let reason = place.reason();
        write!(
            printed,
            "{place} {place:?} {reason} {reason:?} {}",
            reason.kind()
        )
        .unwrap();
    }
    let unknown = unknown_members(decoded.value(), body.as_bytes());
    for member in &unknown {
        write!(printed, "{member} {member:?} {}", member.shown()).unwrap();
    }
    let text = serde_json::to_string(decoded.value()).unwrap();
    Ok(Read {
        printed,
        encoded: Tree::parse(&text),
        text,
        quarantined: decoded.quarantined().to_vec(),
        unknown,
    })
}

/// Everything that can be printed of an error.
pub(crate) fn printed(error: &(dyn Error + 'static)) -> String {
    let mut printed = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(printed, "{error} {error:?} {error:#?}").unwrap();
        next = error.source();
    }
    printed
}

/// The operation with an id, of all three APIs.
pub(crate) fn operation(id: &str) -> &'static Operation {
    customers::operations::OPERATIONS
        .iter()
        .chain(&bs2::operations::OPERATIONS)
        .chain(&attach::operations::OPERATIONS)
        .find(|operation| operation.id == id)
        .unwrap_or_else(|| panic!("no operation {id}"))
}

/// Reads the answer of an operation with a status; `default` stands for one without an entry of its own.
pub(crate) fn answer(operation: &Operation, status: &str) -> Option<Reader> {
    let status = status.parse().unwrap_or(499);
    let documented = operation.documented(StatusCode::from_u16(status).unwrap())?;
    documented.body.map(by_name)
}

/// Reads the request body of an operation.
pub(crate) fn request(operation: &Operation) -> Reader {
    match operation.id {
        "attachFile" => read::<attach::AttachRequest>,
        "cadastrarClienteParceiro" | "cadastrarEmBackground" => read::<bs2::ClienteParaCadastrar>,
        "gerarToken" => read::<bs2::TokenRequest>,
        id => panic!("{id} takes no body that can be read"),
    }
}

fn by_name(name: &str) -> Reader {
    match name {
        "ResponsePersonalCustomersIdentification" => {
            read::<customers::ResponsePersonalCustomersIdentification>
        }
        "ResponsePersonalCustomersQualification" => {
            read::<customers::ResponsePersonalCustomersQualification>
        }
        "ResponsePersonalCustomersFinancialRelation" => {
            read::<customers::ResponsePersonalCustomersFinancialRelation>
        }
        "ResponseBusinessCustomersIdentification" => {
            read::<customers::ResponseBusinessCustomersIdentification>
        }
        "ResponseBusinessCustomersQualification" => {
            read::<customers::ResponseBusinessCustomersQualification>
        }
        "ResponseBusinessCustomersFinancialRelation" => {
            read::<customers::ResponseBusinessCustomersFinancialRelation>
        }
        "ResponseError" => read::<customers::ResponseError>,
        "TokenResponse" => read::<bs2::TokenResponse>,
        "TokenError" => read::<bs2::TokenError>,
        "CadastrarClienteParceiroResponse" => read::<bs2::CadastrarClienteParceiroResponse>,
        "CadastrarEmBackgroundResponse" => read::<bs2::CadastrarEmBackgroundResponse>,
        "ConsultarStatusClienteParceiroResponse" => {
            read::<bs2::ConsultarStatusClienteParceiroResponse>
        }
        "UploadArquivoParceiroResponse" => read::<bs2::UploadArquivoParceiroResponse>,
        "Records<DetalheBadRequest>" => read::<Records<bs2::DetalheBadRequest>>,
        "Customer" => read::<attach::Customer>,
        "ErrorBody" => read::<attach::ErrorBody>,
        name => panic!("no reader for {name}"),
    }
}
