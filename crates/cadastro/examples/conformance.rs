//! Tells what is wrong with recorded answers: how they read, and how they deviate from the document.
//!
//! `cargo run -p cadastro --features conformance --example conformance -- [--operation ID] [--format text|json] PATH…`
//!
//! A PATH is a file, or a folder whose `.json` files are read, those of its folders too; without one, the made-up payloads
//! of this repository are read. Each file is the body of a successful answer. Its operation is that of `--operation`, else
//! the one whose path stands in that of the file, with hyphens for slashes (`…personal-identifications…`).
//!
//! `text` prints the reports that have something to tell, added up; `json` a line for each file: `file`, `operation`,
//! `records`, `quarantined`, `violations` with `pointer` and `rule`, and `error`. Nothing of it is personal data. JSON that
//! none of the types takes is not read; what the checker refuses, for its size, is not checked: `text` counts both.
//!
//! Exit status: 0 all files were looked at, whatever is wrong with them; 1 one could not be, since it is no file, cannot be
//! opened or tells no operation, or what there is to tell could not be written; 2 the arguments are not understood.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cadastro::conformance::{self, Report, Summary, check};
use cadastro::{DecodeError, Operation, attach, customers, decode_reporting, onboarding};
use serde::Serialize;
use serde::de::DeserializeOwned;

const USAGE: &str = "usage: conformance [--operation ID] [--format text|json] [--] PATH…";

fn main() -> ExitCode {
    let asked = match Asked::of(env::args_os().skip(1)) {
        Ok(asked) => asked,
        Err(why) => {
            complain(&format!("{why}\n{USAGE}"));
            return ExitCode::from(2);
        }
    };
    match tell(&asked, &mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Whoever read it wants no more.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            complain(&format!("cannot write: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Where that cannot be written either, there is nobody to tell it to.
fn complain(what: &str) {
    let _ = writeln!(io::stderr(), "{what}");
}

/// Tells it all, and whether all files could be looked at.
pub(crate) fn tell(asked: &Asked, out: &mut impl Write) -> io::Result<bool> {
    if asked.help {
        writeln!(out, "{USAGE}")?;
        return Ok(true);
    }
    let mut files = Vec::new();
    let mut is_whole = true;
    for path in &asked.paths {
        collect(path, &mut files, &mut |path, error| {
            complain(&format!("{}: {error}", path.display()));
            is_whole = false;
        });
    }
    let mut totals = Totals::default();
    for file in &files {
        let looked_at = look_at(file, asked.operation);
        is_whole &= looked_at.is_whole;
        if asked.as_json {
            let line = serde_json::to_string(&looked_at.line(file)).map_err(io::Error::other)?;
            writeln!(out, "{line}")?;
        } else if let Some(error) = &looked_at.error {
            writeln!(out, "{}: {error}", file.display())?;
        }
        totals.add(&looked_at);
    }
    if !asked.as_json {
        totals.print(out)?;
    }
    out.flush()?;
    Ok(is_whole)
}

/// What the arguments ask for.
pub(crate) struct Asked {
    help: bool,
    operation: Option<&'static Operation>,
    as_json: bool,
    paths: Vec<PathBuf>,
}

impl Asked {
    pub(crate) fn of(mut arguments: impl Iterator<Item = OsString>) -> Result<Self, String> {
        let mut asked = Self {
            help: false,
            operation: None,
            as_json: false,
            paths: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            // Only paths may be something else than UTF-8; a hyphen shows all the same.
            match argument.to_string_lossy().as_ref() {
                "-h" | "--help" => asked.help = true,
                "--" => asked.paths.extend(arguments.by_ref().map(PathBuf::from)),
                "--operation" => {
                    let id = arguments.next().unwrap_or_default();
                    let known = || conformance::operations().map(|operation| operation.id);
                    let unknown = || {
                        let known = known().collect::<Vec<_>>().join(", ");
                        format!("--operation takes one of {known}")
                    };
                    let found = id.to_str().and_then(conformance::operation);
                    asked.operation = Some(found.ok_or_else(unknown)?);
                }
                "--format" => {
                    asked.as_json = match arguments.next().as_ref().and_then(|form| form.to_str()) {
                        Some("text") => false,
                        Some("json") => true,
                        _ => return Err("--format takes text or json".to_owned()),
                    }
                }
                option if option.starts_with('-') => {
                    return Err(format!("there is no option {option}"));
                }
                _ => asked.paths.push(argument.into()),
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

/// Adds a file, or the `.json` files of a folder and its folders, in the order of their names. What cannot be entered is
/// told, and the rest goes on.
fn collect(path: &Path, files: &mut Vec<PathBuf>, tell: &mut dyn FnMut(&Path, io::Error)) {
    let entries = match fs::metadata(path) {
        Ok(found) if found.is_dir() => fs::read_dir(path),
        Ok(_) => {
            files.push(path.to_owned());
            return;
        }
        Err(error) => Err(error),
    };
    let entries = match entries {
        Ok(entries) => entries,
        Err(error) => return tell(path, error),
    };
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => found.push(entry.path()),
            Err(error) => tell(path, error),
        }
    }
    found.sort();
    for entry in found {
        // A link to a folder may lead back here.
        let is_folder = match fs::symlink_metadata(&entry) {
            Ok(found) => found.is_dir(),
            Err(error) => {
                tell(&entry, error);
                continue;
            }
        };
        let is_json = entry
            .extension()
            .is_some_and(|extension| extension == "json");
        if is_folder || (is_json && !entry.is_dir()) {
            collect(&entry, files, tell);
        }
    }
}

/// The bytes of a regular file. Of anything else, such as a pipe, there may be no end.
fn contents(file: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(file)?.is_file() {
        fs::read(file)
    } else {
        Err(io::Error::other("it is not a regular file"))
    }
}

/// What there is to tell of a file.
#[derive(Default)]
struct LookedAt {
    operation: Option<&'static Operation>,
    reading: Option<Reading>,
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
    let body = match contents(file) {
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
            Ok(reading) => looked_at.reading = Some(reading),
            // That it cannot be checked either was told before.
            Err(error) => match &mut looked_at.error {
                Some(told) => told.push_str(&format!("; {error}")),
                none => *none = Some(error.to_string()),
            },
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
        let reading = self.reading.unwrap_or_default();
        Line {
            file: file.display().to_string(),
            operation: self.operation.map(|operation| operation.id),
            records: reading.records,
            quarantined: reading.quarantined,
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
    /// Of those that are JSON, or cannot be opened.
    not_read: usize,
    not_checked: usize,
}

impl Totals {
    fn add(&mut self, looked_at: &LookedAt) {
        self.files += 1;
        if !looked_at.is_json {
            self.not_json += 1;
            return;
        }
        match looked_at.reading {
            Some(Reading { quarantined: 0, .. }) => self.typed += 1,
            Some(_) => self.quarantined += 1,
            None => self.not_read += 1,
        }
        match &looked_at.report {
            Some(report) => self.summary.add(report),
            None => self.not_checked += 1,
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}\n", self.summary)?;
        if self.not_read + self.not_checked > 0 {
            let (read, checked) = (self.not_read, self.not_checked);
            writeln!(out, "{read} not read, {checked} not checked")?;
        }
        writeln!(
            out,
            "{} files: {} typed, {} with quarantined records, {} not JSON; {} violations",
            self.files,
            self.typed,
            self.quarantined,
            self.not_json,
            self.summary.violations()
        )
    }
}

/// How an answer reads.
#[derive(Clone, Copy, Default)]
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
