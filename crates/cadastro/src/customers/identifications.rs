//! Calls that give records page by page.

mod records;

pub use self::records::{Record, RecordStream};

use std::fmt;

use cadastro_core::{
    Answer, Check, Decode, Endpoint, Error, InteractionId, Lenient, NextPage, Operation, Pages,
    Paging, Records, Uri,
};
use cadastro_customers::{
    BusinessIdentificationData, Links, PersonalIdentificationData,
    ResponseBusinessCustomersIdentification, ResponsePersonalCustomersIdentification,
};

use serde::Deserialize;

use super::client::{Client, Gives};
use super::is_page_not_found;
use super::presence::{Options, Presence};

/// A paginated call: made for one page by [`page`](Self::page), for all of them by [`pages`](Self::pages), and record by
/// record by [`records`](Self::records).
///
/// The follow-up pages are had by the links that the bank gives, unchanged and at the same origin only: their
/// `pagination-key` keeps them from counting towards the monthly quota for 60 minutes. A page past the end (422
/// `PAGE_NOT_FOUND`) ends a stream without an error. Links that cannot be read at all end it with one, after the page that
/// has them.
///
/// ```
/// use cadastro::customers::{Client, Record};
///
/// async fn names(bank: &Client) -> Result<usize, cadastro::Error> {
///     let mut records = bank.personal().identifications().with_page_size(100).records();
///     let mut named = 0;
///     while let Some(record) = records.next().await {
///         match record? {
///             Record::Typed(person) => named += usize::from(person.social_name.is_some()),
///             // One that breaks the schema beyond reading: here is what came, and what is wrong with it.
///             Record::Quarantined(aside) => eprintln!("{}", aside.reason()),
///         }
///     }
///     Ok(named)
/// }
/// ```
#[must_use]
pub struct Identifications<R> {
    endpoint: Endpoint,
    operation: &'static Operation,
    options: Options,
    page: Option<u32>,
    page_size: Option<u32>,
    link: Option<String>,
    gives: Gives<R>,
}

/// An answer with a page of records.
pub trait Page: Decode + Send + sealed::Sealed + 'static {
    /// The type of its records.
    type Record: Send + Unpin + 'static;

    /// Its links, as far as they came and could be read.
    fn links(&self) -> &Lenient<Links>;

    /// Its records, without the rest.
    fn into_records(self) -> Records<Self::Record>;
}

impl<R: Page> Identifications<R> {
    pub(super) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            endpoint: client.endpoint().clone(),
            operation,
            options: Options {
                presence: client.presence().clone(),
                interaction_id: None,
            },
            page: None,
            page_size: None,
            link: None,
            gives: Gives::default(),
        }
    }

    /// The page to begin with, from 1. Default: 1.
    pub fn with_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }

    /// How many records a page has: 1 to 1000. Default: the bank's, 25. The bank may have its own bounds.
    ///
    /// An answer that is larger than the transport's limit (16 MiB,
    /// [`with_body_limit`](cadastro_core::TransportBuilder::with_body_limit)) is lost, though it counts towards the quota:
    /// 1,000 records have 1 or 2 MiB as a rule.
    pub fn with_page_size(mut self, records: u32) -> Self {
        self.page_size = Some(records);
        self
    }

    /// Begins with the page of a link that was kept ([`Pages::link`], [`RecordStream::link`]), which goes before page
    /// and page size.
    pub fn with_link(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        self
    }

    /// What the bank is told about the customer, in place of what the client says.
    pub fn with_presence(mut self, presence: Presence) -> Self {
        self.options.presence = presence;
        self
    }

    /// The `x-fapi-interaction-id` of the first page; follow-up pages have one each. Default: a new UUID.
    pub fn with_interaction_id(mut self, id: impl Into<InteractionId>) -> Self {
        self.options.interaction_id = Some(id.into());
        self
    }

    /// Reads one page. A link given by [`with_link`](Self::with_link) is not used.
    ///
    /// # Errors
    ///
    /// Those of [`Endpoint::call`], [`Error::violations`] of the options, and for a page past the end a 422
    /// ([`is_page_not_found`]).
    pub async fn page(self, page: u32) -> Result<Answer<R>, Error> {
        let call = Self {
            link: None,
            ..self.with_page(page)
        };
        call.check()?;
        let request = call.request(None);
        call.endpoint.call(call.operation, request).await
    }

    /// All pages, as a stream that reads one at a time.
    ///
    /// # Errors
    ///
    /// [`Error::violations`] of the options, as the first item; else those of the calls.
    pub fn pages(self) -> Pages<R> {
        let paging = Paging {
            next: |page: &R| next_page(page.links()),
            own: |page: &R| Some(page.links().typed()?.self_.as_str().to_owned()),
            is_end: is_page_not_found,
        };
        let refused = self.check().err();
        let (endpoint, operation) = (self.endpoint.clone(), self.operation);
        let link = self.link.clone();
        let mut call = self;
        let pages = Pages::new(endpoint, operation, paging, move |link| {
            let request = call.request(link);
            // A follow-up page is another interaction.
            call.options.interaction_id = None;
            request
        });
        let pages = match link {
            Some(link) => pages.with_link(link),
            None => pages,
        };
        match refused {
            Some(error) => pages.with_error(error),
            None => pages,
        }
    }

    /// All records of all pages, as a stream that holds one page at a time.
    pub fn records(self) -> RecordStream<R> {
        RecordStream::new(self.pages())
    }

    fn check(&self) -> Result<(), Error> {
        let mut check = Check::new();
        self.options.check(&mut check);
        check.optional("link", &self.link, |check, link| {
            check.min_length(link.trim(), 1);
        });
        check.optional("page", &self.page, |check, page| {
            check.minimum(page, "1");
            check.maximum(page, "2147483647");
        });
        check.optional("page-size", &self.page_size, |check, records| {
            check.minimum(records, "1");
            check.maximum(records, "1000");
        });
        check
            .finish()
            .map_err(|violations| Error::invalid(self.operation, violations))
    }

    fn request(&self, link: Option<&str>) -> cadastro_core::Request {
        let request = self.options.request();
        match link {
            Some(link) => request.to_link(link),
            None => request
                .query("page", self.page)
                .query("page-size", self.page_size),
        }
    }
}

impl<R> fmt::Debug for Identifications<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identifications")
            .field("operation", &self.operation.id)
            .field("page", &self.page)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}

/// What the links say of the next page, also links that lack others which the document asks for.
fn next_page(links: &Lenient<Links>) -> NextPage {
    #[derive(Deserialize)]
    struct Next {
        next: Option<Uri>,
    }
    let next = match links {
        Lenient::Typed(links) => links.next.clone(),
        Lenient::Absent => None,
        Lenient::Raw(json) if json.get() == "null" => None,
        Lenient::Raw(json) => match json.decode::<Next>() {
            Ok(links) => links.next,
            Err(_) => return NextPage::Unreadable,
        },
    };
    match next {
        Some(link) if !link.as_str().trim().is_empty() => NextPage::Link(link.as_str().to_owned()),
        _ => NextPage::Last,
    }
}

impl Page for ResponsePersonalCustomersIdentification {
    type Record = PersonalIdentificationData;

    fn links(&self) -> &Lenient<Links> {
        &self.links
    }

    fn into_records(self) -> Records<PersonalIdentificationData> {
        self.data
    }
}

impl Page for ResponseBusinessCustomersIdentification {
    type Record = BusinessIdentificationData;

    fn links(&self) -> &Lenient<Links> {
        &self.links
    }

    fn into_records(self) -> Records<BusinessIdentificationData> {
        self.data
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ResponsePersonalCustomersIdentification {}
    impl Sealed for super::ResponseBusinessCustomersIdentification {}
}
