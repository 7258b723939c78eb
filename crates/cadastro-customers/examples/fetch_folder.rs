//! Fetches recorded answers through the client and tells how each of them reads.
//!
//! `cargo run -p cadastro-customers --example fetch_folder -- FOLDER` serves every `.json` file of the folder on
//! loopback, under the operation that its name tells (`…personal-identifications…`), and calls that operation. Without
//! FOLDER it takes the made-up payloads beside this file. Nothing that it prints is personal data.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use cadastro_core::{Answer, DecodeError, Endpoint, Operation};
use cadastro_customers::Client;
use cadastro_customers::operations::{BASE_PATH, OPERATIONS};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

#[tokio::main]
async fn main() -> ExitCode {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/payloads");
    let folder = env::args_os().nth(1).map_or_else(beside, PathBuf::from);
    let files = match files_of(&folder) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("cannot read the folder {}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    };

    let server = MockServer::start().await;
    let mut rows = Vec::new();
    for file in &files {
        rows.push(fetch(&server, file).await);
    }
    print(&rows);
    ExitCode::SUCCESS
}

/// One line of the table.
#[derive(Default)]
struct Row {
    file: String,
    operation: &'static str,
    /// Records of `data` that arrived typed; `None` when the file was not fetched or failed.
    typed: Option<usize>,
    /// Records that were set aside, those of lists inside of a record too.
    quarantined: usize,
    why: Vec<String>,
}

async fn fetch(server: &MockServer, file: &Path) -> Row {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let row = match operation_of(&name) {
        Ok(operation) => {
            let row = serve_and_call(server, file, operation).await;
            Row {
                operation: operation.id,
                ..row.unwrap_or_else(|error| failed(&*error))
            }
        }
        Err(why) => Row {
            why: vec![format!("not fetched: {why}")],
            ..Row::default()
        },
    };
    Row {
        file: name.into_owned(),
        ..row
    }
}

/// The operation whose path stands in the name of the file, with hyphens for slashes.
fn operation_of(name: &str) -> Result<&'static Operation, &'static str> {
    if !name.ends_with(".json") {
        return Err("not a .json file");
    }
    let tells = |operation: &&Operation| name.contains(&operation.path[1..].replace('/', "-"));
    OPERATIONS
        .iter()
        .copied()
        .find(tells)
        .ok_or("its name tells no operation")
}

/// Serves a file under its operation for as long as the call takes, so that no answer can come from another file.
async fn serve_and_call(
    server: &MockServer,
    file: &Path,
    operation: &Operation,
) -> Result<Row, Box<dyn Error>> {
    let mock = Mock::given(method("GET"))
        .and(path(format!("{BASE_PATH}{}", operation.path)))
        .respond_with(ResponseTemplate::new(200).set_body_raw(fs::read(file)?, "application/json"));
    let _served = server.register_as_scoped(mock).await;
    let endpoint = Endpoint::builder(format!("{}{BASE_PATH}", server.uri())).build()?;
    Ok(call(&Client::new(endpoint), operation).await)
}

/// Calls an operation. Identifications come as a list of records, everything else as one.
async fn call(client: &Client, operation: &Operation) -> Row {
    match operation.path {
        "/business/financial-relations" => row(
            client
                .customers_get_business_financial_relations(Default::default())
                .await,
            one,
        ),
        "/business/identifications" => row(
            client
                .customers_get_business_identifications(Default::default())
                .await,
            |page| page.data.len(),
        ),
        "/business/qualifications" => row(
            client
                .customers_get_business_qualifications(Default::default())
                .await,
            one,
        ),
        "/personal/financial-relations" => row(
            client
                .customers_get_personal_financial_relations(Default::default())
                .await,
            one,
        ),
        "/personal/identifications" => row(
            client
                .customers_get_personal_identifications(Default::default())
                .await,
            |page| page.data.len(),
        ),
        "/personal/qualifications" => row(
            client
                .customers_get_personal_qualifications(Default::default())
                .await,
            one,
        ),
        _ => Row {
            why: vec!["not fetched: the client has no such operation".to_owned()],
            ..Row::default()
        },
    }
}

fn one<T>(_: &T) -> usize {
    1
}

fn row<T>(answer: Result<Answer<T>, cadastro_core::Error>, records: impl Fn(&T) -> usize) -> Row {
    match answer {
        Ok(answer) => Row {
            typed: Some(records(&answer)),
            quarantined: answer.quarantined().len(),
            why: answer
                .quarantined()
                .iter()
                .map(ToString::to_string)
                .collect(),
            ..Row::default()
        },
        Err(error) => failed(&error),
    }
}

/// Which member could not be read, and why; the body would be in `error.raw_body()`.
fn failed(error: &(dyn Error + 'static)) -> Row {
    let unread = error
        .source()
        .and_then(|source| source.downcast_ref::<DecodeError>());
    let why = unread.map_or_else(
        || format!("failed: {error}"),
        |unread| format!("failed at {unread}"),
    );
    Row {
        why: vec![why],
        ..Row::default()
    }
}

fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files = entries.collect::<io::Result<Vec<_>>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

fn print(rows: &[Row]) {
    let width = |text: fn(&Row) -> &str, title: usize| {
        rows.iter()
            .map(|row| text(row).chars().count())
            .max()
            .unwrap_or(0)
            .max(title)
    };
    let (file, operation) = (width(|row| &row.file, 4), width(|row| row.operation, 9));
    println!(
        "{:file$}  {:operation$}  typed  quarantined  why",
        "file", "operation"
    );
    for row in rows {
        let typed = row
            .typed
            .map_or_else(|| "-".to_owned(), |typed| typed.to_string());
        let (name, id, why) = (&row.file, row.operation, row.why.join("; "));
        let line = format!(
            "{name:file$}  {id:operation$}  {typed:>5}  {:>11}  {why}",
            row.quarantined
        );
        println!("{}", line.trim_end());
    }
    let read = rows.iter().filter(|row| row.typed.is_some()).count();
    let fetched = rows.iter().filter(|row| !row.operation.is_empty()).count();
    println!(
        "{} files, {fetched} fetched: {read} read with {} records typed and {} quarantined, {} failed",
        rows.len(),
        rows.iter().filter_map(|row| row.typed).sum::<usize>(),
        rows.iter().map(|row| row.quarantined).sum::<usize>(),
        fetched - read,
    );
}
