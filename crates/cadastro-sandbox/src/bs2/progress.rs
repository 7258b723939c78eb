//! How far a company has come.

use serde_json::json;

use super::registrations::add_outcome;
use super::{authorised, cliente_id, failure};
use crate::call::{Call, Step};
use crate::reply::Reply;
use crate::world::World;

/// `consultarStatusClienteParceiro`. Its success is a 201, as the manual has it.
pub(super) fn answer(world: &World, call: &Call) -> Step {
    let reply = standing(world, call);
    reply.unwrap_or_else(|refusal| *refusal).into()
}

fn standing(world: &World, call: &Call) -> Result<Reply, Box<Reply>> {
    authorised(world, call)?;
    let id = cliente_id(call)?;
    let now = world.clock().elapsed();
    let standing = world.onboarding.registry().standing(id, now);
    let Some(standing) = standing else {
        return Err(failure(world, call, 404).into());
    };
    let mut body = json!({"statusCliente": standing.status_cliente});
    if let Some(conta) = standing.conta {
        body["conta"] = json!(conta);
    }
    add_outcome(&mut body, standing.lists, &[]);
    Ok(Reply::json(201, body))
}
