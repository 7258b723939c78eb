//! What a run tells: a row per document, then how often each fixup was needed, then the two counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Row;
use super::check::Verdict;

/// The table and what follows it.
pub(super) fn text(rows: &[Row]) -> String {
    let mut lines = vec![
        [
            "document",
            "operations",
            "types",
            "lines",
            "fixups",
            "ms",
            "result",
        ]
        .map(str::to_owned),
    ];
    lines.extend(rows.iter().map(cells));
    let mut text = aligned(&lines);
    let mut needed: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, count) in rows.iter().flat_map(|row| &row.generated.fixups) {
        let (documents, times) = needed.entry(name).or_default();
        *documents += 1;
        *times += count;
    }
    if !needed.is_empty() {
        let mut lines = vec![["fixup", "documents", "times"].map(str::to_owned)];
        lines.extend(needed.iter().map(|(name, (documents, times))| {
            [(*name).to_owned(), documents.to_string(), times.to_string()]
        }));
        let _ = write!(text, "\n{}", aligned(&lines));
    }
    let all = rows.len();
    let generated = rows
        .iter()
        .filter(|row| row.generated.error.is_none())
        .count();
    let checked = rows
        .iter()
        .filter(|row| row.checked.as_ref().is_some_and(Verdict::is_clean))
        .count();
    let _ = write!(
        text,
        "\n{generated} of {all} documents generate, {checked} of {all} check"
    );
    text
}

fn cells(row: &Row) -> [String; 7] {
    let generated = &row.generated;
    let result = match (&generated.error, &row.checked) {
        (Some(error), _) => error.clone(),
        (None, checked) => {
            let said = checked.as_ref().map_or_else(String::new, Verdict::said);
            match generated.notes {
                0 => said,
                1 => format!("{said}; 1 note"),
                notes => format!("{said}; {notes} notes"),
            }
        }
    };
    let fixups: usize = generated.fixups.values().sum();
    [
        row.document.clone(),
        generated.operations.to_string(),
        generated.types.to_string(),
        generated.lines.to_string(),
        fixups.to_string(),
        generated.milliseconds.to_string(),
        result,
    ]
}

/// Cells in columns: names to the left, numbers to the right, the last column as it is.
fn aligned<const COLUMNS: usize>(lines: &[[String; COLUMNS]]) -> String {
    let mut widths = [0; COLUMNS];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let is_text: [bool; COLUMNS] = std::array::from_fn(|column| {
        let mut cells = lines.iter().skip(1).map(|line| &line[column]);
        cells.any(|cell| cell.parse::<usize>().is_err())
    });
    let mut text = String::new();
    for line in lines {
        let mut cells = String::new();
        for ((cell, width), is_text) in line.iter().zip(widths).zip(is_text) {
            let _ = if is_text {
                write!(cells, "{cell:width$}  ")
            } else {
                write!(cells, "{cell:>width$}  ")
            };
        }
        let _ = writeln!(text, "{}", cells.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::results::Generated;

    #[test]
    fn rows_are_aligned_and_counted() {
        let row = |document: &str, error: Option<&str>| {
            Row {
            document: document.to_owned(),
            path: document.into(),
            name: String::new(),
            generated: serde_json::from_value::<Generated>(serde_json::json!({
                "fingerprint": "", "operations": 12, "types": 3, "lines": 4, "fixups": {"all-of": 2},
                "notes": 1, "milliseconds": 5, "error": error,
            }))
            .unwrap(),
            checked: None,
        }
        };
        let text = text(&[row("a.yaml", None), row("longer.yaml", Some("broken"))]);
        assert_eq!(
            text,
            "document     operations  types  lines  fixups  ms  result
a.yaml               12      3      4       2   5  ; 1 note
longer.yaml          12      3      4       2   5  broken

fixup   documents  times
all-of          2      4

1 of 2 documents generate, 0 of 2 check"
        );
    }
}
