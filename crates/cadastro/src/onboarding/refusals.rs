//! What BS2 does not take: with a success, or with an error.

use cadastro_bs2_onboarding::{
    BadRequestDetail, CadastrarClienteParceiroResponse, CadastrarEmBackgroundResponse,
    ConsultarStatusClienteParceiroResponse, DetalheBadRequest, UploadArquivoParceiroResponse,
};
use cadastro_core::{Error, Records};

/// An answer that may carry refusals in its `badRequestReason`: parts of the data that BS2 did not take, although the
/// call was a success.
pub trait Refusals {
    /// The refusals; none when there are none. What is no refusal by its shape is set aside, and in
    /// [`Answer::quarantined`](cadastro_core::Answer::quarantined).
    fn refusals(&self) -> &[BadRequestDetail];
}

macro_rules! refusals {
    ($($answer:ty),+) => { $(
        impl Refusals for $answer {
            fn refusals(&self) -> &[BadRequestDetail] {
                self.bad_request_reason.as_deref().unwrap_or_default()
            }
        }
    )+ };
}

refusals!(
    CadastrarClienteParceiroResponse,
    CadastrarEmBackgroundResponse,
    ConsultarStatusClienteParceiroResponse,
    UploadArquivoParceiroResponse
);

/// What a 400 says is wrong: its body, a list of reasons. None for other errors, and for bodies that are no such list.
#[must_use]
pub fn reasons(error: &Error) -> Vec<DetalheBadRequest> {
    if error.status().is_none_or(|status| status != 400) {
        return Vec::new();
    }
    let reasons: Result<Records<DetalheBadRequest>, _> = error.decode();
    reasons.map(Records::into_vec).unwrap_or_default()
}
