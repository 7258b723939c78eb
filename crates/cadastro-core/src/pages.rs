//! Answers that come page by page: each page is had by the link that the page before it gave.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::answer::{Answer, Decode};
use crate::endpoint::Endpoint;
use crate::error::{Error, Refusal};
use crate::operation::Operation;
use crate::request::Request;

/// How a type of pages is read.
pub struct Paging<T> {
    /// What comes after the page.
    pub next: fn(&T) -> NextPage,
    /// The link to the page itself, if it tells it.
    pub own: fn(&T) -> Option<String>,
    /// Whether the answer says that there is no such page, which ends the pages without an error.
    pub is_end: fn(&Error) -> bool,
}

/// What a page says of the one after it.
#[derive(Clone, PartialEq, Eq)]
pub enum NextPage {
    /// It is behind this link.
    Link(String),
    /// There is none.
    Last,
    /// Nobody can tell, as the links cannot be read: the page is given, and then an error ([`Error::is_request`]), so
    /// that no pages are missed unseen.
    Unreadable,
}

/// The pages of a paginated operation: a [`Stream`] that reads one page at a time, and only when it is asked for.
///
/// Links are followed as they are given: what the server has put into them, such as a `pagination-key`, goes back to it
/// unchanged. A link to another origin is an error ([`Error::redirect_origin`]), since the token belongs to this one, and
/// so is a link to a page that was read already. After an error there are no more pages; [`link`](Self::link) is then what
/// has to be read again.
#[must_use]
pub struct Pages<T> {
    reader: Option<Reader<T>>,
    reading: Option<Reading<T>>,
    link: Option<String>,
}

/// A page on its way, with the reader for the next one.
type Reading<T> =
    Pin<Box<dyn Future<Output = (Reader<T>, Option<Result<Answer<T>, Error>>)> + Send>>;

/// Makes the request of a page: of the first one, or of this link.
type MakeRequest = dyn FnMut(Option<&str>) -> Request + Send;

struct Reader<T> {
    endpoint: Endpoint,
    operation: &'static Operation,
    paging: Paging<T>,
    request: Box<MakeRequest>,
    link: Option<String>,
    seen: HashSet<String>,
    refused: Option<Error>,
    ended: bool,
}

impl<T: Decode + Send + 'static> Pages<T> {
    /// The pages of `operation`. `request` makes the request of each page: of the first one without a link, of the others
    /// with the link that is to be given to [`Request::to_link`].
    pub fn new(
        endpoint: Endpoint,
        operation: &'static Operation,
        paging: Paging<T>,
        request: impl FnMut(Option<&str>) -> Request + Send + 'static,
    ) -> Self {
        let reader = Reader {
            endpoint,
            operation,
            paging,
            request: Box::new(request),
            link: None,
            seen: HashSet::new(),
            refused: None,
            ended: false,
        };
        Self {
            reader: Some(reader),
            reading: None,
            link: None,
        }
    }

    /// Begins with the page of this link.
    pub fn with_link(mut self, link: impl Into<String>) -> Self {
        self.link = Some(link.into());
        if let Some(reader) = &mut self.reader {
            reader.link.clone_from(&self.link);
        }
        self
    }

    /// Gives this error instead of the first page: for a call that is refused before it is made.
    pub fn with_error(mut self, error: Error) -> Self {
        if let Some(reader) = &mut self.reader {
            reader.refused = Some(error);
        }
        self
    }

    /// Reads the next page; `None` when there is none. May be dropped and called again.
    ///
    /// # Errors
    ///
    /// Those of the call, and links that are not followed. There are no pages after an error.
    pub async fn next(&mut self) -> Option<Result<Answer<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T> Pages<T> {
    /// The link to the page that is read next, or that could not be read: to be kept by whoever wants to go on later.
    /// `None` before the first page, unless one was given, and after the last one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }
}

impl<T: Decode + Send + 'static> Stream for Pages<T> {
    type Item = Result<Answer<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(mut reader) = this.reader.take() {
            if reader.ended {
                this.reader = Some(reader);
                return Poll::Ready(None);
            }
            this.reading = Some(Box::pin(async {
                let page = reader.read().await;
                (reader, page)
            }));
        }
        let Some(reading) = &mut this.reading else {
            return Poll::Ready(None);
        };
        let (reader, page) = ready!(reading.as_mut().poll(context));
        this.reading = None;
        this.link.clone_from(&reader.link);
        this.reader = Some(reader);
        Poll::Ready(page)
    }
}

impl<T: Decode> Reader<T> {
    async fn read(&mut self) -> Option<Result<Answer<T>, Error>> {
        self.ended = true;
        if let Some(error) = self.refused.take() {
            return Some(Err(error));
        }
        if let Some(link) = &self.link {
            if !self.seen.insert(link.clone()) {
                return Some(Err(Error::request(self.operation, Refusal::LinkSeen)));
            }
        }
        let request = (self.request)(self.link.as_deref());
        match self.endpoint.call::<T>(self.operation, request).await {
            Ok(page) => {
                self.seen.extend((self.paging.own)(&page));
                self.link = None;
                match (self.paging.next)(&page) {
                    NextPage::Link(link) => self.link = Some(link),
                    NextPage::Last => return Some(Ok(page)),
                    NextPage::Unreadable => {
                        let refusal = Refusal::LinksUnreadable;
                        self.refused = Some(Error::request(self.operation, refusal));
                    }
                }
                self.ended = false;
                Some(Ok(page))
            }
            Err(error) if (self.paging.is_end)(&error) => {
                self.link = None;
                None
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl fmt::Debug for NextPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A link may name the customer.
        f.write_str(match self {
            Self::Link(_) => "Link(…)",
            Self::Last => "Last",
            Self::Unreadable => "Unreadable",
        })
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A link may name the customer.
        f.debug_struct("Pages")
            .field("has_link", &self.link.is_some())
            .finish_non_exhaustive()
    }
}
