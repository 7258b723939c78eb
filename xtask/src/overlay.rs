//! Our deviations from a document, as an OpenAPI Overlay 1.0 file: each action has a target (`JSONPath`), a reason and
//! a kind. The upstream document itself is never edited.

mod change;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::Diagnostic;
use crate::load::{Document, join_pointer};

use change::Change;

/// Why an action is there, its `x-kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The document is wrong; strict schemas are corrected too.
    Correction,
    /// The document is right, but later versions or real banks differ; only the generated types know of it.
    Tolerance,
}

/// What was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Applied {
    /// How many corrections were applied.
    pub(crate) corrections: usize,
    /// How many tolerances were applied.
    pub(crate) tolerances: usize,
    /// Each applied action, in the order of the file.
    pub(crate) actions: Vec<AppliedAction>,
}

/// One applied action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AppliedAction {
    /// Its `JSONPath` as written.
    pub(crate) target: String,
    pub(crate) kind: Kind,
    /// Its reason, the `description`.
    pub(crate) reason: String,
    /// How many places of the document it matched.
    pub(crate) matches: usize,
}

/// Applies the actions of `overlay` to `root`, in the order of the file. Afterwards all object keys are sorted.
///
/// `update` is merged into each match: objects member by member, arrays by appending. `remove` takes each match out.
///
/// # Errors
///
/// If the overlay is not as the format asks, or if an action matches nothing or changes nothing: then upstream has
/// been mended or the target is wrong, and somebody should look. `root` is only changed if all went well.
pub(crate) fn apply(root: &mut Value, overlay: &Document) -> Result<Applied, Diagnostic> {
    apply_where(root, overlay, |_| true)
}

/// Applies the corrections alone: what the document should say, without what banks do otherwise.
///
/// # Errors
///
/// As [`apply`]; a correction must not need a tolerance before it.
pub(crate) fn correct(root: &mut Value, overlay: &Document) -> Result<Applied, Diagnostic> {
    apply_where(root, overlay, |kind| kind == Kind::Correction)
}

fn apply_where(
    root: &mut Value,
    overlay: &Document,
    is_wanted: impl Fn(Kind) -> bool,
) -> Result<Applied, Diagnostic> {
    let mut actions = actions_of(overlay)?;
    actions.retain(|action| is_wanted(action.kind));
    let mut changed = root.clone();
    let mut applied = Applied::default();
    for action in actions {
        match action.kind {
            Kind::Correction => applied.corrections += 1,
            Kind::Tolerance => applied.tolerances += 1,
        }
        applied.actions.push(action.apply(&mut changed, overlay)?);
    }
    changed.sort_all_objects();
    *root = changed;
    Ok(applied)
}

struct Action<'a> {
    pointer: String,
    target: &'a str,
    path: JsonPath,
    reason: &'a str,
    kind: Kind,
    change: Change<'a>,
}

impl Action<'_> {
    fn apply(self, root: &mut Value, overlay: &Document) -> Result<AppliedAction, Diagnostic> {
        let matches = change::locations(&self.path, root);
        if matches.is_empty() {
            return Err(overlay.diagnostic(
                &self.pointer,
                format!("target `{}` matches nothing in the document", self.target),
                "correct the target, or delete the action if the document has been mended",
            ));
        }
        let has_changed = change::apply(&self.change, root, &matches).map_err(|what| {
            let what = format!("target `{}` {what}", self.target);
            overlay.diagnostic(&self.pointer, what, "correct the target or the update")
        })?;
        if !has_changed {
            return Err(overlay.diagnostic(
                &self.pointer,
                format!("the update of `{}` changes nothing", self.target),
                "delete the action: the document already says so",
            ));
        }
        Ok(AppliedAction {
            target: self.target.to_owned(),
            kind: self.kind,
            reason: self.reason.to_owned(),
            matches: matches.len(),
        })
    }
}

fn actions_of(overlay: &Document) -> Result<Vec<Action<'_>>, Diagnostic> {
    let root = object(overlay, "", &overlay.root, "an overlay")?;
    known_members(
        overlay,
        "",
        root,
        &["overlay", "info", "extends", "actions"],
    )?;
    match root.get("overlay") {
        Some(Value::String(version)) if version == "1.0.0" => {}
        Some(_) => {
            return Err(overlay.diagnostic(
                "/overlay",
                "not a version of Overlay that is supported",
                "write `overlay: 1.0.0`",
            ));
        }
        None => {
            return Err(overlay.diagnostic("", "no `overlay` version", "write `overlay: 1.0.0`"));
        }
    }
    let info = member(
        overlay,
        "",
        root,
        "info",
        "add `info` with `title` and `version`",
    )?;
    let info = object(overlay, "/info", info, "`info`")?;
    known_members(overlay, "/info", info, &["title", "version"])?;
    for name in ["title", "version"] {
        text(overlay, "/info", info, name, "add it")?;
    }
    if root.contains_key("extends") {
        text(overlay, "", root, "extends", "name the document's address")?;
    }
    let actions = member(overlay, "", root, "actions", "add the list of actions")?;
    let Some(actions) = actions.as_array().filter(|actions| !actions.is_empty()) else {
        return Err(overlay.diagnostic(
            "/actions",
            "no list of actions",
            "give at least one action, or delete the overlay",
        ));
    };
    actions
        .iter()
        .enumerate()
        .map(|(index, action)| action_of(overlay, format!("/actions/{index}"), action))
        .collect()
}

fn action_of<'a>(
    overlay: &'a Document,
    at: String,
    action: &'a Value,
) -> Result<Action<'a>, Diagnostic> {
    let action = object(overlay, &at, action, "an action")?;
    known_members(
        overlay,
        &at,
        action,
        &["target", "description", "x-kind", "update", "remove"],
    )?;
    let target = text(overlay, &at, action, "target", "name the place by JSONPath")?;
    let path = JsonPath::parse(target).map_err(|error| {
        overlay.diagnostic(
            &join_pointer(&at, "target"),
            format!(
                "target `{target}` is not JSONPath (character {}: {})",
                error.position(),
                error.message()
            ),
            "correct it by RFC 9535",
        )
    })?;
    let reason = text(
        overlay,
        &at,
        action,
        "description",
        "say why the action is needed",
    )?;
    let kind = match text(
        overlay,
        &at,
        action,
        "x-kind",
        "write `x-kind: correction` or `x-kind: tolerance`",
    )? {
        "correction" => Kind::Correction,
        "tolerance" => Kind::Tolerance,
        other => {
            return Err(overlay.diagnostic(
                &join_pointer(&at, "x-kind"),
                format!("unknown kind `{other}`"),
                "write `correction` (the document is wrong) or `tolerance` (banks or later versions differ)",
            ));
        }
    };
    let change = match (action.get("update"), action.get("remove")) {
        (Some(update), None) => Change::Update(update),
        (None, Some(Value::Bool(true))) => Change::Remove,
        (None, Some(_)) => {
            return Err(overlay.diagnostic(
                &join_pointer(&at, "remove"),
                "`remove` is not `true`",
                "write `remove: true`, or give an `update`",
            ));
        }
        (Some(_), Some(_)) => {
            return Err(overlay.diagnostic(
                &at,
                "both `update` and `remove`",
                "make two actions of it",
            ));
        }
        (None, None) => {
            return Err(overlay.diagnostic(
                &at,
                "neither `update` nor `remove`",
                "say what the action does",
            ));
        }
    };
    if matches!(change, Change::Remove) && target.trim() == "$" {
        return Err(overlay.diagnostic(&at, "removes the whole document", "name a part of it"));
    }
    Ok(Action {
        pointer: at,
        target,
        path,
        reason,
        kind,
        change,
    })
}

fn object<'a>(
    overlay: &Document,
    at: &str,
    value: &'a Value,
    shown_as: &str,
) -> Result<&'a Map<String, Value>, Diagnostic> {
    value.as_object().ok_or_else(|| {
        overlay.diagnostic(
            at,
            format!("{shown_as} has to be a mapping"),
            "see OpenAPI Overlay 1.0.0",
        )
    })
}

fn known_members(
    overlay: &Document,
    at: &str,
    members: &Map<String, Value>,
    known: &[&str],
) -> Result<(), Diagnostic> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(unknown) => Err(overlay.diagnostic(
            &join_pointer(at, unknown),
            format!("unknown member `{unknown}`"),
            format!("allowed here: {}", known.join(", ")),
        )),
    }
}

fn member<'a>(
    overlay: &Document,
    at: &str,
    members: &'a Map<String, Value>,
    name: &str,
    what_to_do: &str,
) -> Result<&'a Value, Diagnostic> {
    members
        .get(name)
        .ok_or_else(|| overlay.diagnostic(at, format!("no `{name}`"), what_to_do))
}

fn text<'a>(
    overlay: &Document,
    at: &str,
    members: &'a Map<String, Value>,
    name: &str,
    what_to_do: &str,
) -> Result<&'a str, Diagnostic> {
    match member(overlay, at, members, name, what_to_do)? {
        Value::String(text) if !text.trim().is_empty() => Ok(text),
        _ => Err(overlay.diagnostic(
            &join_pointer(at, name),
            format!("`{name}` has no text"),
            what_to_do,
        )),
    }
}

#[cfg(test)]
mod tests;
