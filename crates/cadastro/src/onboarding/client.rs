//! The client of BS2.

use std::sync::Arc;
use std::time::Duration;

use cadastro_bs2_onboarding::{
    CadastrarClienteParceiroResponse, CadastrarEmBackgroundResponse, Client as Generated,
    ClienteParaCadastrar, ConsultarStatusClienteParceiroResponse, UploadArquivoParceiroResponse,
    operations,
};
use cadastro_core::{Answer, Check, Endpoint, Error, Operation, Upload};

use super::builder::ClientBuilder;
use super::checks;
use super::environment::Environment;

/// Registers companies at BS2, uploads their documents and follows their registration. Cloning is cheap, and clones
/// share the token.
///
/// Requests are checked before they are sent: the constraints of the document, CPF and CNPJ with their check digits,
/// dates of RFC 3339, a `clienteId` that is a UUID, a file that is not empty. [`Error::violations`] tells all that is
/// wrong at once, by JSON pointers; [`ClientBuilder::without_checks`] sends them all the same.
///
/// ```
/// use cadastro::ClientAuthentication;
/// use cadastro::onboarding::{Client, Environment};
///
/// # fn main() -> Result<(), cadastro::Error> {
/// let bs2 = Client::builder(Environment::production())
///     .with_login(ClientAuthentication::basic("client id", "client secret"), "user", "password")
///     .build()?;
/// # let _ = bs2;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    generated: Generated,
    part_name: Option<Arc<str>>,
    checks: bool,
}

/// How waiting for a status has ended, with the last answer.
#[derive(Clone, Debug)]
pub enum Waited {
    /// The status is as it should be.
    Met(Answer<ConsultarStatusClienteParceiroResponse>),
    /// It was not, as long as there was time.
    NotInTime(Answer<ConsultarStatusClienteParceiroResponse>),
}

impl Client {
    /// Sets up a client.
    pub fn builder(environment: Environment) -> ClientBuilder {
        ClientBuilder::new(environment)
    }

    pub(super) fn new(endpoint: Endpoint, part_name: Option<String>, checks: bool) -> Self {
        Self {
            generated: Generated::new(endpoint),
            part_name: part_name.map(Arc::from),
            checks,
        }
    }

    /// Pre-registers a company. The answer has the `clienteId`, and maybe refusals
    /// ([`Refusals::refusals`](super::Refusals::refusals)): a 201 may carry both.
    ///
    /// **Inferred:** the path ([`ClientBuilder::with_pre_registration_path`]).
    ///
    /// # Errors
    ///
    /// [`Error::violations`] of the request; those of [`Endpoint::call`]. A 400 has
    /// [`DetalheBadRequest`](super::DetalheBadRequest)s, by [`super::reasons`].
    pub async fn pre_register(
        &self,
        cliente: &ClienteParaCadastrar,
    ) -> Result<Answer<CadastrarClienteParceiroResponse>, Error> {
        self.check(&operations::CADASTRAR_CLIENTE_PARCEIRO, |check| {
            checks::registration(check, cliente);
        })?;
        self.generated.cadastrar_cliente_parceiro(cliente).await
    }

    /// Registers a company in full; BS2 works on it in the background. As for the answer, see
    /// [`pre_register`](Self::pre_register).
    ///
    /// **Inferred:** the path ([`ClientBuilder::with_registration_path`]).
    ///
    /// # Errors
    ///
    /// As [`pre_register`](Self::pre_register).
    pub async fn register(
        &self,
        cliente: &ClienteParaCadastrar,
    ) -> Result<Answer<CadastrarEmBackgroundResponse>, Error> {
        self.check(&operations::CADASTRAR_EM_BACKGROUND, |check| {
            checks::registration(check, cliente);
        })?;
        self.generated.cadastrar_em_background(cliente).await
    }

    /// How far a registration has come. No document tells what the numbers of `status` and the texts of
    /// `statusCliente` mean; they are given as they come.
    ///
    /// # Errors
    ///
    /// [`Error::violations`] if `cliente_id` is not a UUID; those of [`Endpoint::call`].
    pub async fn status(
        &self,
        cliente_id: impl AsRef<str>,
    ) -> Result<Answer<ConsultarStatusClienteParceiroResponse>, Error> {
        let cliente_id = cliente_id.as_ref();
        self.check(&operations::CONSULTAR_STATUS_CLIENTE_PARCEIRO, |check| {
            id(check, cliente_id);
        })?;
        self.generated
            .consultar_status_cliente_parceiro(cliente_id)
            .await
    }

    /// Uploads a document of a company: from memory, a path or a stream, with [`Upload::with_progress`] if you like.
    ///
    /// **Inferred:** the body, a form with one file; the name of its part ([`ClientBuilder::with_upload_part_name`],
    /// [`Upload::with_part_name`]) and further fields ([`Upload::with_field`]) can be set.
    ///
    /// # Errors
    ///
    /// [`Error::violations`] if `cliente_id` is not a UUID or the file is known to be empty; those of [`Endpoint::call`].
    pub async fn upload(
        &self,
        cliente_id: impl AsRef<str>,
        upload: Upload,
    ) -> Result<Answer<UploadArquivoParceiroResponse>, Error> {
        let cliente_id = cliente_id.as_ref();
        self.check(&operations::UPLOAD_ARQUIVO_PARCEIRO, |check| {
            id(check, cliente_id);
            check.optional("file", &upload.length(), |check, length| {
                check.min_bytes(*length, 1);
            });
        })?;
        let upload = match &self.part_name {
            Some(name) => upload.with_default_part_name(&**name),
            None => upload,
        };
        self.generated
            .upload_arquivo_parceiro(cliente_id, upload)
            .await
    }

    /// Asks for the status again and again, until `met` says that it is as it should be: at once, then `every` so often (a
    /// second at least), as long as that is within `at_most`; there is no last look at the very end of it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use cadastro::onboarding::{Client, Waited};
    ///
    /// async fn account(bs2: &Client, cliente_id: &str) -> Result<(), cadastro::Error> {
    ///     let every = Duration::from_secs(30);
    ///     let at_most = Duration::from_secs(30 * 60);
    ///     let waited = bs2.wait_for(cliente_id, |status| status.conta.is_some(), every, at_most).await?;
    ///     match waited {
    ///         Waited::Met(status) => println!("{}", status.conta.as_ref().map_or("", |conta| conta.as_str())),
    ///         Waited::NotInTime(status) => println!("not yet"),
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`status`](Self::status): a call that fails for good ends the waiting.
    pub async fn wait_for(
        &self,
        cliente_id: impl AsRef<str>,
        mut met: impl FnMut(&ConsultarStatusClienteParceiroResponse) -> bool,
        every: Duration,
        at_most: Duration,
    ) -> Result<Waited, Error> {
        let cliente_id = cliente_id.as_ref();
        let clock = Arc::clone(self.endpoint().clock());
        let deadline = clock.elapsed().saturating_add(at_most);
        let every = every.max(Duration::from_secs(1));
        loop {
            let status = self.status(cliente_id).await?;
            if met(&status) {
                return Ok(Waited::Met(status));
            }
            if clock.elapsed().saturating_add(every) > deadline {
                return Ok(Waited::NotInTime(status));
            }
            clock.sleep(every).await;
        }
    }

    /// What the client calls through: for the generated client
    /// ([`generated::Client`](super::generated::Client)).
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.generated.endpoint()
    }

    fn check(
        &self,
        operation: &'static Operation,
        look: impl FnOnce(&mut Check),
    ) -> Result<(), Error> {
        let mut check = Check::new();
        if self.checks {
            look(&mut check);
        }
        check
            .finish()
            .map_err(|violations| Error::invalid(operation, violations))
    }
}

/// A UUID of any version and variant: the ids are BS2's, and no document says how it makes them.
fn id(check: &mut Check, cliente_id: &str) {
    const PATTERN: &str = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
    let mut bytes = cliente_id.bytes().enumerate();
    let holds = cliente_id.len() == 36
        && bytes.all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    check.member("clienteId", cliente_id, |check, _| {
        check.pattern(holds, PATTERN);
    });
}
