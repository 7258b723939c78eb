//! Paths of a document's servers, below which its operations are served (OpenAPI 3.0.3, Server Object).

use serde_json::Value;

use crate::notes::Notes;
use crate::openapi;

/// The path that all servers of a document share, without a slash at its end; empty where they share none.
///
/// Variables have their defaults. Servers that disagree are noted.
pub(crate) fn assumed_base_path(root: &Value, notes: &Notes) -> String {
    let mut paths: Vec<String> = openapi::elements(&root["servers"]).map(path).collect();
    paths.dedup();
    match paths.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        several => {
            let several: Vec<String> = several.iter().map(|path| format!("`{path}`")).collect();
            notes.add(
                "/servers",
                format!(
                    "the servers have several paths ({}): the base URL needs one of them at its end",
                    several.join(", ")
                ),
            );
            String::new()
        }
    }
}

/// The path of a server's address, without a slash at its end.
pub(crate) fn path(server: &Value) -> String {
    let url = with_defaults(server);
    let after_scheme = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => &url,
    };
    let path = after_scheme.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    if path.is_empty() || path.starts_with('/') {
        path.to_owned()
    } else {
        // Relative to where the document is served, which is taken to be the root.
        format!("/{}", path.trim_start_matches("./"))
    }
}

fn with_defaults(server: &Value) -> String {
    let mut url = String::new();
    let mut rest = openapi::text(server, "url").trim();
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else {
            break;
        };
        url.push_str(before);
        match &server["variables"][name]["default"] {
            Value::String(text) => url.push_str(text),
            // A version without quotes.
            Value::Number(number) => url.push_str(&number.to_string()),
            _ => {}
        }
        rest = after;
    }
    url + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn assumed(servers: &Value) -> (String, usize) {
        let notes = Notes::default();
        let path = assumed_base_path(&json!({ "servers": servers }), &notes);
        (path, notes.into_vec().len())
    }

    #[test]
    fn servers_share_a_path() {
        for (url, path) in [
            ("https://api.a.br/open-banking/x/v1", "/open-banking/x/v1"),
            ("https://api.a.br:8443/v1/", "/v1"),
            ("https://api.a.br", ""),
            ("https://api.a.br/", ""),
            ("/", ""),
            ("/v1", "/v1"),
            ("./v1", "/v1"),
            (" https://api.a.br/v1/ ", "/v1"),
            ("https://{host}/v1?x=/y", "/v1"),
        ] {
            let servers = json!([{ "url": url }, { "url": url }]);
            assert_eq!(assumed(&servers), (path.to_owned(), 0), "{url}");
        }
        assert_eq!(assumed(&Value::Null), (String::new(), 0));
    }

    #[test]
    fn variables_have_their_defaults() {
        let server = json!({
            "url": "{scheme}://{host}:{port}/{base}/v1",
            "variables": {"scheme": {"default": "https"}, "host": {"default": "a.br"}, "port": {"default": "443"}, "base": {"default": "open"}},
        });
        assert_eq!(assumed(&json!([server])), ("/open/v1".to_owned(), 0));
        let server = json!({"url": "https://a.br/v{n}", "variables": {"n": {"default": 2}}});
        assert_eq!(assumed(&json!([server])), ("/v2".to_owned(), 0));
    }

    #[test]
    fn servers_that_disagree_are_told() {
        let servers = json!([{"url": "https://a.br/v1"}, {"url": "https://b.br/v2"}]);
        assert_eq!(assumed(&servers), (String::new(), 1));
    }
}
