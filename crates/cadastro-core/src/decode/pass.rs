//! The two passes over a text. Which one is running is known to the thread, because a
//! `Deserialize` implementation can neither be told nor start over.

use super::{DecodeError, Reason, ReasonKind, asked, reason};
use serde::de::{self, Deserialize, DeserializeOwned};
use serde_json::Deserializer;
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// How deep in the body a text may be read on its own. Each such text has the depth limit of
/// `serde_json` for itself, so without this one a hostile body could exhaust the stack.
const MOST_DEEP: usize = 64;

/// How many records of one body may be set aside. Each costs a hundred times the two bytes that it
/// takes to send one, so without a bound a hostile body could exhaust the memory.
pub const MOST_QUARANTINED: usize = 10_000;

/// What a value says of a JSON string whose escapes stand for no text.
pub(crate) const NO_TEXT: &str = "escapes of no text";

/// What carries the failure of a text inside of the text up to the outer one.
const INNER: &str = "see the text inside";

thread_local! {
    static EXACT: Cell<bool> = const { Cell::new(false) };
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// What the exact pass gathers on its way.
struct State {
    /// Address of the body's first byte: texts inside of it know their offset by theirs.
    base: usize,
    /// Where the body is deeper than [`MOST_DEEP`]: nowhere, if it is honest.
    deep: Vec<Range<usize>>,
    notes: Vec<Note>,
    /// How many records are set aside, those of a text that failed not counted.
    aside: usize,
    inner: Option<Reason>,
}

/// A quarantined record: where its text starts in the body, and why.
#[derive(Debug)]
pub(crate) struct Note {
    pub(super) offset: usize,
    pub(super) reason: Reason,
}

/// Whether the exact pass is running on this thread.
#[inline]
pub(crate) fn is_exact() -> bool {
    EXACT.get()
}

/// The error of a value that is offered a float, as its literal is lost. It holds no value, and the
/// typed pass fails also when the type around goes on without it, as an untagged one does.
#[cold]
pub(crate) fn refuse_float<E: de::Error>() -> E {
    REFUSED.set(true);
    E::custom("a number whose literal only `cadastro_core::decode` keeps")
}

/// The typed pass. `None` calls for the exact one, which also knows what to say of an error.
pub(super) fn fast<T: DeserializeOwned>(text: &str) -> Option<T> {
    let _mode = Mode::set(false);
    if is_list(text) && asked::is_struct::<T>() {
        return None;
    }
    serde_json::from_str(text).ok().filter(|_| !REFUSED.get())
}

/// The exact pass, from the start.
#[cold]
#[inline(never)]
pub(super) fn exact<T: DeserializeOwned>(text: &str) -> Result<(T, Vec<Note>), DecodeError> {
    let _mode = Mode::set(true);
    let pass = Pass::begin(text);
    let value = tracked(text).map_err(|failure| DecodeError::new(failure.reason, failure.at))?;
    Ok((value, pass.end()))
}

/// Reads a text inside of the body on its own: what fails in it is the caller's to keep.
/// Quarantines inside of a text that fails are forgotten with it.
pub(crate) fn part<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Reason> {
    let noted = with_state(|state| {
        let deep = state.offset(text).is_some_and(|at| state.is_deep(at));
        if deep {
            None
        } else {
            Some((state.notes.len(), state.aside))
        }
    });
    let Some((noted, aside)) = noted.flatten() else {
        return Err(Reason::new(String::new(), ReasonKind::TooDeep));
    };
    tracked(text).map_err(|failure| {
        with_state(|state| {
            state.notes.truncate(noted);
            state.aside = aside;
        });
        failure.reason
    })
}

/// Reads a text inside of the body for the outer one: what fails in it fails the outer one, at
/// the right place.
pub(crate) fn inside<'de, T: Deserialize<'de>, E: de::Error>(text: &'de str) -> Result<T, E> {
    part(text).map_err(fail)
}

/// An error that carries a reason up to where its text is read.
fn fail<E: de::Error>(reason: Reason) -> E {
    with_state(|state| state.inner = Some(reason));
    E::custom(INNER)
}

/// Notes that the record of this text is set aside. With too many of them the list fails, and no
/// list around it sets that aside.
pub(crate) fn set_aside<E: de::Error>(index: usize, text: &str, reason: &Reason) -> Result<(), E> {
    if reason.kind() == ReasonKind::TooManyBroken {
        return Err(fail(reason.clone().below(&format!("/{index}"))));
    }
    let full = with_state(|state| {
        state.aside += 1;
        if let Some(offset) = state.offset(text) {
            let reason = reason.clone();
            state.notes.push(Note { offset, reason });
        }
        state.aside > MOST_QUARANTINED
    });
    if full == Some(true) {
        return Err(fail(Reason::new(String::new(), ReasonKind::TooManyBroken)));
    }
    Ok(())
}

impl State {
    /// Where a text starts in the body. A text from elsewhere has no place in it.
    fn offset(&self, text: &str) -> Option<usize> {
        text.as_ptr().addr().checked_sub(self.base)
    }

    fn is_deep(&self, offset: usize) -> bool {
        let next = self.deep.partition_point(|range| range.end <= offset);
        self.deep
            .get(next)
            .is_some_and(|range| range.contains(&offset))
    }
}

/// Finds where a body is deeper than [`MOST_DEEP`], by its brackets outside of strings.
fn deep_ranges(body: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let mut bytes = body.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth == MOST_DEEP + 1 {
                    start = at;
                }
            }
            b'}' | b']' => {
                if depth == MOST_DEEP + 1 {
                    ranges.push(start..at);
                }
                depth = depth.saturating_sub(1);
            }
            b'"' => {
                while let Some((_, byte)) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if depth > MOST_DEEP {
        ranges.push(start..body.len());
    }
    ranges
}

struct Failure {
    reason: Reason,
    at: (usize, usize),
}

fn tracked<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Failure> {
    with_state(|state| state.inner = None);
    if is_list(text) && asked::is_struct::<T>() {
        let reason = Reason::new(String::new(), ReasonKind::WrongType);
        return Err(Failure { reason, at: (1, 1) });
    }
    let mut json = Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = reason::pointer(error.path());
        let error = error.into_inner();
        let at = (error.line(), error.column());
        let message = error.to_string();
        let inner = if message.starts_with(INNER) {
            with_state(|state| state.inner.take()).flatten()
        } else {
            None
        };
        let reason = match inner {
            Some(inner) => inner.below(&pointer),
            None => Reason::from_message(pointer, error.classify(), &message),
        };
        Failure { reason, at }
    })?;
    json.end().map_err(|error| Failure {
        reason: Reason::new(String::new(), ReasonKind::NotJson),
        at: (error.line(), error.column()),
    })?;
    Ok(value)
}

fn is_list(text: &str) -> bool {
    text.trim_ascii_start().starts_with('[')
}

fn with_state<R>(with: impl FnOnce(&mut State) -> R) -> Option<R> {
    STATE.with_borrow_mut(|state| state.as_mut().map(with))
}

/// Sets the pass of this thread, and sets it back at the end, also when that is a panic.
struct Mode {
    exact: bool,
    refused: bool,
}

impl Mode {
    #[inline]
    fn set(exact: bool) -> Self {
        Self {
            exact: EXACT.replace(exact),
            refused: REFUSED.replace(false),
        }
    }
}

impl Drop for Mode {
    #[inline]
    fn drop(&mut self) {
        EXACT.set(self.exact);
        REFUSED.set(self.refused);
    }
}

/// An exact pass that is running; one may run inside of another.
struct Pass {
    before: Option<State>,
}

impl Pass {
    fn begin(text: &str) -> Self {
        let state = State {
            base: text.as_ptr().addr(),
            deep: deep_ranges(text),
            notes: Vec::new(),
            aside: 0,
            inner: None,
        };
        Self {
            before: STATE.replace(Some(state)),
        }
    }

    fn end(self) -> Vec<Note> {
        with_state(|state| std::mem::take(&mut state.notes)).unwrap_or_default()
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        STATE.set(self.before.take());
    }
}
