//! The query: which members an answer has.

use serde_json::Value;

use super::refused;
use crate::call::Call;
use crate::reply::Reply;

/// Which members of a customer are answered.
#[derive(Default)]
pub(super) enum Fields {
    #[default]
    All,
    Only(Vec<String>),
    Without(Vec<String>),
}

impl Fields {
    /// Reads `fields`, and checks `expand`.
    pub(super) fn read(call: &Call) -> Result<Self, Box<Reply>> {
        let expand = names(call, "expand");
        if !expand.iter().all(|name| is_name(name)) {
            let text = "expand has something that is no name.";
            return Err(refused(400, "invalid_expand", text).into());
        }
        let (without, only): (Vec<_>, Vec<_>) = names(call, "fields")
            .into_iter()
            .partition(|name| name.starts_with('-'));
        let without: Vec<_> = without.into_iter().map(|name| &name[1..]).collect();
        if !only.iter().chain(&without).all(|name| is_name(name)) {
            let text = "fields has something that is no name.";
            return Err(refused(400, "invalid_fields", text).into());
        }
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        match (only.is_empty(), without.is_empty()) {
            (true, true) => Ok(Self::All),
            (false, true) => Ok(Self::Only(owned(only))),
            (true, false) => Ok(Self::Without(owned(without))),
            (false, false) => {
                let text = "fields either names members or leaves some out.";
                Err(refused(400, "invalid_fields", text).into())
            }
        }
    }

    /// Takes away what is not asked for.
    pub(super) fn apply(&self, customer: &mut Value) {
        let Some(members) = customer.as_object_mut() else {
            return;
        };
        match self {
            Self::All => {}
            Self::Only(names) => members.retain(|name, _| names.contains(name)),
            Self::Without(names) => members.retain(|name, _| !names.contains(name)),
        }
    }
}

/// The names of a parameter, whether they are joined by commas or the parameter is repeated.
fn names<'a>(call: &'a Call, parameter: &str) -> Vec<&'a str> {
    let values = call.query.iter().filter(|(name, _)| name == parameter);
    values
        .flat_map(|(_, value)| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    !name.is_empty() && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte))
}
