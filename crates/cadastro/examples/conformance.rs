//! Tells what is wrong with recorded answers: how they read, and how they deviate from the document.
//!
//! `cargo run -p cadastro --features conformance --example conformance -- [--operation ID] [--format text|json] PATH…`
//!
//! A PATH is a file, or a folder whose `.json` files are read, those of its folders too; without one, the made-up payloads
//! of this repository are read. Each file is the body of a successful answer. Its operation is that of `--operation`, else
//! the one whose path stands in that of the file, with hyphens for slashes (`…personal-identifications…`).
//!
//! `text` prints the reports that have something to tell, added up; `json` a line for each file: `file`, `operation`,
//! `records`, `quarantined`, `violations` with `pointer` and `rule`, and `error`. Nothing of it is personal data.
//!
//! Exit status: 0 all files were looked at, whatever is wrong with them; 1 one could not be, since it cannot be opened or
//! tells no operation; 2 the arguments are not understood.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program")]

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cadastro::conformance::{self, Report, Summary, check};
use cadastro::{DecodeError, Operation, attach, customers, decode_reporting, onboarding};
use serde::Serialize;
use serde::de::DeserializeOwned;

const USAGE: &str = "usage: conformance [--operation ID] [--format text|json] PATH…";

fn main() -> ExitCode {
    let asked = match Asked::of(env::args().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut files = Vec::new();
    let mut is_whole = true;
    for path in &asked.paths {
        if let Err(error) = collect(path, &mut files) {
            eprintln!("{}: {error}", path.display());
            is_whole = false;
        }
    }
    let mut totals = Totals::default();
    for file in &files {
        let looked_at = look_at(file, asked.operation);
        is_whole &= looked_at.is_whole;
        if asked.as_json {
            match serde_json::to_string(&looked_at.line(file)) {
                Ok(line) => println!("{line}"),
                Err(error) => eprintln!("{}: {error}", file.display()),
            }
        }
        totals.add(file, looked_at, asked.as_json);
    }
    if !asked.as_json {
        totals.print();
    }
    if is_whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What the arguments ask for.
struct Asked {
    operation: Option<&'static Operation>,
    as_json: bool,
    paths: Vec<PathBuf>,
}

impl Asked {
    fn of(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self {
            operation: None,
            as_json: false,
            paths: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--operation" => {
                    let id = arguments.next().unwrap_or_default();
                    let known = || conformance::operations().map(|operation| operation.id);
                    let unknown = || {
                        let known = known().collect::<Vec<_>>().join(", ");
                        format!("--operation takes one of {known}")
                    };
                    asked.operation = Some(conformance::operation(&id).ok_or_else(unknown)?);
                }
                "--format" => {
                    asked.as_json = match arguments.next().as_deref() {
                        Some("text") => false,
                        Some("json") => true,
                        _ => return Err("--format takes text or json".to_owned()),
                    }
                }
                option if option.starts_with("--") => {
                    return Err(format!("there is no option {option}"));
                }
                path => asked.paths.push(path.into()),
            }
        }
        if asked.paths.is_empty() {
            let made_up = "../cadastro-customers/examples/payloads";
            let made_up = Path::new(env!("CARGO_MANIFEST_DIR")).join(made_up);
            asked.paths.push(made_up);
        }
        Ok(asked)
    }
}

/// Adds a file, or the `.json` files of a folder and its folders, in the order of their names.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries {
        // A link to a folder may lead back here.
        let is_folder = fs::symlink_metadata(&entry)?.is_dir();
        let is_json = entry
            .extension()
            .is_some_and(|extension| extension == "json");
        if is_folder || (is_json && !entry.is_dir()) {
            collect(&entry, files)?;
        }
    }
    Ok(())
}

/// What there is to tell of a file.
#[derive(Default)]
struct LookedAt {
    operation: Option<&'static Operation>,
    reading: Reading,
    report: Option<Report>,
    error: Option<String>,
    is_json: bool,
    is_whole: bool,
}

fn look_at(file: &Path, operation: Option<&'static Operation>) -> LookedAt {
    let failed = |error: String| LookedAt {
        operation,
        error: Some(error),
        is_json: true,
        ..LookedAt::default()
    };
    let body = match fs::read(file) {
        Ok(body) => body,
        Err(error) => return failed(error.to_string()),
    };
    let Some(operation) = operation.or_else(|| operation_of(file)) else {
        return failed("its path tells no operation; --operation ID does".to_owned());
    };
    let mut looked_at = LookedAt {
        operation: Some(operation),
        is_json: true,
        is_whole: true,
        ..LookedAt::default()
    };
    match check(operation, success(operation), &body) {
        Ok(report) => looked_at.report = Some(report),
        Err(error) => {
            looked_at.is_json = !error.is_not_json();
            looked_at.error = Some(error.to_string());
        }
    }
    if looked_at.is_json {
        match read(operation, &body) {
            Ok(reading) => looked_at.reading = reading,
            Err(error) => looked_at.error = Some(error.to_string()),
        }
    }
    looked_at
}

/// The operation whose path stands in the name of the file, else in that of a folder above it. Paths with arguments are
/// told by none.
fn operation_of(file: &Path) -> Option<&'static Operation> {
    let mut names = file.iter().rev();
    names.find_map(|name| {
        let name = name.to_string_lossy();
        let tells = |operation: &&Operation| {
            let path = operation.path.trim_start_matches('/').replace('/', "-");
            !path.contains('{') && name.contains(&path)
        };
        conformance::operations().find(tells)
    })
}

/// The first success that the document has.
fn success(operation: &Operation) -> u16 {
    let codes = operation.answers.iter().map(|answer| answer.status);
    let codes = codes.filter_map(|status| match status {
        cadastro::Status::Code(code) => Some(code),
        _ => None,
    });
    codes.min().unwrap_or(200)
}

/// What `--format json` says of a file.
#[derive(Serialize)]
struct Line<'l> {
    file: String,
    operation: Option<&'static str>,
    records: usize,
    quarantined: usize,
    violations: Vec<Found<'l>>,
    error: Option<&'l str>,
}

#[derive(Serialize)]
struct Found<'l> {
    pointer: &'l str,
    rule: &'static str,
}

impl LookedAt {
    fn line(&self, file: &Path) -> Line<'_> {
        let violations = self.report.iter().flat_map(Report::violations);
        let violations = violations.map(|violation| Found {
            pointer: violation.shown(),
            rule: violation.rule(),
        });
        Line {
            file: file.display().to_string(),
            operation: self.operation.map(|operation| operation.id),
            records: self.reading.records,
            quarantined: self.reading.quarantined,
            violations: violations.collect(),
            error: self.error.as_deref(),
        }
    }
}

/// All files together.
#[derive(Default)]
struct Totals {
    summary: Summary,
    files: usize,
    typed: usize,
    quarantined: usize,
    not_json: usize,
}

impl Totals {
    fn add(&mut self, file: &Path, looked_at: LookedAt, is_quiet: bool) {
        self.files += 1;
        let is_read = looked_at.error.is_none();
        self.typed += usize::from(is_read && looked_at.reading.quarantined == 0);
        self.quarantined += usize::from(is_read && looked_at.reading.quarantined > 0);
        self.not_json += usize::from(!looked_at.is_json);
        if let Some(report) = &looked_at.report {
            self.summary.add(report);
        }
        if let (Some(error), false) = (looked_at.error, is_quiet) {
            println!("{}: {error}", file.display());
        }
    }

    fn print(&self) {
        println!("{}\n", self.summary);
        println!(
            "{} files: {} typed, {} with quarantined records, {} not JSON; {} violations",
            self.files,
            self.typed,
            self.quarantined,
            self.not_json,
            self.summary.violations()
        );
    }
}

/// How an answer reads.
#[derive(Default)]
struct Reading {
    /// How many records it has, those included that were set aside.
    records: usize,
    /// How many records were set aside, those in lists of other records too.
    quarantined: usize,
}

/// Reads the body of a successful answer. Identifications come as a list of records, all else as one.
fn read(operation: &Operation, body: &[u8]) -> Result<Reading, DecodeError> {
    match operation.id {
        "customersGetBusinessFinancialRelations" => {
            as_one::<customers::ResponseBusinessCustomersFinancialRelation>(body)
        }
        "customersGetBusinessIdentifications" => as_type::<
            customers::ResponseBusinessCustomersIdentification,
        >(body, |page| page.data.sent_len()),
        "customersGetBusinessQualifications" => {
            as_one::<customers::ResponseBusinessCustomersQualification>(body)
        }
        "customersGetPersonalFinancialRelations" => {
            as_one::<customers::ResponsePersonalCustomersFinancialRelation>(body)
        }
        "customersGetPersonalIdentifications" => as_type::<
            customers::ResponsePersonalCustomersIdentification,
        >(body, |page| page.data.sent_len()),
        "customersGetPersonalQualifications" => {
            as_one::<customers::ResponsePersonalCustomersQualification>(body)
        }
        "gerarToken" => as_one::<onboarding::TokenResponse>(body),
        "cadastrarClienteParceiro" => as_one::<onboarding::CadastrarClienteParceiroResponse>(body),
        "cadastrarEmBackground" => as_one::<onboarding::CadastrarEmBackgroundResponse>(body),
        "consultarStatusClienteParceiro" => {
            as_one::<onboarding::ConsultarStatusClienteParceiroResponse>(body)
        }
        "uploadArquivoParceiro" => as_one::<onboarding::UploadArquivoParceiroResponse>(body),
        "attachFile" => as_one::<attach::Customer>(body),
        other => unreachable!("the clients have no operation {other}"),
    }
}

fn as_one<T: DeserializeOwned>(body: &[u8]) -> Result<Reading, DecodeError> {
    as_type::<T>(body, |_| 1)
}

fn as_type<T: DeserializeOwned>(
    body: &[u8],
    records: fn(&T) -> usize,
) -> Result<Reading, DecodeError> {
    let decoded = decode_reporting::<T>(body)?;
    Ok(Reading {
        records: records(decoded.value()),
        quarantined: decoded.quarantined().len(),
    })
}
