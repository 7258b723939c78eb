//! One problem as one line: which file and place, what is wrong, what to do about it.
//! Everything xtask refuses is told in this form, so that a terminal, an editor and CI can jump to the place.

use std::fmt;

/// A problem in an input, printed as `file:line:column: #/pointer: what is wrong; what to do`.
///
/// Line, column and pointer are left out where they are not known. `Display` is always a single line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    file: String,
    place: Option<(usize, usize)>,
    pointer: Option<String>,
    what: String,
    what_to_do: String,
}

impl Diagnostic {
    /// A problem of `file` (relative, with forward slashes) as a whole.
    pub(crate) fn new(
        file: impl Into<String>,
        what: impl Into<String>,
        what_to_do: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            place: None,
            pointer: None,
            what: what.into(),
            what_to_do: what_to_do.into(),
        }
    }

    /// Adds the JSON pointer of the place, such as `/paths/~1a/get`; the empty pointer is the root.
    pub(crate) fn at_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Adds line and column, both counted from 1.
    pub(crate) fn at_line(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }
}

impl std::error::Error for Diagnostic {}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", one_line(&self.file))?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(pointer) = &self.pointer {
            write!(f, ": #{}", one_line(pointer))?;
        }
        write!(
            f,
            ": {}; {}",
            one_line(&self.what),
            one_line(&self.what_to_do)
        )
    }
}

/// Text of a broken document may hold anything: line ends and control characters become single spaces, and what
/// is too long to be read is cut.
pub(crate) fn one_line(text: &str) -> String {
    const LONGEST: usize = 600;
    let mut line = String::with_capacity(text.len());
    for (count, word) in text
        .split(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        if count > 0 && !line.ends_with(' ') && !word.starts_with(' ') {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_parts_in_one_line() {
        let diagnostic = Diagnostic::new(
            "specs/x.yaml",
            "duplicate operationId `foo`",
            "rename one of them",
        )
        .at_pointer("/paths/~1a/get")
        .at_line(12, 3);
        assert_eq!(
            diagnostic.to_string(),
            "specs/x.yaml:12:3: #/paths/~1a/get: duplicate operationId `foo`; rename one of them"
        );
    }

    #[test]
    fn unknown_parts_are_left_out() {
        assert_eq!(
            Diagnostic::new("specs/x.yaml", "is empty", "fill it").to_string(),
            "specs/x.yaml: is empty; fill it"
        );
        assert_eq!(
            Diagnostic::new("x.yaml", "no `info`", "add it")
                .at_pointer("")
                .to_string(),
            "x.yaml: #: no `info`; add it"
        );
    }

    #[test]
    fn whatever_the_document_holds_it_stays_one_line() {
        let shown = Diagnostic::new("a\nb.yaml", "bad\r\n\tvalue\u{2028}x", "mend\u{7}it")
            .at_pointer("/a\nb")
            .to_string();
        assert_eq!(shown, "a b.yaml: #/a b: bad value x; mend it");
    }

    #[test]
    fn very_long_text_is_cut() {
        let shown = Diagnostic::new("x", "é".repeat(100_000), "stop").to_string();
        assert!(shown.chars().count() < 700, "{}", shown.len());
        assert!(shown.ends_with("…; stop"));
    }
}
