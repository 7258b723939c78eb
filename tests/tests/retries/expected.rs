//! Reads the two tables of `docs/calls.md`: how often a call is tried, and what its error says.

use std::time::Duration;

const SECTION: &str = "## What is tried again";

/// One case, with what both tables say of it.
pub(crate) struct Case {
    pub(crate) name: String,
    /// The number of attempts, for each kind of call.
    pub(crate) attempts: [usize; 4],
    /// The waits before the second attempt and those after it, of the kind with most attempts.
    pub(crate) waits: Vec<Duration>,
    /// Whether the server reads the requests.
    pub(crate) heard: bool,
    pub(crate) status: Option<u16>,
    /// The failure of each attempt.
    pub(crate) failure: String,
    /// The predicates that are true.
    pub(crate) truths: Vec<String>,
    /// The message, without what changes from call to call.
    pub(crate) message: String,
}

pub(crate) fn cases() -> Vec<Case> {
    let path = cadastro_tests::root().join("docs/calls.md");
    let text = std::fs::read_to_string(path).unwrap();
    let tables = tables(&text);
    let [tried, told] = &tables[..] else {
        panic!("two tables, not {}", tables.len());
    };
    assert_eq!(tried.len(), told.len(), "both tables have the same cases");
    tried.iter().zip(told).map(case).collect()
}

fn case((tried, told): (&Vec<String>, &Vec<String>)) -> Case {
    let [name, read, keyed, plain, stream, waits, heard] = &tried[..] else {
        panic!("seven columns: {tried:?}");
    };
    let [same, status, failure, truths, message] = &told[..] else {
        panic!("five columns: {told:?}");
    };
    assert_eq!(name, same, "both tables have the same order");
    Case {
        name: name.clone(),
        attempts: [read, keyed, plain, stream].map(|count| count.parse().unwrap()),
        waits: list(waits).map(|wait| duration(&wait)).collect(),
        heard: match &**heard {
            "each attempt" => true,
            "nothing" => false,
            other => panic!("{name}: {other}"),
        },
        status: (status != "none").then(|| status.parse().unwrap()),
        failure: failure.clone(),
        truths: list(truths).collect(),
        message: message.clone(),
    }
}

fn list(cell: &str) -> impl Iterator<Item = String> {
    let parts = cell.split(", ").filter(|part| *part != "none");
    parts.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn duration(text: &str) -> Duration {
    match text.split_once(' ') {
        None if text == "0" => Duration::ZERO,
        Some((count, "ms")) => Duration::from_millis(count.parse().unwrap()),
        Some((count, "s")) => Duration::from_secs(count.parse().unwrap()),
        _ => panic!("no duration: {text}"),
    }
}

/// The rows of each table of the section, without the head and without markup.
fn tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let lines = text
        .lines()
        .skip_while(|line| *line != SECTION)
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut tables = Vec::new();
    let mut inside = false;
    for line in lines {
        let row = line
            .strip_prefix("| ")
            .and_then(|row| row.strip_suffix(" |"));
        match row {
            Some(row) if inside => {
                let cells = row.split(" | ").map(|cell| cell.trim().replace('`', ""));
                let rows: &mut Vec<Vec<String>> = tables.last_mut().unwrap();
                rows.push(cells.collect());
            }
            // The head of the table.
            Some(_) => tables.push(Vec::new()),
            None => {}
        }
        inside = line.starts_with('|');
    }
    for rows in &mut tables {
        rows.retain(|row| !row[0].starts_with("---"));
    }
    tables
}
