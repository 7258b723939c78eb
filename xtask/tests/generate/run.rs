//! The binary at work in a folder of its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A temporary folder.
pub(crate) struct Folder(TempDir);

/// What a run came to.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A document of two operations and two schemas.
pub(crate) const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Contas, version: 1.2.0}
servers: [{url: 'https://api.example.com/open-banking/contas/v1'}]
paths:
  /contas/{contaId}:
    get:
      operationId: contasGet
      parameters: [{name: contaId, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Conta'}}}}}
  /contas:
    post:
      operationId: contasPost
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pedido'}}}}
      responses: {'204': {description: d}}
components:
  schemas:
    Conta: {type: object, required: [numero], properties: {numero: {type: string}}}
    Pedido: {type: object, properties: {nome: {type: string, maxLength: 9}}}
";

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// `generate DOCUMENT --name NAME --out OUT`, both paths below this folder.
    pub(crate) fn generate(&self, document: &str, name: &str, out: &str) -> Run {
        let (document, out) = (self.path(document), self.path(out));
        let arguments = [
            "generate",
            document.to_str().unwrap(),
            "--name",
            name,
            "--out",
            out.to_str().unwrap(),
        ];
        Run::of(&mut xtask(&arguments))
    }

    /// All files below a folder, by their names.
    pub(crate) fn files(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(name), "", &mut files);
        files
    }
}

fn collect(folder: &Path, above: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = format!("{above}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// The binary with its arguments, run from the workspace.
pub(crate) fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap());
    command
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test unless the run ended well.
    pub(crate) fn done(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""));
        self.stdout
    }

    /// The one line with which the run was refused.
    pub(crate) fn refused(self) -> String {
        assert_eq!(self.code, 2, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        assert_eq!(self.stdout, "");
        self.stderr
    }
}
