//! The difference of two texts of one file in the unified form, short enough to be read.

use std::time::Duration;

use similar::TextDiff;

/// Three lines of context around each change; always ends with a line end.
///
/// Bytes that are no text, and line ends as the only difference, are told in a line of words instead.
pub(super) fn unified(path: &str, found: &[u8], expected: &str) -> String {
    let header = format!("--- a/{path}\n+++ b/{path}\n");
    let Ok(found) = std::str::from_utf8(found) else {
        let (is, should_be) = (found.len(), expected.len());
        return format!("{header}  (not UTF-8 text: {is} bytes, {should_be} expected)\n");
    };
    if found.replace("\r\n", "\n") == expected {
        return format!("{header}  (only the line ends differ: CRLF, LF expected)\n");
    }
    let diff = TextDiff::configure()
        // Two long files that share nothing: a rough diff now is better than a fine one later.
        .timeout(Duration::from_secs(1))
        .diff_lines(found, expected);
    let text = diff.unified_diff().context_radius(3).to_string();
    let total = text.lines().count();
    let mut shown: String = text.split_inclusive('\n').take(MOST_LINES).collect();
    if !shown.ends_with('\n') {
        shown.push('\n');
    }
    if total > MOST_LINES {
        shown.push_str(&format!(
            "  (… {} more lines of diff)\n",
            total - MOST_LINES
        ));
    }
    header + &shown
}

const MOST_LINES: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(lines: usize) -> String {
        (1..=lines).map(|line| format!("line {line}\n")).collect()
    }

    #[test]
    fn three_lines_of_context() {
        let expected = numbered(20);
        let found = expected.replace("line 10\n", "line ten\n");
        assert_eq!(
            unified("crates/a/x.rs", found.as_bytes(), &expected),
            "--- a/crates/a/x.rs\n+++ b/crates/a/x.rs\n@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line ten\n+line 10\n \
             line 11\n line 12\n line 13\n"
        );
    }

    #[test]
    fn a_missing_last_line_end_is_seen() {
        let shown = unified("x", b"a", "a\n");
        assert!(
            shown.contains("-a\n\\ No newline at end of file\n+a\n"),
            "{shown}"
        );
        assert!(unified("x", b"a\n", "a").ends_with("\\ No newline at end of file\n"));
    }

    #[test]
    fn a_very_long_diff_is_cut() {
        let shown = unified("x", b"", &numbered(5_000));
        assert_eq!(shown.lines().count(), 2 + MOST_LINES + 1);
        assert!(
            shown.ends_with("  (… 4801 more lines of diff)\n"),
            "{}",
            &shown[shown.len() - 60..]
        );
    }

    #[test]
    fn what_is_no_text_is_told_in_words() {
        let shown = unified("x", &[0xFF, 0, 1], "text\n");
        assert!(
            shown.ends_with("  (not UTF-8 text: 3 bytes, 5 expected)\n"),
            "{shown}"
        );
    }

    #[test]
    fn line_ends_alone_are_told_in_words() {
        let shown = unified("x", b"a\r\nb\r\n", "a\nb\n");
        assert!(
            shown.ends_with("(only the line ends differ: CRLF, LF expected)\n"),
            "{shown}"
        );
    }
}
