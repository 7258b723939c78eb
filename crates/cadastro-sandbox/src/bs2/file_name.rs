//! The name of the file in a part of a form, by its `Content-Disposition`.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_DISPOSITION;
use percent_encoding::percent_decode_str;

/// The file name, if there is one. `filename*` goes before `filename` (RFC 6266, section 4.3), wherever it stands. An empty
/// one is none: browsers send it where no file was chosen.
pub(super) fn of(headers: &HeaderMap) -> Option<String> {
    let header = headers.get(CONTENT_DISPOSITION)?;
    let header = String::from_utf8_lossy(header.as_bytes());
    let parameters = parameters(&header);
    let value = |name: &str| {
        let mut parameters = parameters.iter();
        let (_, value) = parameters.find(|(other, _)| other.eq_ignore_ascii_case(name))?;
        Some(value.clone())
    };
    let extended = value("filename*").and_then(|value| extended(&value));
    extended
        .or_else(|| value("filename"))
        .filter(|name| !name.is_empty())
}

/// `UTF-8'pt'a%C3%A7%C3%A3o.pdf` (RFC 8187, section 3.2), in the one charset that it asks for.
fn extended(value: &str) -> Option<String> {
    let mut pieces = value.splitn(3, '\'');
    let charset = pieces.next()?;
    let encoded = pieces.nth(1)?;
    let decoded = percent_decode_str(encoded).decode_utf8().ok()?;
    (charset.eq_ignore_ascii_case("utf-8") && !decoded.is_empty()).then(|| decoded.into_owned())
}

/// Names and values, those in quotation marks without these.
fn parameters(header: &str) -> Vec<(&str, String)> {
    let mut parameters = Vec::new();
    let (_, mut rest) = header.split_once(';').unwrap_or_default();
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('"') {
            Some(after) => quoted(after),
            None => {
                let end = after.find(';').unwrap_or(after.len());
                (after[..end].trim_end().to_owned(), &after[end..])
            }
        };
        // A parameter without a value may stand before this one.
        let name = name.rsplit(';').next().unwrap_or_default();
        parameters.push((name.trim(), value));
        rest = after.split_once(';').map_or("", |(_, rest)| rest);
    }
    parameters
}

/// What stands before the closing quotation mark, and what comes after it. A backslash is one, unless before such a mark:
/// browsers do not double them.
fn quoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => match characters.next_if(|(_, next)| *next == '"') {
                Some((_, mark)) => value.push(mark),
                None => value.push(character),
            },
            _ => value.push(character),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn name(parameters: &str) -> Option<String> {
        let header = format!("form-data; {parameters}");
        let header = HeaderValue::from_bytes(header.as_bytes()).unwrap();
        of(&HeaderMap::from_iter([(CONTENT_DISPOSITION, header)]))
    }

    #[test]
    fn names_are_found_in_all_notations() {
        for (parameters, expected) in [
            ("name=\"a\"; filename=\"b.pdf\"", "b.pdf"),
            ("name=a;FileName = b.pdf ; x=y", "b.pdf"),
            ("filename=\"contrato é.pdf\"", "contrato é.pdf"),
            (r#"filename="a\"; b.pdf"; name="a""#, "a\"; b.pdf"),
            (r#"filename="C:\a.pdf""#, r"C:\a.pdf"),
            ("filename*=UTF-8''a%C3%A7%C3%A3o.pdf", "ação.pdf"),
            ("filename*=utf-8'pt'a.pdf; filename=\"b.pdf\"", "a.pdf"),
            ("filename=\"b.pdf\"; filename*=UTF-8''a.pdf", "a.pdf"),
            ("filename=\"\"; filename*=UTF-8''a.pdf", "a.pdf"),
            // What cannot be read does not stand in the way.
            ("filename*=UTF-8''%ff; filename=\"b.pdf\"", "b.pdf"),
            ("filename*=KOI8-R''a.pdf; filename=\"b.pdf\"", "b.pdf"),
            ("filename*=a.pdf; filename=b.pdf", "b.pdf"),
            ("x; filename=\"b.pdf", "b.pdf"),
        ] {
            assert_eq!(name(parameters).as_deref(), Some(expected), "{parameters}");
        }
    }

    #[test]
    fn what_is_no_name_is_none() {
        for parameters in [
            "",
            "name=\"a\"",
            "name=\"a; filename=b.pdf\"",
            "filename",
            "filename=",
            "filename=\"\"",
            "filename*=UTF-8''",
            "xfilename=\"b.pdf\"",
        ] {
            assert_eq!(name(parameters), None, "{parameters}");
        }
        assert_eq!(of(&HeaderMap::new()), None);
    }
}
