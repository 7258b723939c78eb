//! The report of an answer at hand.

use cadastro_core::{Answer, Operation};

use super::{CheckError, Report, check};

/// Gives an [`Answer`] its [`conformance`](Self::conformance).
///
/// ```
/// use cadastro::conformance::Conformance as _;
/// use cadastro::customers::Client;
///
/// async fn look(bank: &Client) -> Result<(), Box<dyn std::error::Error>> {
///     let answer = bank.personal().identifications().page(1).await?;
///     let report = answer.conformance()?;
///     for violation in report.violations() {
///         println!("{violation}");
///     }
///     Ok(())
/// }
/// ```
pub trait Conformance {
    /// What is wrong with the answer as it came: every deviation from the strict schema of its document, and from the
    /// [`rules`](super::rules) beyond it. It reads the body once more; nobody else pays for it.
    ///
    /// # Errors
    ///
    /// As [`check`].
    fn conformance(&self) -> Result<Report, CheckError>;
}

/// The body of a documented success, which tells the operation it is of.
///
/// The types of all successful answers of the three clients are such bodies. For the body of an
/// [`Error`](crate::Error), call [`check`] with its
/// [`raw_body`](crate::Error::raw_body).
pub trait Body: sealed::Sealed {
    /// The operation.
    fn operation() -> &'static Operation;
}

mod sealed {
    pub trait Sealed {}
}

impl<T: Body> Conformance for Answer<T> {
    fn conformance(&self) -> Result<Report, CheckError> {
        check(T::operation(), self.status(), self.raw_body())
    }
}

/// Ties types of bodies to their operations.
#[allow(unused_macros, reason = "there may be no API")]
macro_rules! bodies {
    ($krate:ident: $($body:ident => $operation:ident,)+) => { $(
        impl sealed::Sealed for $krate::$body {}

        impl Body for $krate::$body {
            fn operation() -> &'static Operation {
                &$krate::operations::$operation
            }
        }
    )+ };
}

#[cfg(feature = "customers")]
bodies! { cadastro_customers:
    ResponseBusinessCustomersFinancialRelation => CUSTOMERS_GET_BUSINESS_FINANCIAL_RELATIONS,
    ResponseBusinessCustomersIdentification => CUSTOMERS_GET_BUSINESS_IDENTIFICATIONS,
    ResponseBusinessCustomersQualification => CUSTOMERS_GET_BUSINESS_QUALIFICATIONS,
    ResponsePersonalCustomersFinancialRelation => CUSTOMERS_GET_PERSONAL_FINANCIAL_RELATIONS,
    ResponsePersonalCustomersIdentification => CUSTOMERS_GET_PERSONAL_IDENTIFICATIONS,
    ResponsePersonalCustomersQualification => CUSTOMERS_GET_PERSONAL_QUALIFICATIONS,
}

#[cfg(feature = "onboarding")]
bodies! { cadastro_bs2_onboarding:
    CadastrarClienteParceiroResponse => CADASTRAR_CLIENTE_PARCEIRO,
    CadastrarEmBackgroundResponse => CADASTRAR_EM_BACKGROUND,
    ConsultarStatusClienteParceiroResponse => CONSULTAR_STATUS_CLIENTE_PARCEIRO,
    TokenResponse => GERAR_TOKEN,
    UploadArquivoParceiroResponse => UPLOAD_ARQUIVO_PARCEIRO,
}

#[cfg(feature = "attach")]
bodies! { cadastro_attach:
    Customer => ATTACH_FILE,
}
