//! Which permissions of a consent an operation needs.

use cadastro::customers::{Permission, operations};

#[test]
fn every_operation_needs_its_own_and_that_of_the_resources() {
    for operation in operations::OPERATIONS {
        let who = if operation.path.starts_with("/personal") {
            "PERSONAL"
        } else {
            "BUSINESS"
        };
        let what = if operation.path.ends_with("/identifications") {
            "IDENTIFICATIONS"
        } else {
            "ADITTIONALINFO"
        };
        let own = format!("CUSTOMERS_{who}_{what}_READ");
        let needed = Permission::of(operation);
        let names: Vec<_> = needed.iter().map(ToString::to_string).collect();
        assert_eq!(names, [own.as_str(), "RESOURCES_READ"], "{}", operation.id);

        assert_eq!(Permission::missing(needed, []), needed);
        assert_eq!(Permission::missing(needed, ["RESOURCES_READ"]), needed[..1]);
        assert_eq!(Permission::missing(needed, [own.as_str()]), needed[1..]);
        let all = [own.as_str(), "ACCOUNTS_READ", "RESOURCES_READ"];
        assert!(Permission::missing(needed, all).is_empty());
    }
}

#[test]
fn what_is_missing_is_told_once_and_other_apis_need_nothing_of_this() {
    let twice = [Permission::Resources, Permission::Resources];
    assert_eq!(Permission::missing(&twice, []), twice[..1]);
    let other = &cadastro::attach::operations::ATTACH_FILE;
    assert!(Permission::of(other).is_empty());
}
