//! Killed while it rewrites everything: each folder and file is wholly old or wholly new, and the next run mends
//! the rest.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::checkout::{Checkout, apis};
use super::seed::Seed;

const KILLS: usize = 20;
const APIS: &str = "specs/apis.toml";

/// All outputs of one state of the specs: path → bytes.
type Outputs = BTreeMap<String, Vec<u8>>;

#[test]
fn killed_at_random_points() {
    let seed = seed();
    println!("seed {seed}; CADASTRO_SEED={seed} takes the same delays again");
    let mut chance = Seed::new(seed);
    let checkout = Checkout::new();
    let texts = [checkout.read(APIS), other_specs(&checkout)];
    let mut new = whole_run(&checkout);
    checkout.write(APIS, &texts[1]);
    let mut old = whole_run(&checkout);
    let unchanged = new
        .iter()
        .filter(|(path, bytes)| old.get(*path) == Some(bytes));
    let unchanged: Vec<_> = unchanged.map(|(path, _)| path).collect();
    assert!(
        unchanged.iter().all(|path| path.ends_with("api.txt")),
        "{unchanged:?}"
    );
    checkout.write(APIS, &texts[0]);
    let timing = Timing::of_a_run(&checkout, &new);
    checkout.write(APIS, &texts[1]);
    whole_run_gives(&checkout, &old);

    let mut seen = Seen::default();
    let mut goal = 0;
    for attempt in 0.. {
        assert!(
            attempt < 4 * KILLS,
            "most runs end before they are killed: {seen:?}"
        );
        if seen.kills == KILLS {
            break;
        }
        checkout.write(APIS, &texts[goal]);
        let mut child = start(&checkout);
        let from = [Stage::Writing, Stage::Replacing, Stage::Making][attempt % 7 % 3];
        wait_for(from, &checkout, &new, &mut child);
        pause(&mut chance, timing.from(from));
        let was_killed = kill(&mut child);
        let found = checkout.outputs();
        seen.note(was_killed, &found, &old, &new);
        whole_run_gives(&checkout, &new);
        std::mem::swap(&mut old, &mut new);
        goal = 1 - goal;
    }
    println!("{timing:?} {seen:?}");
    // Far fewer than what is seen, so that neither a slow nor a fast disk fails the test.
    assert!(
        seen.with_leftovers >= 5 && seen.old > 0 && seen.mixed > 0,
        "{seen:?}"
    );
}

/// What the kills met.
#[derive(Debug, Default)]
struct Seen {
    kills: usize,
    /// Killed with temporary entries lying about.
    with_leftovers: usize,
    /// Killed when nothing was in its place yet, when something was, and when all was.
    old: usize,
    mixed: usize,
    new: usize,
}

impl Seen {
    fn note(&mut self, was_killed: bool, found: &Outputs, old: &Outputs, new: &Outputs) {
        let is_temporary = |path: &str| path.split('/').any(|part| part.ends_with(".tmp"));
        let has_leftovers = found.keys().any(|path| is_temporary(path));
        let in_place: Outputs = found
            .iter()
            .filter(|(path, _)| !is_temporary(path))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        let mut is_new = Vec::new();
        for part in parts() {
            let of = |outputs: &Outputs| -> Outputs {
                let inside = outputs.iter().filter(|(path, _)| path.starts_with(&part));
                inside
                    .map(|(path, bytes)| (path.clone(), bytes.clone()))
                    .collect()
            };
            let [found, old, new] = [&in_place, old, new].map(of);
            assert!(
                found == old || found == new,
                "{part} is neither old nor new"
            );
            if old != new {
                is_new.push(found == new);
            }
        }
        if !was_killed {
            assert_eq!(found, new, "a run that ended by itself");
            return;
        }
        self.kills += 1;
        self.with_leftovers += usize::from(has_leftovers);
        match (is_new.contains(&false), is_new.contains(&true)) {
            (true, false) => self.old += 1,
            (true, true) => self.mixed += 1,
            _ => self.new += 1,
        }
    }
}

/// What changes as a whole: folders end with a slash.
fn parts() -> Vec<String> {
    let packages = apis().into_values();
    let of_packages = packages.flat_map(|package| {
        let folder = format!("crates/{package}");
        [
            format!("{folder}/src/generated/"),
            format!("{folder}/api.txt"),
        ]
    });
    of_packages.chain(["specs/regen.lock".to_owned()]).collect()
}

/// Puts another document beside each of the committed ones, and gives the table that names them. Each header names
/// its document, so that every file changes; in one crate other types come and go too.
fn other_specs(checkout: &Checkout) -> String {
    let mut table = checkout.read(APIS);
    let tables: BTreeMap<String, toml::Table> = toml::from_str(&table).unwrap();
    for spec in tables.values().map(|table| table["spec"].as_str().unwrap()) {
        let other = spec.replace(".yaml", "-other.yaml");
        let text = checkout.read(spec);
        let text = text.replace("/schemas/Attachment'", "/schemas/LinkedFile'");
        checkout.write(
            &other,
            &text.replace("    Attachment:\n", "    LinkedFile:\n"),
        );
        table = table.replace(spec, &other);
    }
    table
}

/// From when on a run is killed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// From the start: the files are made in memory.
    Making,
    /// From the first temporary entry on.
    Writing,
    /// From when the first folder is in its place.
    Replacing,
}

/// When each stage began in a whole run, and when that ended.
#[derive(Debug)]
struct Timing {
    writing: Duration,
    replacing: Duration,
    end: Duration,
}

impl Timing {
    fn of_a_run(checkout: &Checkout, new: &Outputs) -> Self {
        let begin = Instant::now();
        let mut child = start(checkout);
        let [writing, replacing] = [Stage::Writing, Stage::Replacing].map(|stage| {
            wait_for(stage, checkout, new, &mut child);
            begin.elapsed()
        });
        assert!(child.wait().unwrap().success());
        let end = begin.elapsed();
        Self {
            writing,
            replacing,
            end,
        }
    }

    /// How long a run goes on from the begin of a stage.
    fn from(&self, stage: Stage) -> Duration {
        match stage {
            Stage::Making => self.writing,
            Stage::Writing => self.end - self.writing,
            Stage::Replacing => self.end - self.replacing,
        }
    }
}

/// Waits until a run has come to a stage, or has ended.
fn wait_for(stage: Stage, checkout: &Checkout, new: &Outputs, child: &mut Child) {
    let first = apis().into_values().next().unwrap();
    let above = checkout.path(&format!("crates/{first}/src"));
    let file = format!("crates/{first}/src/generated/mod.rs");
    let has_come = || match stage {
        Stage::Making => true,
        Stage::Writing => fs::read_dir(&above).unwrap().count() > 1,
        Stage::Replacing => fs::read(checkout.path(&file)).is_ok_and(|text| text == new[&file]),
    };
    while !has_come() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_micros(200));
    }
}

fn whole_run(checkout: &Checkout) -> Outputs {
    checkout.regen_well(&[]);
    checkout.outputs()
}

fn whole_run_gives(checkout: &Checkout, expected: &Outputs) {
    checkout.regen_well(&[]);
    let found = checkout.outputs();
    let paths = |outputs: &Outputs| outputs.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&found), paths(expected));
    assert!(&found == expected, "running again has not mended it");
}

fn start(checkout: &Checkout) -> Child {
    let mut command = checkout.command(&[]);
    command.stdout(Stdio::null()).spawn().unwrap()
}

/// Gives whether the process had not ended before.
fn kill(child: &mut Child) -> bool {
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

/// A killed process can only be met somewhere by waiting for real.
fn pause(chance: &mut Seed, longest: Duration) {
    let longest = u64::try_from(longest.as_micros()).unwrap().max(1);
    thread::sleep(Duration::from_micros(chance.below(longest)));
}

fn seed() -> u64 {
    match std::env::var("CADASTRO_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            u64::from(since.subsec_nanos())
        }
    }
}
