//! The two passes over a text. Which one is running is known to the thread, because a
//! `Deserialize` implementation can neither be told nor start over.

use super::{DecodeError, Reason, ReasonKind, asked, reason};
use serde::de::{self, Deserialize, DeserializeOwned, DeserializeSeed};
use serde_json::Deserializer;
use serde_path_to_error::Track;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::ops::Range;

/// How deep in the body a text may be read on its own. Each such text has the depth limit of
/// `serde_json` for itself, so without this one a hostile body could exhaust the stack.
const MOST_DEEP: usize = 64;

/// How many records of one body may be set aside. Each costs a hundred times the two bytes that it
/// takes to send one, so without a bound a hostile body could exhaust the memory.
pub const MOST_QUARANTINED: usize = 10_000;

/// How many bytes may be read once more because what they were taken for cannot be read, as multiples of the body and
/// over all. Unions inside of unions would else multiply their attempts.
const MOST_AGAIN: usize = 8;
const AGAIN_AT_LEAST: usize = 256 * 1024;

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
    /// How many bytes may still be read once more.
    again: usize,
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
    refuse();
    E::custom("a number whose literal only `cadastro_core::decode` keeps")
}

/// Makes the typed pass fail, though what is read now can be read: the exact pass may know more of it.
pub(crate) fn refuse() {
    REFUSED.set(true);
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
    if is_list(text) && asked::is_struct::<T>() {
        return Err(DecodeError::of_body(ReasonKind::WrongType));
    }
    let value = tracked(PhantomData, text)
        .map_err(|failure| DecodeError::new(failure.reason, failure.at))?;
    Ok((value, pass.end()))
}

/// Reads a text inside of the body on its own: what fails in it is the caller's to keep.
/// Quarantines inside of a text that fails are forgotten with it.
pub(crate) fn part<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Reason> {
    if is_list(text) && asked::is_struct::<T>() {
        return Err(Reason::new(String::new(), ReasonKind::WrongType));
    }
    part_as(PhantomData, text)
}

fn part_as<'de, S: DeserializeSeed<'de>>(seed: S, text: &'de str) -> Result<S::Value, Reason> {
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
    tracked(seed, text).map_err(|failure| {
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

/// Reads a text inside of the body in the typed pass, as the one thing that it is taken for. If it cannot be read so,
/// the pass fails: the exact one knows whether it is anything else.
pub(crate) fn only<'de, S, E>(text: &'de str, seed: S) -> Result<S::Value, E>
where
    S: DeserializeSeed<'de>,
    E: de::Error,
{
    // Each text has a depth limit of its own, and offsets are known to the exact pass only.
    let read = match is_deeper(text) {
        true => None,
        false => seed.deserialize(&mut Deserializer::from_str(text)).ok(),
    };
    read.ok_or_else(|| {
        refuse();
        E::custom("a value that only `cadastro_core::decode` can tell")
    })
}

/// Reads a text inside of the body in the exact pass, as the first thing that it can be read as. Nothing that it cannot
/// be read as leaves a trace, and too many broken records fail it.
pub(crate) fn first<'de, S, E>(
    text: &'de str,
    seeds: impl IntoIterator<Item = S>,
) -> Result<Option<S::Value>, E>
where
    S: DeserializeSeed<'de>,
    E: de::Error,
{
    for (attempt, seed) in seeds.into_iter().enumerate() {
        if attempt > 0 && !may_read_again(text.len()) {
            break;
        }
        match part_as(seed, text) {
            Ok(value) => return Ok(Some(value)),
            Err(reason) if reason.kind() == ReasonKind::TooManyBroken => return Err(fail(reason)),
            Err(_) => {}
        }
    }
    Ok(None)
}

fn may_read_again(length: usize) -> bool {
    let left = with_state(|state| {
        let left = state.again.checked_sub(length);
        state.again = left.unwrap_or_default();
        left
    });
    left.flatten().is_some()
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

/// Whether a text is deeper than [`MOST_DEEP`] by itself.
fn is_deeper(text: &str) -> bool {
    text.len() > MOST_DEEP && !deep_ranges(text).is_empty()
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

fn tracked<'de, S: DeserializeSeed<'de>>(seed: S, text: &'de str) -> Result<S::Value, Failure> {
    with_state(|state| state.inner = None);
    let mut json = Deserializer::from_str(text);
    let mut track = Track::new();
    let tracking = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let value = seed.deserialize(tracking).map_err(|error| {
        let pointer = reason::pointer(&track.path());
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
            again: AGAIN_AT_LEAST.saturating_add(text.len().saturating_mul(MOST_AGAIN)),
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
