//! An answer as it came off the wire, typed or not, whole or not: status, headers and as much of the body as there is.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

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
    /// Reads the body once, up to `limit` bytes.
    pub(crate) async fn read(mut response: reqwest::Response, limit: usize) -> Self {
        let announced = response
            .content_length()
            .map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
        let mut body = BytesMut::with_capacity(announced.min(limit).min(FIRST_ROOM));
        let broken = loop {
            match response.chunk().await {
                Ok(None) => break None,
                Ok(Some(chunk)) => {
                    let room = limit - body.len();
                    body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        break Some(Breakage::TooLarge);
                    }
                }
                Err(error) => break Some(Breakage::Failure(Failure::of(&error))),
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
