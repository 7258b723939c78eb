//! A call of one of the six operations, from its headers to its data.

use std::ops::Range;
use std::time::SystemTime;

use serde_json::json;

use super::consents::{ConsentStatus, Customer};
use super::envelope;
use super::headers;
use super::limits::Rate;
use super::pages::Page;
use super::readings::Reading;
use super::refusals::Refusal;
use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::world::World;

/// Answers a call. What is wrong with it is looked for in this order, which is the sandbox's own:
///
/// 1. the bank's requests of this second: 529;
/// 2. headers and query: 400, and `Accept`: 406;
/// 3. the token and its consent: 401;
/// 4. the receiver's requests of this minute: 429;
/// 5. the permission, and then the state of the resource: 403; data that a customer of this kind does not have: 404;
/// 6. the quota of this month: 423;
/// 7. the page: 422.
///
/// Whatever comes through has succeeded and counts towards the quota, unless its pagination key says that it follows.
pub(super) fn answer(world: &World, call: &Call) -> Step {
    let now = world.now();
    let mut rate = None;
    let reply = match admit(world, call, now, &mut rate) {
        Ok(admitted) => admitted.reply(world, call, now),
        Err(refusal) => refusal.into_reply(world),
    };
    let reply = match rate {
        Some(rate) => rate.tell(reply),
        None => reply,
    };
    envelope::with_headers(world, call, reply).into()
}

/// The answer to a call that is refused for another reason.
pub(super) fn failure(world: &World, call: &Call, status: u16) -> Reply {
    envelope::with_headers(world, call, Refusal::of(status).into_reply(world))
}

/// A call that will succeed.
struct Admitted<'a> {
    reading: Reading,
    customer: Customer,
    records: u64,
    range: Range<u64>,
    /// The page and its pagination key, if there are pages.
    page: Option<(Page<'a>, String)>,
}

fn admit<'a>(
    world: &World,
    call: &'a Call,
    now: SystemTime,
    rate: &mut Option<Rate>,
) -> Result<Admitted<'a>, Refusal> {
    let settings = &world.settings;
    let limits = &settings.limits;
    let reading = Reading::of(call.operation.id).ok_or_else(|| Refusal::of(404))?;
    if !world
        .bank
        .with(|state| state.windows.admits(now, limits.per_second))
    {
        return Err(Refusal::of(529));
    }
    headers::check(world, call, reading)?;
    if !headers::accepts_json(&call.headers) {
        return Err(Refusal::of(406));
    }
    let page = reading
        .is_paginated()
        .then(|| Page::of(call, settings.page_cap));
    world.bank.with(|state| {
        let token = call.bearer().and_then(|token| state.tokens.get(token, now));
        let id = token.ok_or_else(|| Refusal::of(401))?;
        let consent = state
            .consents
            .get_mut(id)
            .filter(|consent| consent.status(now) == ConsentStatus::Authorised)
            .ok_or_else(|| Refusal::of(401))?;
        *rate = state
            .windows
            .rate(now, &consent.client_id, limits.per_minute);
        if rate.is_some_and(|rate| rate.is_exceeded) {
            return Err(Refusal::of(429));
        }
        if !consent.permits(reading) {
            return Err(Refusal::of(403));
        }
        if let Some(code) = consent.resource.code() {
            return Err(Refusal::resource(code));
        }
        if !reading.is_about(consent.customer) {
            return Err(Refusal::of(404));
        }
        let keys = &world.bank.keys;
        let key = page.as_ref().and_then(|page| page.key);
        let live = key.filter(|key| keys.is_live(key, id, reading, settings.version, now));
        let used = consent.used(reading, now);
        if live.is_none() && limits.monthly.is_some_and(|monthly| used >= monthly) {
            return Err(Refusal::of(423));
        }
        let range = match &page {
            Some(page) => page.range(consent.records)?,
            None => 0..1,
        };
        if live.is_none() {
            consent.count(reading, now);
        }
        let key = || match live {
            Some(key) => key.to_owned(),
            None => keys.make(id, reading, settings.version, now),
        };
        Ok(Admitted {
            reading,
            customer: consent.customer,
            records: consent.records,
            range,
            page: page.map(|page| (page, key())),
        })
    })
}

impl Admitted<'_> {
    fn reply(self, world: &World, call: &Call, now: SystemTime) -> Reply {
        let (links, meta) = match &self.page {
            Some((page, key)) => (
                page.links(call, self.records, key),
                envelope::meta(world, now, self.records, page.count(self.records)),
            ),
            None => (
                envelope::link_to_self(call),
                envelope::meta(world, now, 1, 1),
            ),
        };
        let data = self.reading.data(world, self.customer, self.range);
        world.recorder.count(|effects| effects.reads += 1);
        Reply::json(200, json!({"data": data, "links": links, "meta": meta}))
    }
}
