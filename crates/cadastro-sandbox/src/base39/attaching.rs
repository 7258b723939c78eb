//! `attachFile`: what is checked, what is done, and under which key.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::customer;
use super::fields::Fields;
use super::keys::{self, Answered, Purpose, Turn};
use super::{Attachment, failure, refused};
use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::world::World;

/// As many attachments of a customer are kept, and as many of them are answered.
const KEPT: usize = 1_000;
const ANSWERED: usize = 10;

/// Nothing can fail once the key is reserved: a call that is refused leaves no trace of its key.
pub(super) fn answer(world: &World, call: &Call) -> Step {
    let Checked { of, fields, key } = match checked(world, call) {
        Ok(checked) => checked,
        Err(refusal) => return Step::Done(*refusal),
    };
    if let Some(key) = &key {
        let now = world.clock().elapsed();
        let turn = world.platform.state().keys.begin(key, of, now);
        match turn {
            Turn::First => {}
            Turn::InFlight => return failure(world, call, 409).into(),
            Turn::Replay(answered) => return reply(world, of, &answered).into(),
            Turn::Other => {
                let text = "The key was used for another customer or file.";
                return refused(422, "idempotency_key_reused", text).into();
            }
        }
    }
    let client = call.header("base39-external-client-id").map(str::to_owned);
    Step::Work(Box::new(move |world| {
        let now = (world.now(), world.clock().elapsed());
        let answered = attach(world, of, fields, now, key.as_deref(), client);
        reply(world, of, &answered)
    }))
}

/// A call that is in order.
struct Checked {
    of: Purpose,
    fields: Fields,
    key: Option<Vec<u8>>,
}

/// What is to be attached to whom, if the call is in order.
fn checked(world: &World, call: &Call) -> Result<Checked, Box<Reply>> {
    match call.bearer() {
        Some(key) if key == world.platform.api_key => {}
        None if !call.headers.contains_key("authorization") => {
            return Err(failure(world, call, 403).into());
        }
        _ => return Err(failure(world, call, 401).into()),
    }
    let customer = world.platform.customers.index(&call.id);
    let customer =
        customer.ok_or_else(|| not_found("customer_unknown", "There is no such customer."))?;
    if call.media_type().as_deref() != Some("application/json") {
        return Err(failure(world, call, 415).into());
    }
    let Ok(body) = serde_json::from_slice::<Value>(&call.body) else {
        return Err(refused(400, "invalid_body", "The body is no JSON.").into());
    };
    let file = body.get("file").and_then(Value::as_str);
    let violations = world.contract.body_violations(call.operation.id, &body);
    let Some(file) = file.filter(|_| violations.is_empty()) else {
        let text = "The body has to be an object with the id of a file.";
        return Err(refused(400, "invalid_body", text).into());
    };
    let fields = Fields::read(call)?;
    let key = keys::of(call)?;
    let file = world.platform.files.index(file);
    let file = file.ok_or_else(|| not_found("file_unknown", "There is no such file."))?;
    Ok(Checked {
        of: Purpose { customer, file },
        fields,
        key,
    })
}

fn not_found(code: &str, message: &str) -> Box<Reply> {
    refused(404, code, message).into()
}

fn attach(
    world: &World,
    of: Purpose,
    fields: Fields,
    (at, elapsed): (SystemTime, Duration),
    key: Option<&[u8]>,
    client: Option<String>,
) -> Answered {
    let mut state = world.platform.state();
    let attachments = state.attachments.entry(of.customer).or_default();
    if attachments.len() == KEPT {
        attachments.pop_front();
    }
    attachments.push_back(Attachment { file: of.file, at });
    let newest = attachments.len().saturating_sub(ANSWERED);
    let answered = Answered {
        attachments: attachments.range(newest..).copied().collect(),
        fields: Arc::new(fields),
    };
    if client.is_some() {
        state.external_client_id = client;
    }
    if let Some(key) = key {
        state.keys.done(key, answered.clone(), elapsed);
    }
    world.recorder.count(|effects| effects.attachments += 1);
    answered
}

fn reply(world: &World, of: Purpose, answered: &Answered) -> Reply {
    let mut body = customer::of(world, of.customer, &answered.attachments);
    answered.fields.apply(&mut body);
    Reply::json(200, body)
}
