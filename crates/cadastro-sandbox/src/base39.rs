//! base39 attach: API keys, customers and files, idempotency.

mod attaching;
mod customer;
mod fields;
mod ids;
mod keys;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::http::Method;
use fastrand::Rng;
use serde_json::json;

use self::ids::Ids;
use self::keys::Keys;
use crate::call::{Call, Operation};
use crate::reply::Reply;
use crate::settings::Settings;
use crate::world::World;

/// The one operation.
pub(crate) static OPERATIONS: &[Operation] = &[Operation {
    id: "attachFile",
    method: Method::POST,
    path: "/v1/customers/{id}/attach",
    answer: attaching::answer,
    failure,
}];

/// The state of the platform.
pub(crate) struct Platform {
    api_key: String,
    customers: Ids,
    files: Ids,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    keys: Keys,
    /// By the number of the customer.
    attachments: HashMap<u64, VecDeque<Attachment>>,
    external_client_id: Option<String>,
}

/// A file that was attached.
#[derive(Clone, Copy)]
struct Attachment {
    file: u64,
    at: SystemTime,
}

impl Platform {
    pub(crate) fn new(settings: &Settings) -> Self {
        let mut dice = Rng::with_seed(settings.seed ^ 0xba5e_0039);
        let key: String = (0..32).map(|_| dice.alphanumeric()).collect();
        Self {
            api_key: format!("bs_sandbox_{key}"),
            customers: Ids::new("cust_", dice.u64(..)),
            files: Ids::new("file_", dice.u64(..)),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error body of this status. The two of authorisation are documented, codes and texts of the others are the sandbox's
/// own.
fn failure(_world: &World, _call: &Call, status: u16) -> Reply {
    let (code, message) = match status {
        401 => {
            let body = json!({"message": "Unauthorized"});
            return Reply::json(401, body).with_header("www-authenticate", "Bearer");
        }
        403 => return Reply::json(403, json!({"message": "Missing Authentication Token"})),
        404 => ("not_found", "There is no such thing."),
        405 => ("method_not_allowed", "Another method is needed."),
        409 => (
            "request_in_flight",
            "A call with this key is still running.",
        ),
        413 => ("body_too_large", "The body is too large."),
        415 => ("unsupported_media_type", "The body has to be JSON."),
        429 => ("too_many_requests", "Try again later."),
        500.. => ("internal_error", "Something went wrong."),
        _ => ("invalid_request", "The request was refused."),
    };
    refused(status, code, message)
}

fn refused(status: u16, code: &str, message: &str) -> Reply {
    Reply::json(status, json!({"code": code, "message": message}))
}

/// A tenant of base39, as its sandbox knows it.
///
/// It has as many customers and files as there are numbers: [`customer_id`](Self::customer_id),
/// [`file_id`](Self::file_id). A customer is the person of the same number in the
/// [`Population`](crate::Population).
///
/// As documented: one API key as a bearer token, 401 for another one and 403 without any; `Idempotency-Key`, by which a
/// success is replayed for 24 h, a call while the first is in flight is a 409, and a failed first attempt may run again;
/// `fields`, which names members of the answer or, after a minus sign, those to leave out, and not both.
///
/// The sandbox's own:
/// - A key that comes with another customer or file than the first time is refused, 422. Whatever else differs, the first
///   answer is replayed. A blank key is none. Keys are forgotten early if more than 100,000 of them are known.
/// - Keys are compared byte by byte, and may have bytes beyond ASCII. One of more than 255 bytes is refused, and so is a call
///   with two of them, 400.
/// - Without a key, a file can be attached to a customer again and again, and counts each time.
/// - `fields` goes for the members of the customer, not for those inside of them; names that are none of a customer's have
///   no effect.
/// - No document has the shapes that `expand` gives, so it is checked for names (letters, digits, `_` and `.`), and has no
///   further effect.
/// - An answer has the newest 10 attachments.
#[derive(Clone)]
pub struct Base39 {
    world: Arc<World>,
    origin: String,
}

impl Base39 {
    pub(crate) fn new(world: Arc<World>, origin: String) -> Self {
        Self { world, origin }
    }

    /// Where it is, such as `http://127.0.0.1:40321`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// The one API key.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.world.platform.api_key
    }

    /// Id of the customer that is the person of this number.
    #[must_use]
    pub fn customer_id(&self, index: u64) -> String {
        self.world.platform.customers.id(index)
    }

    /// Id of a file that was uploaded before.
    #[must_use]
    pub fn file_id(&self, index: u64) -> String {
        self.world.platform.files.id(index)
    }

    /// Ids of the files that were attached to a customer, in their order, each as often as it was: the newest 1,000.
    #[must_use]
    pub fn attachments(&self, customer_id: &str) -> Vec<String> {
        let platform = &self.world.platform;
        let Some(customer) = platform.customers.index(customer_id) else {
            return Vec::new();
        };
        let state = platform.state();
        let attachments = state.attachments.get(&customer);
        attachments
            .into_iter()
            .flatten()
            .map(|attachment| platform.files.id(attachment.file))
            .collect()
    }

    /// The last `base39-external-client-id` that came with a file that was attached.
    #[must_use]
    pub fn external_client_id(&self) -> Option<String> {
        self.world.platform.state().external_client_id.clone()
    }

    /// Forgets all attachments and all idempotency keys but those in flight.
    pub fn forget(&self) {
        let mut state = self.world.platform.state();
        state.attachments = HashMap::new();
        state.keys.forget();
    }
}

impl std::fmt::Debug for Base39 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Base39")
            .field("url", &self.origin)
            .finish_non_exhaustive()
    }
}
