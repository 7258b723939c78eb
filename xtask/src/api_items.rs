//! `api.txt`: the public items of a generated crate, one a line, so that a review sees what users see.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Fields, FnArg, ImplItem, Item, ReturnType, Type, Visibility};

use crate::split::Files;

/// Lists the public items of all files, sorted.
pub(crate) fn list(files: &Files) -> anyhow::Result<String> {
    let mut lines = BTreeSet::new();
    for (name, text) in files {
        let prefix = if name == "operations.rs" {
            "operations::"
        } else {
            ""
        };
        for item in syn::parse_file(text)?.items {
            describe(prefix, &item, &mut lines);
        }
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

fn describe(prefix: &str, item: &Item, lines: &mut BTreeSet<String>) {
    match item {
        Item::Struct(item) if is_public(&item.vis) => {
            let name = format!("{prefix}{}", item.ident);
            lines.insert(format!("struct {name}"));
            if let Fields::Named(fields) = &item.fields {
                for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                    let field_name = field
                        .ident
                        .as_ref()
                        .map(ToString::to_string)
                        .unwrap_or_default();
                    lines.insert(format!("field {name}.{field_name}: {}", written(&field.ty)));
                }
            }
        }
        Item::Enum(item) if is_public(&item.vis) => {
            let name = format!("{prefix}{}", item.ident);
            lines.insert(format!("enum {name}"));
            for variant in &item.variants {
                lines.insert(format!(
                    "variant {name}::{}{}",
                    variant.ident,
                    written(&variant.fields)
                ));
            }
        }
        Item::Type(item) if is_public(&item.vis) => {
            lines.insert(format!(
                "type {prefix}{} = {}",
                item.ident,
                written(&item.ty)
            ));
        }
        Item::Static(item) if is_public(&item.vis) => {
            lines.insert(format!(
                "static {prefix}{}: {}",
                item.ident,
                written(&item.ty)
            ));
        }
        Item::Const(item) if is_public(&item.vis) => {
            lines.insert(format!(
                "const {prefix}{}: {}",
                item.ident,
                written(&item.ty)
            ));
        }
        Item::Impl(item) => {
            let owner = written(&item.self_ty);
            if let Some((path, _)) = &item.trait_ {
                lines.insert(format!("impl {} for {owner}", written(path)));
                return;
            }
            for item in &item.items {
                if let ImplItem::Fn(function) = item
                    && is_public(&function.vis)
                {
                    lines.insert(format!("fn {owner}::{}", signature(&function.sig)));
                }
            }
        }
        _ => {}
    }
}

fn signature(signature: &syn::Signature) -> String {
    let inputs: Vec<String> = signature
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Receiver(receiver)
                if matches!(receiver.kind, syn::ReceiverKind::Reference(..)) =>
            {
                "&self".to_owned()
            }
            FnArg::Receiver(_) => "self".to_owned(),
            FnArg::Typed(argument) => {
                format!("{}: {}", written(&argument.pat), written(&argument.ty))
            }
        })
        .collect();
    let output = match &signature.output {
        ReturnType::Default => String::new(),
        ReturnType::Type(_, ty) => format!(" -> {}", written(ty.as_ref() as &Type)),
    };
    let asyncness = if signature.asyncness.is_some() {
        " async"
    } else {
        ""
    };
    format!(
        "{}({}){output}{asyncness}",
        signature.ident,
        inputs.join(", ")
    )
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens as a person would write them.
fn written(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let replacements = [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" ;", ";"),
        ("< ", "<"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (":: ", "::"),
        ("mut self", "self"),
    ];
    replacements
        .into_iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_items_are_listed_and_private_ones_not() {
        let text = "pub struct A { pub b: Option<Vec<Text>>, c: u8 } impl A { pub fn new(b: &B) -> Self { } fn x() {} } struct P;";
        let files = Files::from([("types/a.rs".to_owned(), text.to_owned())]);
        assert_eq!(
            list(&files).unwrap(),
            "field A.b: Option<Vec<Text>>\nfn A::new(b: &B) -> Self\nstruct A\n"
        );
    }
}
