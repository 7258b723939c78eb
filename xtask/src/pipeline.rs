//! From a document to the files of a crate, in memory: overlay → fixups → values → progenitor → polish → split; and
//! beside it overlay (corrections) → strict schemas.

use std::collections::BTreeMap;

use crate::config::{self, Api};
use crate::diagnostic::Diagnostic;
use crate::load::{Document, check_openapi};
use crate::notes::Notes;
use crate::split::Files;
use crate::types::Types;
use crate::values::Leaves;
use crate::{
    api_items, fixups, generate, openapi, overlay, polish, servers, split, strict, values,
};

pub(crate) use crate::servers::assumed_base_path;

/// What a document becomes.
pub(crate) struct Crate {
    pub(crate) files: Files,
    pub(crate) api_txt: String,
    pub(crate) types: usize,
    pub(crate) overlay: BTreeMap<String, usize>,
    pub(crate) fixups: BTreeMap<String, usize>,
    pub(crate) passes: BTreeMap<String, usize>,
}

/// Runs the whole pipeline. `header` is the first line of each file; `line_of` finds an entry of `specs/apis.toml`.
pub(crate) fn run(
    document: &Document,
    overlay: Option<&Document>,
    api: &Api,
    header: &str,
    line_of: &dyn Fn(&str) -> usize,
    notes: &Notes,
) -> anyhow::Result<Crate> {
    check_openapi(document)?;
    if !api.assumed {
        check_base_path(document, api)?;
    }
    let mut facts = document.root.clone();
    let mut overlaid = BTreeMap::new();
    if let Some(overlay) = overlay {
        let applied = overlay::apply(&mut facts, overlay)?;
        overlaid.insert("corrections".to_owned(), applied.corrections);
        overlaid.insert("tolerances".to_owned(), applied.tolerances);
        overlaid.retain(|_, count| *count > 0);
    }
    let repaired = fixups::run(facts, api, line_of, notes)?;
    let (counts, polished) =
        generated(repaired, api, line_of, notes).map_err(|error| in_document(error, document))?;
    let passes = polished.counts.clone();
    let types = polished
        .types
        .values()
        .map(|packed| packed.names().len())
        .sum();
    let mut files = split::split(polished, header)?;
    let api_txt = api_items::list(&files)?;
    files.insert(
        strict::FILE.to_owned(),
        strict_schemas(document, overlay, header, api.assumed.then_some(notes))?,
    );
    Ok(Crate {
        files,
        api_txt,
        types,
        overlay: overlaid,
        fixups: counts,
        passes,
    })
}

/// The file of strict schemas, which no tolerance has touched.
fn strict_schemas(
    document: &Document,
    overlay: Option<&Document>,
    header: &str,
    notes: Option<&Notes>,
) -> Result<String, Diagnostic> {
    let mut corrected = document.root.clone();
    if let Some(overlay) = overlay {
        overlay::correct(&mut corrected, overlay)?;
    }
    if notes.is_some() {
        // The fixup of the same name has told it.
        fixups::leave_out_misused(&mut corrected, &Notes::default());
    }
    fixups::name_parts(&mut corrected, &Notes::default());
    let comment = header.trim_start_matches("// ");
    strict::schemas(document, &corrected, comment, notes)
}

/// From the repaired document to polished items.
pub(crate) fn generated(
    repaired: fixups::Repaired,
    api: &Api,
    line_of: &dyn Fn(&str) -> usize,
    notes: &Notes,
) -> anyhow::Result<(BTreeMap<String, usize>, polish::Polished)> {
    let counts = repaired.counts.clone();
    let polished = with_context(repaired, api, line_of, notes, polish::polish)?;
    Ok((counts, polished))
}

/// Runs typify and progenitor, and hands what they make to `run` with what all passes know.
pub(crate) fn with_context<T>(
    repaired: fixups::Repaired,
    api: &Api,
    line_of: &dyn Fn(&str) -> usize,
    notes: &Notes,
    run: impl FnOnce(generate::Raw, &polish::Context<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    if let Some(refusal) = notes.refusal() {
        return Err(generate::Refusal::new(refusal.pointer, refusal.what).into());
    }
    let facts = &repaired.facts;
    let direction = openapi::direction(facts);
    let leaves = Leaves::new(facts, api, line_of)?;
    let types = Types::of(facts, api, &leaves, &direction, notes);
    let mut assigned = values::assign(repaired.digestible, &types);
    leaves.check_used(line_of)?;
    let raw = generate::generate(&mut assigned)?;
    let context = polish::Context {
        api,
        facts,
        types: &types,
        assigned: &assigned,
        direction: &direction,
        notes,
    };
    run(raw, &context)
}

/// The text of a module that makes the calls of the crate of a document, see [`crate::drive`].
pub(crate) fn driver(
    repaired: fixups::Repaired,
    api: &Api,
    notes: &Notes,
) -> anyhow::Result<String> {
    let items = with_context(repaired, api, &|_| 1, notes, |_, context| {
        polish::driver(context, &api.package)
    })?;
    let file = syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items,
    };
    // Types of the crate that stand in the place of a value.
    let own = format!("::{}::", api.package.replace('-', "_"));
    Ok(
        prettyplease::unparse(&file)
            .replace(&format!("::cadastro_core::{}::", values::ALIAS), &own),
    )
}

/// Tells what cannot be generated as one line, like any other problem of the document.
fn in_document(error: anyhow::Error, document: &Document) -> Diagnostic {
    const WHAT_TO_DO: &str = "put it another way in the overlay, or add a fixup for it";
    error.downcast::<Diagnostic>().unwrap_or_else(|error| {
        let pointer = error.downcast_ref::<generate::Refusal>();
        let pointer = pointer.map_or("", |refusal| &refusal.pointer);
        document.diagnostic(pointer, format!("{error:#}"), WHAT_TO_DO)
    })
}

/// `base_path` must be what the document's servers say.
fn check_base_path(document: &Document, api: &Api) -> Result<(), Diagnostic> {
    for (index, server) in openapi::elements(&document.root["servers"]).enumerate() {
        let path = servers::path(server);
        if path != api.base_path {
            return Err(document.diagnostic(
                &format!("/servers/{index}/url"),
                format!(
                    "the server's path is `{path}`, {} has `{}` for [{}]",
                    config::FILE,
                    api.base_path,
                    api.name
                ),
                "make `base_path` and the document agree",
            ));
        }
    }
    Ok(())
}
