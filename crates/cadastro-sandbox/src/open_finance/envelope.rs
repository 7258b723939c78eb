//! What is around the data: `links`, `meta`, and the headers of every answer.

use std::time::SystemTime;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::headers;
use super::version::Delta;
use crate::call::Call;
use crate::reply::Reply;
use crate::world::World;

/// The `meta` of an answer. Releases from 2.1.0 on have no totals.
pub(super) fn meta(world: &World, now: SystemTime, records: u64, pages: u64) -> Value {
    let time = timestamp(now).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    if world.settings.version.has(Delta::MetaWithoutTotals) {
        json!({"requestDateTime": time})
    } else {
        json!({"totalRecords": records, "totalPages": pages, "requestDateTime": time})
    }
}

/// The `links` of an answer that is no list.
pub(super) fn link_to_self(call: &Call) -> Value {
    json!({"self": format!("{}{}", call.origin, call.operation.path)})
}

/// Adds the headers of every answer: the interaction id, the one that was sent if that is one, else a new one; and from
/// 2.3.0 on `x-v`.
pub(super) fn with_headers(world: &World, call: &Call, reply: Reply) -> Reply {
    let version = world.settings.version;
    let id = match headers::interaction_id(call, version) {
        Some(id) => id.to_owned(),
        None => world.bank.with(|state| state.names.uuid()).to_string(),
    };
    let reply = reply.with_header("x-fapi-interaction-id", id);
    if version.has(Delta::VersionHeader) {
        reply.with_header("x-v", version.number())
    } else {
        reply
    }
}

/// A time that jiff cannot tell counts as the epoch.
pub(super) fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH)
}
