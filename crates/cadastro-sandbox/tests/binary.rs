//! The program: what it prints works as printed, and it stops when told to.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops, and one that is skipped says so"
)]

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Goes before the commands: each call tells its status in a file.
const TELLING: &str =
    r#"curl() { command curl "$@" -w '\n%{stderr}%{http_code}\n' 2>>"$STATUSES"; }"#;

/// Shells, each with the flags by which it takes lines as at its prompt: zsh knows no comments there.
const SHELLS: [[&str; 2]; 3] = [["bash", "-eus"], ["dash", "-eus"], ["zsh", "-fieus"]];

/// How long it may take to stop.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn the_printed_commands_work_as_printed() {
    for flags in [
        &[][..],
        &["--mtls"],
        &["--shape", "2.2.1", "--seed", "3"],
        &["--shape", "2.3.0", "--page-cap", "2"],
    ] {
        let mut program = Program::start(flags);
        let mut text = String::new();
        // It goes on, so its output has no end: the last line is known.
        while !text.ends_with("Ctrl-C stops it; once more, at once.\n") {
            assert_ne!(program.stdout.read_line(&mut text).unwrap(), 0, "{text}");
        }
        let (_, block) = text.split_once("one after another:\n").unwrap();
        let (block, _) = block.rsplit_once("Ctrl-C").unwrap();
        let mut calls = Vec::new();
        for line in block.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix(": ") {
                // One quotation from end to end, for any shell.
                Some(about) => {
                    assert!(about.starts_with('\'') && about.ends_with('\''), "{line}");
                    assert_eq!(about.matches('\'').count(), 2, "{line}");
                }
                None => calls.push(line),
            }
        }
        for shell in SHELLS {
            all_succeed(shell, block, &calls);
        }
        assert!(program.stop().success());
    }
}

#[test]
fn one_line_of_json_has_it_all() {
    let mut program = Program::start(&["--json", "--tls", "--without-limits"]);
    let scene = program.scene();
    for place in [
        "/origin",
        "/certificates/authority",
        "/open_finance/base_url",
        "/open_finance/token_url",
        "/open_finance/client_id",
        "/open_finance/client_secret",
        "/open_finance/person/consent_id",
        "/open_finance/person/refresh_token",
        "/open_finance/company/consent_id",
        "/open_finance/company/refresh_token",
        "/bs2/url",
        "/bs2/token_url",
        "/bs2/client_id",
        "/bs2/client_secret",
        "/bs2/username",
        "/bs2/password",
        "/bs2/pre_registration_path",
        "/bs2/registration_path",
        "/base39/url",
        "/base39/api_key",
        "/base39/customer_id",
        "/base39/file_id",
    ] {
        let text = scene.pointer(place).and_then(Value::as_str);
        assert!(text.is_some_and(|text| !text.is_empty()), "{place}");
    }
    let commands = scene["commands"].as_array().unwrap();
    let commands: Vec<_> = commands
        .iter()
        .map(|command| command["line"].as_str().unwrap())
        .collect();
    all_succeed(SHELLS[0], &commands.join("\n"), &commands);
    let authority = scene["certificates"]["authority"].as_str().unwrap();
    assert!(std::fs::exists(authority).unwrap());
    assert!(program.stop().success());
    assert!(!std::fs::exists(authority).unwrap(), "it is left behind");
}

#[test]
fn the_same_seed_gives_the_same() {
    let scene = |seed| {
        let mut program = Program::start(&["--json", "--seed", seed]);
        let mut scene = program.scene();
        // The port differs.
        let scene = scene.as_object_mut().unwrap();
        scene["base39"]["api_key"].take().to_string() + &scene["bs2"]["password"].to_string()
    };
    assert_eq!(scene("5"), scene("5"));
    assert_ne!(scene("5"), scene("6"));
}

#[test]
fn what_cannot_be_done_is_one_line() {
    let mut program = Program::start(&["--json"]);
    let scene = program.scene();
    let (_, port) = scene["origin"].as_str().unwrap().rsplit_once(':').unwrap();
    for (flags, status, said) in [
        (&["--port", port][..], 1, "is taken"),
        (&["--port", "no"], 2, "--port"),
        (&["--page-cap", "0"], 2, "--page-cap"),
        (&["--shape", "3.0.0"], 2, "--shape"),
        (&["--nothing"], 2, "--nothing"),
        (&["--certificates", "somewhere"], 2, "--tls"),
        (
            &["--port", "0", "--tls", "--certificates", "/dev/null"],
            1,
            "/dev/null",
        ),
    ] {
        let output = binary().args(flags).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(text.contains(said), "{text}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_second_signal_does_not_wait_for_what_is_going_on() {
    let mut program = Program::start(&["--json"]);
    let scene = program.scene();
    let (_, address) = scene["origin"].as_str().unwrap().split_once("//").unwrap();
    // A request that never comes to its end.
    let mut request = TcpStream::connect(address).unwrap();
    let head = "POST /auth/oauth/v2/token HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n";
    request.write_all(head.as_bytes()).unwrap();
    // It has been begun: the server asks for the body.
    let mut begun = [0; 12];
    request.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"HTTP/1.1 100");
    program.signal("TERM");
    while TcpStream::connect(address).is_ok() {
        std::thread::yield_now();
    }
    assert!(
        program.child.try_wait().unwrap().is_none(),
        "it did not wait"
    );
    program.signal("HUP");
    assert_eq!(program.ended().code(), Some(1));
}

#[test]
fn it_stops_with_its_terminal_unless_started_to_outlive_it() {
    let mut program = Program::start(&["--json"]);
    program.scene();
    program.signal("HUP");
    assert!(program.ended().success());

    if !cfg!(target_os = "linux") {
        return;
    }
    let mut outliving = Command::new("nohup");
    outliving.arg(env!("CARGO_BIN_EXE_cadastro-sandbox"));
    let mut program = Program::start_by(outliving, &["--json"]);
    let scene = program.scene();
    program.signal("HUP");
    let (_, address) = scene["origin"].as_str().unwrap().split_once("//").unwrap();
    // Signals arrive in no time, and one that stopped it would close the port.
    for _ in 0..100 {
        assert!(TcpStream::connect(address).is_ok());
        std::thread::yield_now();
    }
    assert!(program.stop().success());
}

#[test]
fn the_key_of_the_client_is_for_its_owner_only() {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().mode() & 0o777;
    let pem = |scene: &Value| {
        let client = scene["certificates"]["client"].as_str().unwrap();
        PathBuf::from(client)
    };
    let mut programs = [(); 2].map(|()| Program::start(&["--json", "--mtls"]));
    let [one, other] = programs.each_mut().map(|program| pem(&program.scene()));
    assert_eq!(mode(&one), 0o600);
    let folder = one.parent().unwrap();
    assert_eq!(mode(folder), 0o700);
    // Nothing that is left behind by another can stand in its way.
    let name = folder.file_name().unwrap().to_str().unwrap();
    assert!(name.len() > "cadastro-sandbox-".len() + 20, "{name}");
    assert_ne!(Some(folder), other.parent());

    // In a folder of the user's, where a file is from last time.
    let folder = folder.join("asked for");
    let path = folder.to_str().unwrap();
    let flags = ["--json", "--mtls", "--certificates", path];
    for _ in 0..2 {
        let mut program = Program::start(&flags);
        let client = pem(&program.scene());
        assert_eq!(client, folder.join("client.pem"));
        assert_eq!((mode(&folder), mode(&client)), (0o700, 0o600));
        std::fs::set_permissions(&client, Permissions::from_mode(0o644)).unwrap();
        assert!(program.stop().success());
    }
    for program in programs {
        assert!(program.stop().success());
    }
}

/// Runs all of it in one shell; each of its calls has to be answered with success.
fn all_succeed([shell, flags]: [&str; 2], block: &str, calls: &[&str]) {
    for program in ["curl", shell] {
        let is_there = Command::new("which").arg(program).output();
        if !is_there.is_ok_and(|output| output.status.success()) {
            println!("skipped: there is no {program}");
            return;
        }
    }
    assert!(calls.len() > 10, "{calls:?}");
    // Of this test and thread alone.
    let thread = std::thread::current().id();
    let told = format!("{}/{thread:?}", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&told, "").unwrap();
    let mut child = Command::new(shell)
        .arg(flags)
        .env("STATUSES", &told)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let script = format!("{TELLING}\n{block}\n");
    let mut stdin = child.stdin.take().unwrap();
    // A shell that gives up reads no further.
    let _ = stdin.write_all(script.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let statuses = std::fs::read_to_string(&told).unwrap();
    std::fs::remove_file(&told).unwrap();
    let statuses: Vec<_> = statuses.lines().collect();
    assert!(output.status.success(), "{shell}: {said} {statuses:?}");
    assert_eq!(statuses.len(), calls.len(), "{shell}: {said} {statuses:?}");
    for (call, status) in calls.iter().zip(statuses) {
        assert!(matches!(status, "200" | "201"), "{shell}: {status}: {call}");
    }
    // The company is registered without a remark.
    let answers = String::from_utf8(output.stdout).unwrap();
    let registered = answers.lines().find(|line| line.contains("clienteId"));
    let registered: Value = serde_json::from_str(registered.unwrap()).unwrap();
    let remarks = &registered["badRequestReason"];
    assert!(remarks.is_null() || remarks == &json!([]), "{remarks}");
}

/// The program, running. It is killed when it is dropped.
struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Program {
    fn start(flags: &[&str]) -> Self {
        Self::start_by(binary(), flags)
    }

    fn start_by(mut command: Command, flags: &[&str]) -> Self {
        let mut child = command
            .args(["--port", "0"])
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    /// The line that `--json` prints.
    fn scene(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let killed = Command::new("kill").args(["-s", name, &id]).status();
        assert!(killed.unwrap().success());
    }

    fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended()
    }

    fn ended(&mut self) -> ExitStatus {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(since.elapsed() < PATIENCE, "it does not stop");
            std::thread::yield_now();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_cadastro-sandbox"))
}
