//! The members of an object schema, each held against what typify made of it.

use anyhow::ensure;
use serde_json::Value;
use syn::{GenericArgument, Ident, PathArguments, Type};

use super::{Context, ident};
use crate::naming::{self, Taken};
use crate::openapi;
use crate::types::Ty;
use crate::values;

/// One member of an object.
pub(super) struct Member<'a> {
    /// Its name on the wire.
    pub(super) wire: &'a str,
    pub(super) ident: Ident,
    /// Its type as it stands in the struct.
    pub(super) ty: Type,
    /// The same as the document gives it.
    pub(super) rust: Ty,
    pub(super) required: bool,
    /// What the document says of it.
    pub(super) property: &'a Value,
}

impl Member<'_> {
    /// The type without `Option`.
    pub(super) fn inner(&self) -> &Type {
        let mut ty = &self.ty;
        while let Some(inner) = argument_of(ty, "Option") {
            ty = inner;
        }
        ty
    }

    pub(super) fn is_optional(&self) -> bool {
        self.rust.is_option()
    }

    pub(super) fn is_lenient(&self) -> bool {
        self.rust.is_lenient()
    }

    /// Whether absent and null are told apart.
    pub(super) fn is_nullable_too(&self) -> bool {
        argument_of(&self.ty, "Option").is_some_and(|inner| argument_of(inner, "Option").is_some())
    }
}

/// The members of an object in the order of their names; `made` is what typify made of them.
pub(super) fn members<'a>(
    context: &'a Context<'_>,
    owner: &str,
    made: &[String],
) -> anyhow::Result<Vec<Member<'a>>> {
    let schema = context.schema(owner);
    let properties = values::sorted(&schema["properties"]);
    ensure!(
        made.len() == properties.len(),
        "typify made {} members of `{owner}`, which has {}",
        made.len(),
        properties.len()
    );
    let wires = properties.iter().map(|(wire, _)| *wire);
    let names = naming::unique(wires, naming::field_name, &mut Taken::default());
    let mut members = Vec::with_capacity(properties.len());
    for ((wire, property), made) in properties.into_iter().zip(made) {
        let rust = context.types.field(owner, wire);
        let member = Member {
            wire,
            ident: ident(&names[wire])?,
            ty: syn::parse2(rust.tokens())?,
            required: openapi::elements(&schema["required"]).any(|name| name == wire),
            rust,
            property,
        };
        hold_against(&member, owner, made, context)?;
        members.push(member);
    }
    Ok(members)
}

/// typify ignores and invents in silence: what it made must be what the document says.
fn hold_against(
    member: &Member<'_>,
    owner: &str,
    made: &str,
    context: &Context<'_>,
) -> anyhow::Result<()> {
    const OPTION: &str = "::std::option::Option<";
    const VALUE: [&str; 2] = ["::std::vec::Vec<", "::std::collections::"];
    let wire = member.wire;
    let made = without_boxes(made);
    let bare = made
        .strip_prefix(OPTION)
        .and_then(|made| made.strip_suffix('>'));
    let invents = member.is_optional()
        && bare.is_none()
        && !VALUE.iter().any(|list| made.starts_with(list))
        && !member.required;
    ensure!(
        !invents,
        "member `{wire}` of `{owner}` may be absent, but typify invents a value for it"
    );
    let expected = context
        .types
        .as_given_to_typify(member.rust.without_option());
    let bare = bare.unwrap_or(&made);
    ensure!(
        bare == expected,
        "member `{wire}` of `{owner}`: was assigned `{expected}`, but typify made `{bare}` of it"
    );
    Ok(())
}

/// Where typify puts boxes is its own affair.
fn without_boxes(ty: &str) -> String {
    const BOX: &str = "::std::boxed::Box<";
    let mut ty = ty.to_owned();
    while let Some(start) = ty.find(BOX) {
        let mut depth = 0_usize;
        let inner = start + BOX.len();
        let end = ty[inner..].char_indices().find_map(|(at, c)| match c {
            '<' => {
                depth += 1;
                None
            }
            '>' if depth == 0 => Some(inner + at),
            '>' => {
                depth -= 1;
                None
            }
            _ => None,
        });
        let Some(end) = end else { break };
        ty.remove(end);
        ty.replace_range(start..inner, "");
    }
    ty
}

/// The argument of a generic type of one parameter, by the last step of its path.
pub(super) fn argument_of<'a>(ty: &'a Type, generic: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != generic {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::RawType;
    use crate::testing::{answering, api, with_context};

    #[test]
    fn a_type_that_typify_ignored_is_noticed() {
        let document = answering("A: {type: object, properties: {a: {type: string}}}");
        let error = with_context(&document, &api(), |mut raw, context| {
            let made = RawType::Struct(vec![
                "::std::option::Option<::std::string::String>".to_owned(),
            ]);
            raw.types.insert("A".to_owned(), made);
            crate::polish::polish(raw, context).map(|_| ())
        });
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("was assigned `::cadastro_core::Text`"),
            "{error}"
        );
    }

    #[test]
    fn boxes_are_taken_off() {
        assert_eq!(
            super::without_boxes("::std::option::Option<::std::boxed::Box<A<B>>>"),
            "::std::option::Option<A<B>>"
        );
    }
}
