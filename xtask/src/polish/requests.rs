//! Types that are sent: built from what is required, filled by setters, checked by `validate()` against the
//! document's constraints.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Ident, Item, Type};

use super::checks::{Checks, Unchecked};
use super::fields::{self, Member};
use super::{Context, Tally, docs};
use crate::openapi;

/// The implementations of one such type.
pub(super) fn items(
    context: &Context<'_>,
    name: &Ident,
    members: &[Member<'_>],
    tally: &mut Tally,
) -> anyhow::Result<Vec<Item>> {
    let constructor = constructor(members);
    let setters = members.iter().map(setter);
    let mut found = Checks::new(context, &name.to_string());
    let checks = members
        .iter()
        .map(|member| found.of_member(member))
        .collect::<anyhow::Result<Vec<_>>>()?;
    found.leave_out(context.schema(&name.to_string()));
    let about = about_validate(&found.unchecked);
    tally.leave_out(found.unchecked);
    tally
        .unsent
        .extend(unsent(context, &name.to_string(), members));
    let check_name = if checks.iter().all(TokenStream::is_empty) {
        format_ident!("_check")
    } else {
        format_ident!("check")
    };
    Ok(vec![
        syn::parse_quote! {
            impl #name {
                #constructor
                #(#setters)*

                #(#about)*
                pub fn validate(&self) -> Result<(), ::cadastro_core::Violations> {
                    let mut check = ::cadastro_core::Check::new();
                    self.check(&mut check);
                    check.finish()
                }
            }
        },
        syn::parse_quote! {
            impl ::cadastro_core::Validate for #name {
                fn check(&self, #check_name: &mut ::cadastro_core::Check) {
                    #(#checks)*
                }
            }
        },
    ])
}

/// What is required and no member, so that it has no place in the type. Where further members are allowed, it goes there.
fn unsent(context: &Context<'_>, name: &str, members: &[Member<'_>]) -> Vec<String> {
    if context.types.is_extended(name) {
        return Vec::new();
    }
    openapi::elements(&context.schema(name)["required"])
        .filter_map(Value::as_str)
        .filter(|wire| members.iter().all(|member| member.wire != *wire))
        .map(|wire| format!("{name}.{wire}"))
        .collect()
}

fn constructor(members: &[Member<'_>]) -> TokenStream {
    let required: Vec<&Member<'_>> = members.iter().filter(|member| member.required).collect();
    if required.is_empty() {
        return quote! {
            /// With nothing set.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }
        };
    }
    let arguments = required.iter().map(|member| {
        let (argument, _) = setter_argument(&member.ty);
        let ident = &member.ident;
        quote!(#ident: #argument)
    });
    let values = members.iter().map(|member| {
        let ident = &member.ident;
        let (_, convert) = setter_argument(&member.ty);
        match (member.required, convert.is_empty()) {
            (true, true) => quote!(#ident),
            (true, false) => quote!(#ident: #ident #convert),
            (false, _) if member.is_lenient() => quote!(#ident: ::cadastro_core::Lenient::Absent),
            (false, _) => quote!(#ident: None),
        }
    });
    quote! {
        /// With what is required.
        #[must_use]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn setter(member: &Member<'_>) -> TokenStream {
    let ident = &member.ident;
    let setter = format_ident!("set_{}", ident.to_string().trim_end_matches('_'));
    let (argument, convert) = setter_argument(member.inner());
    let value = if member.is_nullable_too() {
        quote!(Some(Some(#ident #convert)))
    } else if member.is_optional() {
        quote!(Some(#ident #convert))
    } else {
        quote!(#ident #convert)
    };
    let wire = docs::code(member.wire);
    let comment = docs::comment(&format!("Sets {wire}."));
    let to_null = member.is_nullable_too().then(|| {
        let comment = docs::comment(&format!(
            "Sets {wire} to `null`, which is not to leave it out."
        ));
        let setter = format_ident!("{setter}_to_null");
        quote! {
            #(#comment)*
            #[must_use]
            pub fn #setter(mut self) -> Self {
                self.#ident = Some(None);
                self
            }
        }
    });
    quote! {
        #(#comment)*
        #[must_use]
        pub fn #setter(mut self, #ident: #argument) -> Self {
            self.#ident = #value;
            self
        }

        #to_null
    }
}

/// How a setter takes a value, and what it does with it: values of `cadastro-core` come from anything that they can
/// be made from, lists from anything that can be walked through.
pub(super) fn setter_argument(ty: &Type) -> (TokenStream, TokenStream) {
    if is_value(ty) || fields::argument_of(ty, "Box").is_some() {
        return (quote!(impl Into<#ty>), quote!(.into()));
    }
    match fields::argument_of(ty, "Vec") {
        Some(item) if is_value(item) => (
            quote!(impl IntoIterator<Item = impl Into<#item>>),
            quote!(.into_iter().map(Into::into).collect()),
        ),
        Some(item) => (
            quote!(impl IntoIterator<Item = #item>),
            quote!(.into_iter().collect()),
        ),
        None => (quote!(#ty), quote!()),
    }
}

/// Whether a type is a value of `cadastro-core`.
fn is_value(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    path.path
        .segments
        .first()
        .is_some_and(|first| first.ident == "cadastro_core")
        && last.arguments.is_none()
}

/// The comment of `validate()`, which says what it leaves out.
pub(super) fn about_validate(unchecked: &Unchecked) -> Vec<syn::Attribute> {
    let named: Vec<String> = unchecked
        .keys()
        .map(|keyword| format!("`{keyword}`"))
        .collect();
    let left_out = match unchecked.keys().collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [one] if **one == "pattern" => " Patterns are not checked.".to_owned(),
        _ => format!(" Not checked: {}.", named.join(", ")),
    };
    let lines = [
        " Holds the request against the constraints that the document states: lengths, ranges, formats, listed",
        &format!(
            " values. Check digits and whatever else the document does not say are not looked at.{left_out}"
        ),
        "",
        " # Errors",
        "",
        " All violations at once, each with its JSON pointer.",
    ];
    lines
        .map(|line| syn::parse_quote! { #[doc = #line] })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use crate::testing::{answering, asking, code, noted};

    #[test]
    fn what_is_sent_can_be_built_and_checked() {
        let code = code(&asking(
            "A: {type: object, required: [id], properties: {
  id: {type: string, minLength: 2}, born: {type: string, format: date}, b: {$ref: '#/components/schemas/B'},
  tags: {type: array, maxItems: 3, items: {type: string, maxLength: 9}}, kind: {type: string, enum: [X]}, n: {type: integer, minimum: 1}}},
  B: {type: object, properties: {c: {type: string}}}",
        ))
        .unwrap();
        for expected in [
            "pub fn new(id: impl Into<Text>) -> Self {",
            "pub fn set_born(mut self, born: impl Into<Date>) -> Self {",
            "tags: impl IntoIterator<Item = impl Into<Text>>",
            "pub fn validate(&self) -> Result<(), Violations> {",
            "check.member(\"id\", &self.id, |check, value| check.min_length(value.as_str(), 2));",
            "check.format(value.as_str(), Format::Date)",
            "check.nested(\"b\", &self.b);",
            "check.max_items(value, 3);",
            "check.max_length(value.as_str(), 9)",
            "check.listed(!matches!(value, AKind::Unknown(_)))",
            "check.minimum(value, \"1\")",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }

    #[test]
    fn checks_that_get_braces_end_in_semicolons() {
        let code = code(&asking(
            "A: {type: object, properties: {kinds: {type: array, minItems: 1, items: {$ref: '#/components/schemas/AccountKind'}}}},
  AccountKind: {type: string, enum: [X]}",
        ))
        .unwrap();
        let check = "check.listed(!matches!(value, AccountKind::Unknown(_)));";
        assert!(code.contains(check), "{code}");
    }

    #[test]
    fn what_is_required_and_no_member_is_told_of_requests() {
        let schemas = "A: {type: object, required: [a, b], properties: {a: {type: string}, e: {$ref: '#/components/schemas/E'}}},
  E: {type: object, required: [c], properties: {n: {type: string}}, additionalProperties: {type: string}}";
        assert_eq!(
            noted(&asking(schemas)),
            [
                "/components/schemas: required of requests, but described nowhere, so that it cannot be sent: `A.b`"
            ]
        );
        assert!(noted(&answering(schemas)).is_empty());
    }

    #[test]
    fn what_is_only_read_is_neither_built_nor_checked() {
        let code = code(&answering(
            "A: {type: object, properties: {a: {type: string, minLength: 2}}}",
        ))
        .unwrap();
        assert!(
            !code.contains("fn new(a") && !code.contains("validate") && !code.contains("Default"),
            "{code}"
        );
    }

    #[test]
    fn patterns_are_said_not_to_be_checked() {
        let code = code(&asking(
            "A: {type: object, properties: {a: {type: string, pattern: '^a$'}}}",
        ))
        .unwrap();
        assert!(
            code.contains("are not looked at. Patterns are not checked."),
            "{code}"
        );
    }

    #[test]
    fn what_is_not_checked_is_told_with_its_place() {
        let noted = noted(&asking(
            "A: {type: object, minProperties: 1, properties: {
  a: {type: string, pattern: '^a$'}, b: {$ref: '#/components/schemas/B'}, c: {$ref: '#/components/schemas/B'},
  d: {type: object, properties: {e: {type: array, items: {type: string, pattern: '^e$'}}}}}},
  B: {type: string, pattern: '^b$'}",
        ));
        let told = "not checked of requests by `validate()`: `minProperties` of `A`; `pattern` of `A.a`, `Ad.e`, `B`";
        assert_eq!(noted, [format!("/components/schemas: {told}")]);
    }

    #[test]
    fn a_line_names_some_of_many_places() {
        let members: Vec<String> = (10..22)
            .map(|n| format!("m{n}: {{type: string, pattern: '^a$'}}"))
            .collect();
        let schema = format!(
            "A: {{type: object, properties: {{{}}}}}",
            members.join(", ")
        );
        let noted = noted(&asking(&schema));
        assert!(noted[0].ends_with(", `A.m19` and 2 more"), "{noted:?}");
    }

    #[test]
    fn absent_and_null_are_two_things_of_what_is_sent() {
        let code = code(&asking(
            "A: {type: object, properties: {a: {type: string, nullable: true, maxLength: 2}}}",
        ))
        .unwrap();
        for expected in [
            "pub a: Option<Option<Text>>,",
            "pub fn set_a(mut self, a: impl Into<Text>) -> Self {\n        self.a = Some(Some(a.into()));",
            "pub fn set_a_to_null(mut self) -> Self {\n        self.a = Some(None);",
            "if let Some(value) = value {",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
    }
}
