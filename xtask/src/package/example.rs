//! `src/lib.rs` of a generated crate: a page of documentation with an example that compiles, made from the functions
//! that the client has.

use anyhow::Context as _;
use quote::ToTokens;
use syn::{FnArg, ImplItem, Item, Pat, Type};

use super::Package;

/// The text of the file.
pub(super) fn lib_rs(package: &Package) -> anyhow::Result<String> {
    let client = package
        .made
        .files
        .get("client.rs")
        .context("no client was generated")?;
    let call = first_call(client)?;
    let library = package.name.replace('-', "_");
    let params = call.iter().filter_map(|call| call.params.clone());
    let names: Vec<String> = std::iter::once("Client".to_owned()).chain(params).collect();
    let imports = match names.as_slice() {
        [name] => name.clone(),
        names => format!("{{{}}}", names.join(", ")),
    };
    let title = escaped(&package.title_on_a_line());
    let version = escaped(&package.version);
    let base_path = &package.base_path;
    let call = match call {
        Some(call) => format!(
            "//!\n//! let answer = client.{}.await?;\n//! println!(\"{{}}\", answer.status());\n",
            call.text
        ),
        None => "//! # let _ = client;\n".to_owned(),
    };
    Ok(format!(
        r#"//! Typed client of **{title}**, version {version}, generated from `{file}`.
//!
//! ```no_run
//! use cadastro_core::{{Credentials, Endpoint}};
//! use {library}::{imports};
//!
//! # async fn example() -> Result<(), cadastro_core::Error> {{
//! // The server's address, with the path below which it serves the API.
//! let endpoint = Endpoint::builder("https://api.example.com{base_path}")
//!     .with_credentials(Credentials::bearer("an access token"))
//!     .build()?;
//! let client = Client::new(endpoint);
{call}//! # Ok(())
//! # }}
//! ```
//!
//! Everything but this page is generated: `cargo xtask generate` writes `src/generated/` and `api.txt` anew, and leaves
//! this file and the manifest alone.

#![forbid(unsafe_code)]

#[rustfmt::skip]
mod generated;

pub use cadastro_core;
pub use generated::*;

/// What each request and answer has to be, as JSON Schema draft 4: the document without its prose. Strict, for checking:
/// the types of this crate read answers that these schemas refuse.
pub const SCHEMAS: &str = include_str!("generated/schemas.json");
"#,
        file = package.file,
    ))
}

/// A call that an example can make.
struct Call {
    text: String,
    /// The struct of optional parameters, if the function takes one.
    params: Option<String>,
}

/// The first function that takes nothing but values and optional parameters; one that reads, if there is one.
fn first_call(client: &str) -> anyhow::Result<Option<Call>> {
    let mut calls = Vec::new();
    for item in syn::parse_file(client)?.items {
        let Item::Impl(block) = item else { continue };
        for item in block.items {
            if let ImplItem::Fn(function) = item
                && function.sig.asyncness.is_some()
                && let Some(call) = call(&function.sig)
            {
                calls.push((!function.sig.ident.to_string().contains("get"), call));
            }
        }
    }
    calls.sort_by_key(|(writes, _)| *writes);
    Ok(calls.into_iter().next().map(|(_, call)| call))
}

fn call(signature: &syn::Signature) -> Option<Call> {
    let mut arguments = Vec::new();
    let mut params = None;
    for input in &signature.inputs {
        let FnArg::Typed(input) = input else { continue };
        let Pat::Ident(name) = input.pat.as_ref() else {
            return None;
        };
        let written = input.ty.to_token_stream().to_string().replace(' ', "");
        if name.ident == "params" {
            arguments.push(format!("{written}::new()"));
            params = Some(written);
        } else {
            arguments.push(value(&input.ty, &written)?.to_owned());
        }
    }
    Some(Call {
        text: format!("{}({})", signature.ident, arguments.join(", ")),
        params,
    })
}

/// A literal for an argument that takes anything that can be made into a value.
fn value(ty: &Type, written: &str) -> Option<&'static str> {
    if !matches!(ty, Type::ImplTrait(_)) {
        return None;
    }
    let inner = written.strip_prefix("implInto<")?.strip_suffix('>')?;
    match inner {
        "bool" => Some("true"),
        "i32" | "i64" => Some("1"),
        "Text" | "Uri" | "InteractionId" => Some("\"…\""),
        "Date" => Some("\"2026-01-31\""),
        "DateTime" => Some("\"2026-01-31T12:00:00Z\""),
        _ => None,
    }
}

/// Text of the document as Markdown takes it for text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\`*_[]<>".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reading_function_of_plain_arguments_is_shown() {
        let client = "impl Client {
            pub fn endpoint(&self) {}
            pub async fn post_a(&self, id: impl Into<Text>) {}
            pub async fn get_b(&self, body: &B) {}
            pub async fn get_c(&self, id: impl Into<Text>, on: impl Into<Date>, params: GetCParams) {}
            pub async fn get_d(&self) {}
        }";
        let call = first_call(client).unwrap().unwrap();
        assert_eq!(call.text, "get_c(\"…\", \"2026-01-31\", GetCParams::new())");
        assert_eq!(call.params.as_deref(), Some("GetCParams"));
        assert!(
            first_call("impl Client { pub async fn a(&self, body: &B) {} }")
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_title_is_text() {
        assert_eq!(escaped("a [b] <c> `d`"), r"a \[b\] \<c\> \`d\`");
    }
}
