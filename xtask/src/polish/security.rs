//! How an operation is secured (OpenAPI 3.0.3, Security Requirement Object): of the alternatives the first that a
//! client can fulfil, of the schemes of one alternative the one that the endpoint's credentials are for.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::Context;
use super::parameters::Place;
use crate::load::join_pointer;
use crate::openapi::{self, Site};

/// What `cadastro_core::Security` has for a scheme.
#[derive(Clone, PartialEq)]
enum Kind<'a> {
    Bearer,
    Basic,
    /// Where it goes, its name, and what the document says of it.
    ApiKey(Place, &'a str, &'a Value),
}

/// How an operation is secured.
pub(super) struct Secured<'a> {
    /// The variant of `cadastro_core::Security`.
    pub(super) variant: TokenStream,
    /// What the token must be for.
    pub(super) scopes: Vec<&'a str>,
    /// Keys that are asked for beside it: where they go, their names and their schemes. They are arguments.
    pub(super) keys: Vec<(Place, &'a str, &'a Value)>,
}

/// How an operation is secured; tells what neither the credentials nor an argument can do.
pub(super) fn of_site<'a>(context: &'a Context<'_>, site: &Site<'a>) -> Secured<'a> {
    let (requirements, at) = match site.operation.get("security") {
        Some(own) => (own, join_pointer(&site.pointer(), "security")),
        None => (&context.facts["security"], "/security".to_owned()),
    };
    let alternatives: Vec<Vec<(&str, &Value)>> = openapi::elements(requirements)
        .map(|alternative| openapi::members(alternative).collect())
        .collect();
    let is_nobody = |name: &str, scopes: &Value| {
        context.facts["components"]["securitySchemes"][name].is_null()
            && openapi::elements(scopes).next().is_some()
    };
    let mut refused: Option<String> = None;
    for schemes in alternatives.iter().filter(|schemes| !schemes.is_empty()) {
        let kinds: Vec<Result<Kind<'a>, String>> = schemes
            .iter()
            .map(|(name, scopes)| match kind(context, name) {
                // Only tokens have scopes.
                Err(_) if is_nobody(name, scopes) => Ok(Kind::Bearer),
                kind => kind,
            })
            .collect();
        let Some(first) = preferred(&kinds) else {
            let why = kinds.into_iter().find_map(Result::err);
            refused = refused.or(why);
            continue;
        };
        let mut keys = Vec::new();
        for kind in &kinds {
            match kind {
                Ok(kind) if *kind == first => {}
                Ok(Kind::ApiKey(place, name, scheme)) => keys.push((*place, *name, *scheme)),
                Ok(_) => context.notes.add(
                    &at,
                    "a name and a password beside a token: one header cannot carry both, the token is sent",
                ),
                Err(why) => context
                    .notes
                    .add(&at, format!("{why}: it is the caller's to fulfil")),
            }
        }
        for (name, _) in schemes
            .iter()
            .filter(|(name, scopes)| is_nobody(name, scopes))
        {
            let what = format!(
                "security scheme `{name}` is not described: taken for a token, as it has scopes"
            );
            context.notes.add(&at, what);
        }
        let scopes = schemes
            .iter()
            .flat_map(|(_, scopes)| openapi::elements(scopes))
            .filter_map(Value::as_str);
        return Secured {
            variant: first.variant(),
            scopes: scopes.collect(),
            keys,
        };
    }
    if let Some(why) = refused {
        let anyone = alternatives.iter().any(Vec::is_empty);
        let instead = if anyone {
            "called without, as the document allows"
        } else {
            "it is the caller's to fulfil"
        };
        context.notes.add(&at, format!("{why}: {instead}"));
    }
    Secured {
        variant: quote!(None),
        scopes: Vec::new(),
        keys: Vec::new(),
    }
}

/// Of schemes that are all asked for: a token before a key.
fn preferred<'a>(kinds: &[Result<Kind<'a>, String>]) -> Option<Kind<'a>> {
    let known = || kinds.iter().filter_map(|kind| kind.as_ref().ok());
    let bearer = known().find(|kind| matches!(kind, Kind::Bearer));
    let basic = || known().find(|kind| matches!(kind, Kind::Basic));
    bearer.or_else(basic).or_else(|| known().next()).cloned()
}

fn kind<'a>(context: &'a Context<'_>, name: &str) -> Result<Kind<'a>, String> {
    let schemes = &context.facts["components"]["securitySchemes"];
    let scheme = openapi::resolve(context.facts, &schemes[name]);
    let sort = openapi::text(scheme, "type");
    let http = openapi::text(scheme, "scheme").to_ascii_lowercase();
    match (sort, http.as_str()) {
        ("http", "basic") => Ok(Kind::Basic),
        ("http", "bearer") | ("oauth2" | "openIdConnect", _) => Ok(Kind::Bearer),
        ("apiKey", _) => match Place::of(openapi::text(scheme, "in")) {
            Some(place) if place != Place::Path => {
                Ok(Kind::ApiKey(place, openapi::text(scheme, "name"), scheme))
            }
            _ => Err(format!(
                "security scheme `{name}` puts its key in no known place"
            )),
        },
        ("", _) => Err(format!("security scheme `{name}` is not described")),
        ("http", _) => Err(format!(
            "security scheme `{name}` (HTTP {http}) is not supported"
        )),
        _ => Err(format!(
            "security scheme `{name}` (type `{sort}`) is not supported"
        )),
    }
}

impl Kind<'_> {
    fn variant(&self) -> TokenStream {
        match self {
            Self::Bearer => quote!(Bearer),
            Self::Basic => quote!(Basic),
            Self::ApiKey(place, name, _) => {
                let place = place.variant();
                quote!(ApiKey { place: ::cadastro_core::In::#place, name: #name })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{code, document, noted};

    /// What the only operation of a document needs by this `security`, and what is noted.
    fn secured(security: &str) -> (String, Vec<String>) {
        let document = document(&format!(
            "paths: {{/a: {{get: {{operationId: op, security: {security}, responses: {{'204': {{description: d}}}}}}}}}}
components: {{securitySchemes: {{
  bearer: {{type: http, scheme: Bearer}}, oauth: {{type: oauth2, flows: {{}}}}, openid: {{type: openIdConnect, openIdConnectUrl: u}},
  basic: {{type: http, scheme: basic}}, digest: {{type: http, scheme: digest}}, mutual: {{type: mutualTLS}},
  header: {{type: apiKey, in: header, name: X-Key}}, cookie: {{type: apiKey, in: cookie, name: session}}}}}}"
        ));
        let code = code(&document).unwrap();
        let start = code.find("security: ").unwrap();
        let end = start + code[start..].find("idempotence").unwrap();
        let text: String = code[start..end]
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        (text, noted(&document))
    }

    #[test]
    fn the_first_alternative_that_a_client_can_fulfil() {
        for (security, expected) in [
            ("[{bearer: []}]", "security: Security::Bearer, scopes: &[],"),
            (
                "[{oauth: [b, a]}]",
                "security: Security::Bearer, scopes: &[\"b\", \"a\"],",
            ),
            (
                "[{openid: [s]}, {basic: []}]",
                "security: Security::Bearer, scopes: &[\"s\"],",
            ),
            (
                "[{}, {basic: []}]",
                "security: Security::Basic, scopes: &[],",
            ),
            (
                "[{openid: [o], oauth: [p]}]",
                "security: Security::Bearer, scopes: &[\"p\", \"o\"],",
            ),
            (
                "[{header: []}]",
                "security: Security::ApiKey { place: In::Header, name: \"X-Key\", }, scopes: &[],",
            ),
            (
                "[{digest: []}, {cookie: []}]",
                "security: Security::ApiKey { place: In::Cookie, name: \"session\", }, scopes: &[],",
            ),
            ("[]", "security: Security::None, scopes: &[],"),
        ] {
            let (found, notes) = secured(security);
            assert_eq!(found, expected, "{security}");
            assert!(notes.is_empty(), "{notes:?}");
        }
    }

    #[test]
    fn a_key_beside_a_token_is_an_argument() {
        let code = code(&document(
            "security: [{oauth: [], key: [], other: []}]
paths: {/a: {get: {operationId: op, parameters: [{name: X-OTHER, in: header, schema: {type: string}}], responses: {'204': {description: d}}}}}
components: {securitySchemes: {oauth: {type: oauth2, flows: {}}, key: {type: apiKey, in: query, name: api key}, other: {type: apiKey, in: header, name: x-other}}}",
        ))
        .unwrap();
        for expected in [
            "security: Security::Bearer,",
            "api_key: impl Into<Text>,",
            ".query(\"api key\", api_key)",
            ".header(\"X-OTHER\", params.x_other)",
        ] {
            assert!(code.contains(expected), "{expected}\n{code}");
        }
        assert!(
            !code.contains("x_other: impl Into<Text>,\n        params"),
            "{code}"
        );
    }

    #[test]
    fn what_a_client_cannot_do_is_told() {
        for (security, expected, noted) in [
            (
                "[{basic: [], oauth: []}]",
                "Security::Bearer",
                "one header cannot carry both",
            ),
            (
                "[{oauth: [], mutual: []}]",
                "Security::Bearer",
                "`mutual` (type `mutualTLS`) is not supported: it is the caller's",
            ),
            (
                "[{mutual: []}]",
                "Security::None",
                "`mutual` (type `mutualTLS`) is not supported: it is the caller's",
            ),
            (
                "[{digest: []}, {}]",
                "Security::None",
                "(HTTP digest) is not supported: called without",
            ),
            (
                "[{nobody: []}]",
                "Security::None",
                "`nobody` is not described: it is the caller's",
            ),
            (
                "[{nobody: [contas]}]",
                "Security::Bearer",
                "`nobody` is not described: taken for a token",
            ),
        ] {
            let (found, notes) = secured(security);
            assert!(found.contains(expected), "{security}: {found}");
            assert_eq!(notes.len(), 1, "{notes:?}");
            assert!(notes[0].contains(noted), "{security}: {notes:?}");
        }
    }
}
