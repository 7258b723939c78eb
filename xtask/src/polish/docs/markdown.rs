//! The Markdown of descriptions: wrapped where it is prose, as it stands where its lines mean something, and harmless in
//! a comment of Rust.

/// Width of the text of a comment; with indentation and `/// ` it stays within 100 columns.
const WIDTH: usize = 92;

/// A part of a text that starts on a line of its own; an empty one is an empty line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    /// A paragraph, a heading or a list item, to be wrapped.
    Prose(String),
    /// A row of a table.
    Row(String),
    /// A line of code, or a fence around some.
    Code(String),
}

/// The blocks of a text that may hold anything.
pub(super) fn escaped(text: &str) -> Vec<Block> {
    let mut blocks = blocks(text);
    for block in &mut blocks {
        match block {
            Block::Prose(text) | Block::Row(text) => *text = escape(text),
            Block::Code(_) => {}
        }
    }
    blocks
}

/// The blocks of a text.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = text.trim().lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(fence) = fence(trimmed) {
            end_break(&mut blocks);
            // Were it Rust, the tests of documentation would run it.
            blocks.push(Block::Code("```text".to_owned()));
            let inside = lines
                .by_ref()
                .take_while(|line| !closes(line.trim(), fence));
            blocks.extend(inside.map(|line| {
                let line = line.trim_end().replace("```", "\"\"\"");
                Block::Code(line.replace(char::is_control, " "))
            }));
            blocks.push(Block::Code("```".to_owned()));
        } else if trimmed.starts_with('|') {
            end_break(&mut blocks);
            if matches!(blocks.last(), Some(Block::Prose(last)) if !last.is_empty()) {
                blocks.push(Block::Prose(String::new()));
            }
            blocks.push(Block::Row(trimmed.to_owned()));
        } else {
            prose(trimmed, &mut blocks);
        }
    }
    end_break(&mut blocks);
    blocks
}

/// Takes a line that is neither code nor a row.
fn prose(line: &str, blocks: &mut Vec<Block>) {
    let begins = line.is_empty() || marker(line) > 0 || is_heading(line);
    if begins {
        end_break(blocks);
    }
    match blocks.last_mut() {
        Some(Block::Prose(last))
            if !begins && !last.is_empty() && !is_heading(last) && !has_break(last) =>
        {
            last.push(' ');
            last.push_str(line);
        }
        // One empty line parts as well as two.
        Some(Block::Prose(last)) if line.is_empty() && last.is_empty() => {}
        // A table ends where an empty line stands.
        Some(Block::Row(_)) if !line.is_empty() => {
            blocks.push(Block::Prose(String::new()));
            blocks.push(Block::Prose(line.to_owned()));
        }
        _ => blocks.push(Block::Prose(line.to_owned())),
    }
}

/// Whether a backslash ends a line, and so breaks it.
fn has_break(line: &str) -> bool {
    let rest = line.trim_end_matches('\\');
    (line.len() - rest.len()) % 2 == 1
}

/// Where no line follows there is nothing to break.
fn end_break(blocks: &mut [Block]) {
    if let Some(Block::Prose(last)) = blocks.last_mut()
        && has_break(last)
    {
        last.pop();
        last.truncate(last.trim_end().len());
    }
}

/// What opens a block of code: three or more of one character, with nothing behind them that closes them.
fn fence(line: &str) -> Option<&str> {
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3 && !rest.contains(mark)).then_some(&line[..length])
}

fn closes(line: &str, fence: &str) -> bool {
    line.len() >= fence.len() && line.replace(&fence[..1], "").is_empty()
}

fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with(' ')
}

/// How wide the mark of a list item is, with its blank; 0 if the line is none.
fn marker(line: &str) -> usize {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &line[digits..];
    let marks: &[char] = match digits {
        0 => &['-', '*', '+'],
        1 | 2 => &['.', ')'],
        _ => &[],
    };
    if rest.starts_with(marks) && rest[1..].starts_with(' ') {
        digits + 2
    } else {
        0
    }
}

/// The lines of a comment.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = Vec::new();
    for block in blocks {
        match block {
            Block::Prose(text) if !text.is_empty() => wrap(text, &mut lines),
            Block::Prose(text) | Block::Row(text) | Block::Code(text) => lines.push(text.clone()),
        }
    }
    lines
}

/// Escapes what rustdoc would read as a link or as HTML, and tabs; code spans stay as they are.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let after = &rest[character.len_utf8()..];
        match character {
            '`' => {
                let fence = &rest[..rest.len() - rest.trim_start_matches('`').len()];
                let inside = &rest[fence.len()..];
                match end_of_code(inside, fence.len()) {
                    Some(end) => {
                        escaped.push_str(&rest[..fence.len() + end]);
                        rest = &inside[end..];
                    }
                    // What nothing closes is no code.
                    None => {
                        escaped.push_str(&"\\`".repeat(fence.len()));
                        rest = inside;
                    }
                }
                continue;
            }
            // What the document has escaped itself.
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                escaped.push_str(&rest[..2]);
                rest = &after[1..];
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
    let is_heading = is_heading(text);
    for word in text.split_whitespace() {
        // A line that starts like a list, a heading or code would become one; a heading is one line.
        let breaks_markdown = is_heading
            || matches!(word, "-" | "+" | "*" | "=")
            || word.bytes().all(|byte| byte == b'#')
            || word.starts_with("```")
            || word.starts_with("~~~")
            || marker(&format!("{word} ")) > 0;
        if !line.is_empty()
            && line.chars().count() + 1 + word.chars().count() > WIDTH
            && !breaks_markdown
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        super::lines(&escaped(text))
    }

    #[test]
    fn links_and_html_are_escaped_outside_code() {
        assert_eq!(lines("a [b] `[c]` <d>"), [r"a \[b\] `[c]` \<d\>"]);
        assert_eq!(lines("`open [a] ``[b]`` x"), [r"\`open \[a\] ``[b]`` x"]);
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
        assert_eq!(
            lines("a\nb\n\n\n- c\n- d\n  e\n1. f\n2) g\n2021. h"),
            ["a b", "", "- c", "- d e", "1. f", "2) g 2021. h"]
        );
        let long = format!("10. {}", "word ".repeat(40));
        assert!(lines(&long)[1].starts_with("    word"));
    }

    #[test]
    fn headings_and_breaks_stay() {
        assert_eq!(
            lines("# Head\ntext one.\\\nand two\\\n\n## Other\n#no heading\\"),
            [
                "# Head",
                "text one.\\",
                "and two",
                "",
                "## Other",
                "#no heading"
            ]
        );
    }

    #[test]
    fn code_is_no_rust_and_ends() {
        let long = format!("{{\"a\": \"{}\"}}", "x ".repeat(60));
        let text = format!("as:\n```json\n  {long}\n\n```\nafter `b`\n~~~\nlet a\n");
        assert_eq!(
            lines(&text),
            [
                "as:",
                "```text",
                &format!("  {long}"),
                "",
                "```",
                "after `b`",
                "```text",
                "let a",
                "```"
            ]
        );
        assert_eq!(lines("```one``` line"), ["```one``` line"]);
        let opened = lines(&format!("{} ```json {{}}```", "word ".repeat(18)));
        assert!(!opened[1].starts_with("```"), "{opened:?}");
    }

    #[test]
    fn rows_of_tables_stay_lines() {
        let cell = "word ".repeat(30);
        assert_eq!(
            lines(&format!(
                "A table\n| a | <b> |\n|---|---|\n| {cell}| c |\nafter"
            )),
            [
                "A table",
                "",
                r"| a | \<b\> |",
                "|---|---|",
                &format!("| {cell}| c |"),
                "",
                "after"
            ]
        );
    }
}
