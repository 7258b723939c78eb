//! The companies that were registered, and how far each has come.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::Hasher as _;
use std::time::{Duration, SystemTime};

use cadastro_core::Cnpj;
use fastrand::Rng;
use uuid::Uuid;

use super::registrations::Moment;

/// A registration, as BS2 has it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Registered {
    /// The `clienteId` that was answered.
    pub cliente_id: String,
    /// Of the company, as it was sent.
    pub cnpj: Cnpj,
    /// By which operation.
    pub kind: RegistrationKind,
    /// When, by the clock of the sandbox.
    pub at: SystemTime,
    /// How many documents arrived.
    pub uploads: u64,
    /// The newest 100 of them, in their order.
    pub documents: Vec<Uploaded>,
}

/// By which operation a company was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationKind {
    /// `cadastrarClienteParceiro`: documents are to come.
    Pre,
    /// `cadastrarEmBackground`.
    Full,
}

/// A document that arrived. Its content is not kept.
#[derive(Clone)]
#[non_exhaustive]
pub struct Uploaded {
    /// The file name, of which 255 characters are kept.
    pub name: String,
    /// In bytes.
    pub length: u64,
    /// When, by the clock of the sandbox.
    pub at: SystemTime,
    hash: u64,
}

impl Uploaded {
    pub(super) fn new(name: &str, content: &[u8], at: SystemTime) -> Self {
        Self {
            name: name.chars().take(255).collect(),
            length: content.len() as u64,
            at,
            hash: hash(content),
        }
    }

    /// Whether it arrived with this content, by its length and a hash.
    #[must_use]
    pub fn has_content(&self, content: &[u8]) -> bool {
        self.length == content.len() as u64 && self.hash == hash(content)
    }
}

fn hash(content: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    hasher.finish()
}

/// As many documents are kept of a company.
const KEPT: usize = 100;

/// All companies.
pub(super) struct Registry {
    dice: Rng,
    companies: Vec<Company>,
    by_id: HashMap<Uuid, usize>,
    pace: Pace,
}

#[derive(Clone, Copy)]
struct Pace {
    processing: Duration,
    analysis: Duration,
}

struct Company {
    id: Uuid,
    cnpj: Cnpj,
    kind: RegistrationKind,
    registered: Moment,
    first_upload: Option<Duration>,
    uploads: u64,
    documents: VecDeque<Uploaded>,
    /// `statusCliente` given by hand.
    status: Option<String>,
    /// Whether the account was opened by hand.
    opened: bool,
    /// Whether `status` is a list in answers about it.
    lists: bool,
}

/// What is answered about a company.
pub(super) struct Standing {
    pub(super) status_cliente: String,
    pub(super) conta: Option<String>,
    pub(super) lists: bool,
}

impl Registry {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dice: Rng::with_seed(seed ^ 0xb52_0003),
            companies: Vec::new(),
            by_id: HashMap::new(),
            pace: Pace {
                processing: Duration::from_secs(10),
                analysis: Duration::from_secs(60),
            },
        }
    }

    /// Its id, and whether answers about it have lists.
    pub(super) fn register(
        &mut self,
        kind: RegistrationKind,
        cnpj: Cnpj,
        now: Moment,
    ) -> (Uuid, bool) {
        let id = uuid::Builder::from_random_bytes(self.dice.u128(..).to_be_bytes()).into_uuid();
        let lists = self.companies.len() % 2 == 1;
        self.by_id.insert(id, self.companies.len());
        self.companies.push(Company {
            id,
            cnpj,
            kind,
            registered: now,
            first_upload: None,
            uploads: 0,
            documents: VecDeque::new(),
            status: None,
            opened: false,
            lists,
        });
        (id, lists)
    }

    pub(super) fn knows(&self, id: Uuid) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Adds a document. Whether there was one of its name, and whether answers about the company have lists.
    pub(super) fn add(
        &mut self,
        id: Uuid,
        document: Uploaded,
        now: Moment,
    ) -> Option<(bool, bool)> {
        let company = self.company(id)?;
        let mut documents = company.documents.iter();
        let repeated = documents.any(|other| other.name == document.name);
        if company.documents.len() == KEPT {
            company.documents.pop_front();
        }
        company.documents.push_back(document);
        company.uploads += 1;
        company.first_upload.get_or_insert(now.elapsed);
        Some((repeated, company.lists))
    }

    pub(super) fn standing(&self, id: Uuid, now: Duration) -> Option<Standing> {
        let at = *self.by_id.get(&id)?;
        let company = self.companies.get(at)?;
        let stage = company.stage(self.pace, now);
        let status = company.status.as_deref();
        Some(Standing {
            status_cliente: status.unwrap_or(stage).to_owned(),
            conta: (stage == OPEN).then(|| account(at)),
            lists: company.lists,
        })
    }

    pub(super) fn set_pace(&mut self, processing: Duration, analysis: Duration) {
        self.pace = Pace {
            processing,
            analysis,
        };
    }

    pub(super) fn set_status(&mut self, id: Uuid, status: String) -> bool {
        let company = self.company(id);
        company
            .map(|company| company.status = Some(status))
            .is_some()
    }

    pub(super) fn open_account(&mut self, id: Uuid) -> bool {
        let company = self.company(id);
        company
            .map(|company| {
                company.status = None;
                company.opened = true;
            })
            .is_some()
    }

    pub(super) fn all(&self) -> Vec<Registered> {
        self.companies.iter().map(Company::registered).collect()
    }

    pub(super) fn one(&self, id: Uuid) -> Option<Registered> {
        let company = self.companies.get(*self.by_id.get(&id)?)?;
        Some(company.registered())
    }

    pub(super) fn forget(&mut self) {
        self.companies = Vec::new();
        self.by_id = HashMap::new();
    }

    fn company(&mut self, id: Uuid) -> Option<&mut Company> {
        self.companies.get_mut(*self.by_id.get(&id)?)
    }
}

const OPEN: &str = "CONTA_ABERTA";

impl Company {
    fn stage(&self, pace: Pace, now: Duration) -> &'static str {
        let (waiting, analysis_begins) = match self.kind {
            RegistrationKind::Pre => ("AGUARDANDO_DOCUMENTOS", self.first_upload),
            RegistrationKind::Full => {
                let begins = self.registered.elapsed.saturating_add(pace.processing);
                ("EM_PROCESSAMENTO", Some(begins))
            }
        };
        match analysis_begins {
            _ if self.opened => OPEN,
            Some(begins) if now >= begins.saturating_add(pace.analysis) => OPEN,
            Some(begins) if now >= begins => "EM_ANALISE",
            _ => waiting,
        }
    }

    fn registered(&self) -> Registered {
        Registered {
            cliente_id: self.id.to_string(),
            cnpj: self.cnpj.clone(),
            kind: self.kind,
            at: self.registered.at,
            uploads: self.uploads,
            documents: self.documents.iter().cloned().collect(),
        }
    }
}

/// The account of the company with this number: branch, number and a check digit.
fn account(number: usize) -> String {
    let number = 100_000 + number;
    let digits = number.to_string();
    let sum: u32 = digits.chars().filter_map(|digit| digit.to_digit(10)).sum();
    format!("0001/{digits}-{}", sum % 10)
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registered")
            .field("kind", &self.kind)
            .field("uploads", &self.uploads)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Uploaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uploaded")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
