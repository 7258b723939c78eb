//! Types of nodes, until `types.rs` is there.

use anyhow::bail;
use quote::format_ident;
use serde_json::Value;
use syn::Type;

use super::{Context, Kind, ident};
use crate::openapi;

pub(super) fn kind(context: &Context<'_>, name: &str) -> Kind {
    let schema = context.schema(name);
    if context.assigned.aliases.contains_key(name) {
        Kind::Alias
    } else if schema.get("properties").is_some() {
        Kind::Struct
    } else if schema.get("enum").is_some() {
        Kind::Enum
    } else {
        Kind::Alias
    }
}

pub(super) fn ty(context: &Context<'_>, schema: &Value, owner: &str, member: &str, read: bool) -> anyhow::Result<Type> {
    if let Some(name) = openapi::schema_name(schema) {
        let name = ident(name)?;
        return Ok(syn::parse_quote!(#name));
    }
    if let Some(items) = schema.get("items") {
        let item = ty(context, items, owner, member, read)?;
        let records = read && openapi::schema_name(items).is_some_and(|name| kind(context, name) == Kind::Struct);
        return Ok(if records {
            syn::parse_quote!(::cadastro_core::Records<#item>)
        } else {
            syn::parse_quote!(::std::vec::Vec<#item>)
        });
    }
    for (core, selectors) in &context.api.values {
        if selectors.iter().any(|selector| crate::values::table::matches(selector, owner, member)) {
            let core = format_ident!("{core}");
            return Ok(syn::parse_quote!(::cadastro_core::#core));
        }
    }
    let core = match (openapi::text(schema, "type"), openapi::text(schema, "format")) {
        ("integer", "int32") => return Ok(syn::parse_quote!(i32)),
        ("integer", _) => return Ok(syn::parse_quote!(i64)),
        ("boolean", _) => return Ok(syn::parse_quote!(bool)),
        ("number", _) => "Number",
        ("string", "date") => "Date",
        ("string", "date-time") => "DateTime",
        ("string", "uri") => "Uri",
        ("string", _) => "Text",
        _ if schema.get("properties").is_some() => bail!("an inline object at {owner}.{member}"),
        _ => "Json",
    };
    let core = format_ident!("{core}");
    Ok(syn::parse_quote!(::cadastro_core::#core))
}
