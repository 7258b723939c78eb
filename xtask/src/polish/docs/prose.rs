//! The document's descriptions as lines of a comment. They are Markdown as people write it: paragraphs are wrapped anew;
//! code, headings and tables keep their lines, so that rustdoc shows them and never takes them for Rust.

/// Width of the text of a comment; with indentation and `/// ` it stays within 100 columns.
const WIDTH: usize = 92;

/// The lines of a text that may hold anything.
pub(super) fn lines(text: &str) -> Vec<String> {
    written(&pieces(text), escape)
}

/// The lines of a text that may hold links to items.
pub(super) fn lines_with_links(text: &str) -> Vec<String> {
    written(&pieces(text), str::to_owned)
}

/// A piece of a text.
#[derive(Debug, PartialEq)]
enum Piece {
    /// A paragraph or an item of a list, on one line; empty between paragraphs.
    Text(String),
    /// A heading or a row of a table: what is wrapped would no longer be one.
    Line(String),
    /// A block of code, by its lines.
    Code(Vec<String>),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let all: Vec<&str> = text.trim().lines().collect();
    let mut rest = all.as_slice();
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        if let Some((code, after)) = code_block(line, rest) {
            pieces.push(Piece::Code(code));
            rest = after;
            continue;
        }
        let line = line.trim();
        if is_heading(line) {
            pieces.push(Piece::Line(line.to_owned()));
        } else if line.starts_with('|') {
            // A table needs an empty line before it.
            if matches!(pieces.last(), Some(Piece::Text(text)) if !text.is_empty()) {
                pieces.push(Piece::Text(String::new()));
            }
            pieces.push(Piece::Line(line.to_owned()));
        } else {
            text_line(&mut pieces, line);
        }
    }
    for index in 0..pieces.len() {
        let goes_on = matches!(pieces.get(index + 1), Some(Piece::Text(next)) if !next.is_empty() && !is_list_item(next));
        if let Piece::Text(text) = &mut pieces[index]
            && has_break(text)
            && !goes_on
        {
            text.pop();
        }
    }
    pieces
}

fn text_line(pieces: &mut Vec<Piece>, line: &str) {
    match pieces.last_mut() {
        // One empty line parts as well as two.
        Some(Piece::Text(last)) if line.is_empty() && last.is_empty() => {}
        Some(Piece::Text(last))
            if !line.is_empty() && !is_list_item(line) && !last.is_empty() && !has_break(last) =>
        {
            last.push(' ');
            last.push_str(line);
        }
        // Whatever follows a table's row would be one more.
        Some(Piece::Line(last)) if last.starts_with('|') && !line.is_empty() => {
            pieces.push(Piece::Text(String::new()));
            pieces.push(Piece::Text(line.to_owned()));
        }
        _ => pieces.push(Piece::Text(line.to_owned())),
    }
}

/// Whether a backslash ends a line, and so breaks it there.
fn has_break(line: &str) -> bool {
    let rest = line.trim_end_matches('\\');
    (line.len() - rest.len()) % 2 == 1
}

/// The code that starts at a line, and what comes after it; `None` where none starts, or where it has no end.
fn code_block<'a, 't>(line: &str, after: &'a [&'t str]) -> Option<(Vec<String>, &'a [&'t str])> {
    let indent = line.len() - line.trim_start().len();
    let line = line.trim();
    let fence = ['`', '~'].into_iter().find_map(|character| {
        let info = line.trim_start_matches(character);
        let length = line.len() - info.len();
        (length >= 3 && !info.contains('`')).then_some((character, length))
    });
    let (character, length) = fence?;
    let closes = |line: &&str| {
        let line = line.trim();
        line.len() >= length && line.chars().all(|c| c == character)
    };
    let end = after.iter().position(closes)?;
    let unindented = |line: &&str| {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let line = line[blanks.min(indent)..].trim_end().replace('\t', "    ");
        line.replace(char::is_control, " ")
    };
    let code = after[..end].iter().map(unindented).collect();
    Some((code, &after[end + 1..]))
}

fn is_heading(line: &str) -> bool {
    let title = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - title.len())) && title.starts_with(' ')
}

fn is_list_item(line: &str) -> bool {
    marker(line) > 0
}

/// How wide the mark of an item of a list is with the blank after it; 0 for what is none.
fn marker(line: &str) -> usize {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - number.len();
    let is_numbered = (1..=2).contains(&digits) && number.starts_with(['.', ')']);
    let mark = if is_numbered {
        digits + 1
    } else {
        usize::from(line.starts_with(['-', '*', '+']))
    };
    if mark > 0 && line[mark..].starts_with(' ') {
        mark + 1
    } else {
        0
    }
}

fn written(pieces: &[Piece], escape: impl Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) if text.is_empty() => lines.push(String::new()),
            Piece::Text(text) => wrap(&escape(text), &mut lines),
            Piece::Line(line) => lines.push(escape(line)),
            Piece::Code(code) => {
                let longest = code.iter().map(|line| longest_run(line)).max();
                let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
                lines.push(format!("{fence}text"));
                lines.extend(code.iter().cloned());
                lines.push(fence);
            }
        }
    }
    lines
}

fn longest_run(line: &str) -> usize {
    let runs = line.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or_default()
}

/// Escapes what rustdoc would read as a link, as HTML or as the start of code, and tabs; code spans stay as they are.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        let run = &rest[..rest.len() - rest.trim_start_matches(character).len()];
        match character {
            '`' => {
                let inside = &rest[run.len()..];
                match end_of_code(inside, run.len()) {
                    Some(end) => {
                        escaped.push_str(&code_span(&inside[..end - run.len()], run));
                        rest = &inside[end..];
                    }
                    // What nothing closes is no code.
                    None => {
                        escaped.push_str(&"\\`".repeat(run.len()));
                        rest = inside;
                    }
                }
                continue;
            }
            '~' if run.len() >= 3 => {
                escaped.push_str(&"\\~".repeat(run.len()));
                rest = &rest[run.len()..];
                continue;
            }
            // What the document has escaped itself.
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                escaped.push_str(&rest[..2]);
                rest = &rest[2..];
                continue;
            }
            '[' | ']' | '<' | '>' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(if other.is_control() { ' ' } else { other }),
        }
        rest = after;
    }
    // Bare addresses are links only between angle brackets.
    if escaped.contains("://") {
        let link = |word: &str| {
            let address = word.trim_matches(|c: char| "().,;'\"\\<>[]".contains(c));
            let is_bare = (address.starts_with("http://") || address.starts_with("https://"))
                && !word.contains('`');
            if is_bare {
                word.replacen(address, &format!("`{address}`"), 1)
            } else {
                word.to_owned()
            }
        };
        return escaped.split(' ').map(link).collect::<Vec<_>>().join(" ");
    }
    escaped
}

/// Code within a line. At the start of a line three backticks would begin a block, so fewer do where they can.
fn code_span(inside: &str, fence: &str) -> String {
    match fence.len() {
        1 | 2 => format!("{fence}{inside}{fence}"),
        _ if !inside.contains('`') => format!("`{inside}`"),
        _ => {
            let inside = inside.trim().replace('`', "'");
            format!("`{inside}`")
        }
    }
}

/// Where a code span that so many backticks opened ends, with those that close it.
fn end_of_code(text: &str, fence: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(start) = text[at..].find('`') {
        let run = &text[at + start..];
        let length = run.len() - run.trim_start_matches('`').len();
        at += start + length;
        if length == fence {
            return Some(at);
        }
    }
    None
}

fn wrap(text: &str, lines: &mut Vec<String>) {
    let mut line = String::new();
    let indent = " ".repeat(marker(text));
    for word in text.split_whitespace() {
        if !line.is_empty()
            && line.chars().count() + 1 + word.chars().count() > WIDTH
            && !starts_a_block(word)
        {
            lines.push(std::mem::replace(&mut line, indent.clone()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
}

/// Whether a line that starts with this word would become an item of a list, a heading, a rule or a row of a table.
fn starts_a_block(word: &str) -> bool {
    let is_all = |character: char| word.chars().all(|c| c == character);
    matches!(word, "+" | "*")
        || ['-', '#', '='].into_iter().any(is_all)
        || word.starts_with('|')
        || word.ends_with(['.', ')']) && word.len() < 4 && word.as_bytes()[0].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_html_are_escaped_outside_code() {
        assert_eq!(lines("a [b] `[c]` <d>"), [r"a \[b\] `[c]` \<d\>"]);
        assert_eq!(lines("`open [a] ``[b]`` x"), [r"\`open \[a\] ``[b]`` x"]);
        assert_eq!(lines(r"a \[b\]"), [r"a \[b\]"]);
        assert_eq!(
            lines("see https://a.example/x."),
            ["see `https://a.example/x`."]
        );
    }

    #[test]
    fn what_the_document_escapes_is_escaped_once() {
        let text = r"\<_endpoint_\> \`a\` \u";
        assert_eq!(lines(text), [text]);
    }

    #[test]
    fn lines_stay_within_the_width() {
        let long = "word ".repeat(60);
        assert!(
            lines(&long)
                .iter()
                .all(|line| line.chars().count() <= WIDTH)
        );
        assert_eq!(lines(&long).join(" "), long.trim());
    }

    #[test]
    fn paragraphs_are_joined_and_list_items_kept() {
        assert_eq!(lines("a\nb\n\n- c\n- d\n  e"), ["a b", "", "- c", "- d e"]);
        assert_eq!(lines("a\n1. b\n10) c\nd"), ["a", "1. b", "10) c d"]);
        assert_eq!(lines("a\n\n\n+ b"), ["a", "", "+ b"]);
        assert_eq!(lines("a\\\nb\\\n\nc\\"), ["a\\", "b", "", "c"]);
        let long = format!("10. {}", "word ".repeat(40));
        assert!(lines(&long)[1].starts_with("    word"));
    }

    #[test]
    fn code_keeps_its_lines_and_is_never_rust() {
        assert_eq!(
            lines("Assim:\n  ```json\n  {\n\n    \"a\": [1]\t<b>\n  }\n  ```\nfim"),
            [
                "Assim:",
                "```text",
                "{",
                "",
                "  \"a\": [1]    <b>",
                "}",
                "```",
                "fim"
            ]
        );
        assert_eq!(lines("~~~\n```\n~~~"), ["````text", "```", "````"]);
        // What has no end is no code, and wherever a line breaks, none starts.
        let token = "x".repeat(WIDTH);
        for text in [
            format!("a ```\n{token}\n b"),
            format!("```{token}```"),
            format!("a ``` {token} b ` c ```"),
            format!("~~~ {token}"),
        ] {
            let lines = lines(&text);
            assert!(
                lines
                    .iter()
                    .all(|line| !line.contains("```") && !line.contains("~~~")),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn headings_and_tables_keep_their_lines() {
        assert_eq!(
            lines("a\n# B c\nd\n| e | <f> |\n|---|---|\n| 1 | 2 |\ng #h"),
            [
                "a",
                "# B c",
                "d",
                "",
                r"| e | \<f\> |",
                "|---|---|",
                "| 1 | 2 |",
                "",
                "g #h"
            ]
        );
        let words = "word ".repeat(18);
        assert_eq!(
            lines(&format!("{words}## b")),
            [format!("{words}##"), "b".to_owned()]
        );
    }
}
