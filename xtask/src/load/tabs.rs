//! Official files indent lines of long texts with tabs, which no YAML parser takes: the line would end the text.
//! Only such lines are touched, and only once the parser has refused the file as it is.

/// The text with tabs taken out of the indentation of text lines in block scalars (`|` and `>`): such a line starts
/// where the lines around it start. `None` if there is no such line.
///
/// A line whose tabs stand before what looks like a member of an API document stays as it is, and stays an error:
/// to take `type: string` for text would lose it without a word.
pub(super) fn mend(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut mended: Vec<String> = Vec::with_capacity(lines.len());
    let mut changed = false;
    let mut block: Option<Block> = None;
    for (number, line) in lines.iter().enumerate() {
        let blank = line.trim_matches([' ', '\t']).is_empty();
        let (spaces, tabbed) = indentation(line);
        if !blank
            && block
                .as_ref()
                .is_some_and(|block| spaces <= block.parent && !(tabbed && is_text(line)))
        {
            block = None;
        }
        match &block {
            Some(block) if tabbed && spaces < block.indent => {
                changed = true;
                mended.push(if blank {
                    String::new()
                } else {
                    let text = line.trim_start_matches([' ', '\t']);
                    format!("{}{text}", " ".repeat(block.indent))
                });
            }
            Some(_) => mended.push((*line).to_owned()),
            None => {
                block = Block::opened_by(line, &lines[number + 1..]);
                mended.push((*line).to_owned());
            }
        }
    }
    changed.then(|| mended.join("\n"))
}

/// A block scalar: its lines are indented by `indent` spaces, more than the `parent` node is.
struct Block {
    parent: usize,
    indent: usize,
}

impl Block {
    fn opened_by(line: &str, following: &[&str]) -> Option<Self> {
        let code = line.split(" #").next().unwrap_or(line).trim_end();
        let (before, header) = code.rsplit_once(' ')?;
        let indicators = header.strip_prefix(['|', '>'])?;
        if indicators.len() > 2 || !indicators.chars().all(|c| "+-123456789".contains(c)) {
            return None;
        }
        let before = before.trim_end();
        let holder = before
            .rsplit_once(' ')
            .filter(|(_, last)| last.starts_with(['!', '&']))
            .map_or(before, |(holder, _)| holder.trim_end());
        let parent = if holder.ends_with(':') {
            holder.find(|c| c != ' ' && c != '-')?
        } else if holder.ends_with('-') {
            holder.rfind('-')?
        } else {
            return None;
        };
        let indent = match indicators.chars().find(char::is_ascii_digit) {
            Some(digit) => parent + digit.to_digit(10)? as usize,
            None => following
                .iter()
                .filter(|line| !line.trim_matches([' ', '\t']).is_empty())
                .map(|line| indentation(line))
                .take_while(|(spaces, tabbed)| *tabbed || *spaces > parent)
                .find(|(spaces, _)| *spaces > parent)
                .map_or(parent + 2, |(spaces, _)| spaces),
        };
        Some(Self { parent, indent })
    }
}

/// How many spaces a line starts with, and whether a tab comes right after them.
fn indentation(line: &str) -> (usize, bool) {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    (spaces, line[spaces..].starts_with('\t'))
}

fn is_text(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '-']);
    let key = line.split(':').next().unwrap_or(line);
    let is_member = line.len() > key.len() && (KEYWORDS.contains(&key) || key.starts_with("x-"));
    !is_member
}

const KEYWORDS: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "components",
    "content",
    "default",
    "delete",
    "deprecated",
    "description",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "get",
    "headers",
    "in",
    "info",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "name",
    "nullable",
    "oneOf",
    "operationId",
    "parameters",
    "patch",
    "paths",
    "pattern",
    "post",
    "properties",
    "put",
    "required",
    "requestBody",
    "responses",
    "schema",
    "schemas",
    "security",
    "summary",
    "tags",
    "title",
    "type",
    "url",
    "value",
];
