//! The two registrations, which take the same body.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use super::checks::{self, Detail};
use super::registry::RegistrationKind;
use super::{authorised, failure};
use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::world::World;

/// `cadastrarClienteParceiro`.
pub(super) fn pre_register(world: &World, call: &Call) -> Step {
    answer(world, call, RegistrationKind::Pre)
}

/// `cadastrarEmBackground`.
pub(super) fn register(world: &World, call: &Call) -> Step {
    answer(world, call, RegistrationKind::Full)
}

fn answer(world: &World, call: &Call, kind: RegistrationKind) -> Step {
    let reply = registered(world, call, kind);
    reply.unwrap_or_else(|refusal| *refusal).into()
}

fn registered(world: &World, call: &Call, kind: RegistrationKind) -> Result<Reply, Box<Reply>> {
    authorised(world, call)?;
    if call.media_type().as_deref() != Some("application/json") {
        return Err(failure(world, call, 415).into());
    }
    let Ok(body) = serde_json::from_slice::<Value>(&call.body) else {
        let detail = Detail::of_all("O corpo não é JSON.");
        return Err(checks::refusal(&[detail]).into());
    };
    let refusals = checks::refusals(world, call.operation.id, &body);
    if !refusals.is_empty() {
        return Err(checks::refusal(&refusals).into());
    }
    let cnpj = body.pointer("/empresa/cnpj").and_then(Value::as_str);
    let not_taken = checks::not_taken(&body);
    let now = Moment::of(world);
    let (id, lists) =
        world
            .onboarding
            .registry()
            .register(kind, cnpj.unwrap_or_default().into(), now);
    world.recorder.count(|effects| match kind {
        RegistrationKind::Pre => effects.pre_registrations += 1,
        RegistrationKind::Full => effects.registrations += 1,
    });
    Ok(Reply::json(201, taken(id, lists, &not_taken)))
}

/// A point in time, by both clocks: to be shown, and to count from.
#[derive(Clone, Copy)]
pub(super) struct Moment {
    pub(super) at: std::time::SystemTime,
    pub(super) elapsed: Duration,
}

impl Moment {
    pub(super) fn of(world: &World) -> Self {
        Self {
            at: world.now(),
            elapsed: world.clock().elapsed(),
        }
    }
}

fn taken(id: Uuid, lists: bool, not_taken: &[Detail]) -> Value {
    let mut body = json!({
        "clienteId": id.to_string(),
        "link": format!("https://cadastro.example.com/continuar/{}", id.simple()),
    });
    add_outcome(&mut body, lists, not_taken);
    body
}

/// `status` and `badRequestReason` of an answer. Both shapes of `status` are in the manual, so both occur: a company has
/// either numbers, or lists and an empty `badRequestReason` in place of none.
pub(super) fn add_outcome(body: &mut Value, lists: bool, not_taken: &[Detail]) {
    let status = i32::from(!not_taken.is_empty());
    body["status"] = if lists {
        json!([status])
    } else {
        json!(status)
    };
    if lists || !not_taken.is_empty() {
        body["badRequestReason"] = checks::list(not_taken);
    }
}
