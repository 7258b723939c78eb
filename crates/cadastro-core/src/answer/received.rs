//! An answer as it came off the wire, typed or not, whole or not: status, headers and as much of the body as there is.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures_util::future::{Either, select};
use http::{HeaderMap, StatusCode};

use crate::clock::Sleep;
use crate::error::Failure;

/// How much room is made for a body before its first byte is here, whatever length the server announces.
const FIRST_ROOM: usize = 64 * 1024;

pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Why there is not more of the body.
    pub(crate) broken: Option<Breakage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breakage {
    Failure(Failure),
    TooLarge,
}

impl Received {
    /// Reads the body once, up to `limit` bytes and until the timer goes off.
    pub(crate) async fn read(
        mut response: reqwest::Response,
        limit: usize,
        timer: &mut Sleep,
    ) -> Self {
        let announced = response
            .content_length()
            .map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
        let mut body = BytesMut::with_capacity(announced.min(limit).min(FIRST_ROOM));
        let broken = loop {
            let chunk = pin!(response.chunk());
            match select(chunk, &mut *timer).await {
                Either::Left((Ok(None), _)) => break None,
                Either::Left((Ok(Some(chunk)), _)) => {
                    let room = limit - body.len();
                    body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        break Some(Breakage::TooLarge);
                    }
                }
                Either::Left((Err(error), _)) => {
                    break Some(Breakage::Failure(Failure::of(&error)));
                }
                Either::Right(_) => break Some(Breakage::Failure(Failure::timed_out(true))),
            }
        };
        Self {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: body.freeze(),
            broken,
        }
    }
}
