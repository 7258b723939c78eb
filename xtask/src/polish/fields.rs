//! The members of an object schema, matched with the fields that typify made of them.

use anyhow::{Context as _, bail, ensure};
use quote::ToTokens;
use serde_json::Value;
use syn::{Attribute, Field, GenericArgument, Ident, LitStr, PathArguments, Type};

use super::Context;
use crate::openapi;

/// One member of an object.
pub(super) struct Member<'a> {
    /// Its name on the wire.
    pub(super) wire: String,
    pub(super) ident: Ident,
    /// Its type as it stands in the struct.
    pub(super) ty: Type,
    pub(super) required: bool,
    /// What the document says of it.
    pub(super) property: &'a Value,
    /// How many nodes with an assigned type were found again in it.
    pub(super) values: usize,
}

impl Member<'_> {
    /// The type without `Option`.
    pub(super) fn inner(&self) -> &Type {
        argument_of(&self.ty, "Option").unwrap_or(&self.ty)
    }

    pub(super) fn is_optional(&self) -> bool {
        argument_of(&self.ty, "Option").is_some()
    }

    pub(super) fn is_lenient(&self) -> bool {
        argument_of(&self.ty, "Lenient").is_some()
    }
}

/// Matches a field with its member and settles its type.
pub(super) fn member<'a>(
    context: &'a Context<'_>,
    owner: &str,
    field: Field,
) -> anyhow::Result<Member<'a>> {
    let ident = field
        .ident
        .with_context(|| format!("a field of `{owner}` has no name"))?;
    let wire = wire_name(&field.attrs)?.unwrap_or_else(|| ident.to_string());
    let schema = context.schema(owner);
    let property = &schema["properties"][&wire];
    ensure!(
        !property.is_null(),
        "field `{ident}` of `{owner}` stands for no member of the schema"
    );
    let required = openapi::elements(&schema["required"]).any(|name| name == &wire);
    let assigned = &context.assigned.document["components"]["schemas"][owner]["properties"][&wire];
    let values = found_again(assigned, &field.ty)
        .with_context(|| format!("member `{wire}` of `{owner}`"))?;
    let nullable = property["nullable"] == true;
    let mut ty = field.ty;
    let lenient = argument_of(&ty, "Option").filter(|ty| argument_of(ty, "Lenient").is_some());
    if let Some(lenient) = lenient {
        // `Lenient` has its own way of being absent.
        ty = lenient.clone();
    } else if argument_of(&ty, "Option").is_none() && argument_of(&ty, "Lenient").is_none() {
        let is_list = last_step(&ty).is_some_and(|step| step == "Vec" || step == "BTreeMap");
        // typify forgets `nullable` beside `x-rust-type`, and makes an absent list an empty one.
        if nullable || (!required && is_list) {
            ty = syn::parse_quote! { ::std::option::Option<#ty> };
        }
        ensure!(
            required || argument_of(&ty, "Option").is_some(),
            "member `{wire}` of `{owner}` may be absent, but typify invents a value for it"
        );
    }
    Ok(Member {
        wire,
        ident,
        ty,
        required,
        property,
        values,
    })
}

/// How many assigned types below a schema node are found in the type that typify made of it.
pub(super) fn found_again(assigned: &Value, ty: &Type) -> anyhow::Result<usize> {
    let Some(expected) = assigned_path(assigned) else {
        // A list of values, or nothing that was assigned.
        let items = &assigned["items"];
        return if items.is_object() {
            found_again(items, ty)
        } else {
            Ok(0)
        };
    };
    let written = ty
        .to_token_stream()
        .to_string()
        .replace(' ', "")
        .replace(",>", ">");
    if !written.contains(&expected) {
        bail!("was assigned `{expected}`, but typify made `{written}` of it");
    }
    Ok(1)
}

fn assigned_path(node: &Value) -> Option<String> {
    let rust_type = node.get("x-rust-type")?;
    let path = openapi::text(rust_type, "path");
    let parameters: Vec<String> = openapi::elements(&rust_type["parameters"])
        .filter_map(|parameter| {
            openapi::schema_name(parameter)
                .map(str::to_owned)
                .or_else(|| assigned_path(parameter))
        })
        .collect();
    Some(if parameters.is_empty() {
        format!("::{path}")
    } else {
        format!("::{path}<{}>", parameters.join(","))
    })
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

fn last_step(ty: &Type) -> Option<&Ident> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|segment| &segment.ident)
}

/// The `rename` of a serde attribute; flattened and tagged forms cannot keep raw JSON and are refused.
pub(super) fn wire_name(attributes: &[Attribute]) -> anyhow::Result<Option<String>> {
    let mut name = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                name = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("flatten")
                || meta.path.is_ident("untagged")
                || meta.path.is_ident("tag")
            {
                return Err(meta.error("flattened and untagged types cannot keep what was sent"));
            } else if meta.input.peek(syn::Token![=]) {
                meta.value()?.parse::<LitStr>()?;
            }
            Ok(())
        })?;
    }
    Ok(name)
}

#[cfg(test)]
mod tests {

    use serde_json::json;

    #[test]
    fn a_type_that_typify_ignored_is_noticed() {
        let assigned =
            json!({"items": {"x-rust-type": {"path": "cadastro_core::Cnpj", "parameters": []}}});
        let vec = |item: &str| syn::parse_str(&format!("::std::vec::Vec<{item}>")).unwrap();
        assert_eq!(
            super::found_again(&assigned, &vec("::cadastro_core::Cnpj")).unwrap(),
            1
        );
        let error = super::found_again(&assigned, &vec("::std::string::String"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("was assigned `::cadastro_core::Cnpj`"),
            "{error}"
        );
    }

    #[test]
    fn flattened_and_tagged_types_are_refused() {
        for attribute in ["flatten", "untagged", "tag = \"t\""] {
            let tokens: proc_macro2::TokenStream = format!("#[serde({attribute})] pub struct A;")
                .parse()
                .unwrap();
            let item: syn::ItemStruct = syn::parse2(tokens).unwrap();
            assert!(super::wire_name(&item.attrs).is_err(), "{attribute}");
        }
    }
}
