//! Records one by one, over all pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use cadastro_core::{Error, Pages, Quarantined};
use futures_core::Stream;

use super::Page;

/// A record in its place among the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record<T> {
    /// It could be typed.
    Typed(T),
    /// It breaks the schema beyond reading: the JSON as it came, and the first reason. Its index is the one in its page.
    Quarantined(Quarantined),
}

impl<T> Record<T> {
    /// The record, if it could be typed.
    #[must_use]
    pub fn typed(self) -> Option<T> {
        match self {
            Self::Typed(record) => Some(record),
            Self::Quarantined(_) => None,
        }
    }
}

/// The records of a paginated call, by [`Identifications::records`](super::Identifications::records): a [`Stream`] that
/// holds one page at a time and reads the next one when the last record of a page was taken and one more is asked for.
///
/// After an error there is nothing more. What came before it was given out already; a new call
/// [`with_link`](super::Identifications::with_link) of [`link`](Self::link) goes on where this one has stopped. Whoever
/// wants to survive a crash keeps the link when nothing is [`at_hand`](Self::at_hand).
///
/// ```
/// use cadastro::customers::Client;
///
/// /// Reads on from where the last run has stopped, and tells where this one does.
/// async fn read_on(bank: &Client, kept: Option<String>) -> Option<String> {
///     let mut call = bank.business().identifications();
///     if let Some(link) = kept {
///         call = call.with_link(link);
///     }
///     let mut records = call.records();
///     while let Some(Ok(record)) = records.next().await {
///         // … keep the record …
///         # let _ = record;
///     }
///     records.link().map(str::to_owned)
/// }
/// ```
#[must_use]
pub struct RecordStream<R: Page> {
    pages: Pages<R>,
    records: std::vec::IntoIter<Record<R::Record>>,
}

impl<R: Page> RecordStream<R> {
    pub(super) fn new(pages: Pages<R>) -> Self {
        Self {
            pages,
            records: Vec::new().into_iter(),
        }
    }

    /// The next record; `None` when there is none. May be dropped and called again.
    ///
    /// # Errors
    ///
    /// Those of reading its page. There is nothing more after an error.
    pub async fn next(&mut self) -> Option<Result<Record<R::Record>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The link to the page that comes after the records at hand, or that could not be read; see [`Pages::link`]. Whoever
    /// goes on from it does not get the records that are still [`at_hand`](Self::at_hand).
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.pages.link()
    }

    /// How many records of the page at hand are still to be taken.
    #[must_use]
    pub fn at_hand(&self) -> usize {
        self.records.len()
    }
}

impl<R: Page> Stream for RecordStream<R> {
    type Item = Result<Record<R::Record>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(record) = this.records.next() {
                return Poll::Ready(Some(Ok(record)));
            }
            let page = match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let entries = page.into_value().into_records().into_entries();
            let records =
                entries.map(|entry| entry.map_or_else(Record::Quarantined, Record::Typed));
            this.records = records.collect::<Vec<_>>().into_iter();
        }
    }
}

impl<R: Page> fmt::Debug for RecordStream<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStream")
            .field("at_hand", &self.at_hand())
            .field("pages", &self.pages)
            .finish()
    }
}
