//! The test mass that Open Finance publishes: what is wrong with it. That another checker finds the same is what
//! `tests/conformance/run` shows.

use std::fs;

use cadastro::conformance::{Summary, check, operations};
use cadastro_tests::shared;

#[test]
fn most_of_the_test_mass_deviates() {
    let Some(shared) = shared("the conformance of the test mass") else {
        return;
    };
    let mut summary = Summary::new();
    let folder = shared.join("payloads/customers-official-test-mass");
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        let tells = |path: &str| name.contains(&path[1..].replace('/', "-"));
        let operation = operations()
            .find(|operation| tells(operation.path))
            .unwrap();
        let report = check(operation, 200_u16, fs::read(&path).unwrap()).unwrap();
        for violation in report.violations() {
            assert!(violation.is_of_schema(), "{name}: {violation}");
            assert_eq!(violation.shown(), violation.pointer());
        }
        summary.add(&report);
    }
    assert_eq!(
        summary.to_string().lines().last(),
        Some("20 answers: 6 conform; 49 violations")
    );
}
