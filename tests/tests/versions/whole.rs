//! Nothing of an answer is lost: the typed value and the members that it does not know are all of it.

use cadastro::UnknownMember;

use crate::bank::Read;
use crate::tree::Tree;

/// What was sent is the typed value as it is sent on, with the unknown members put back in their places.
pub(crate) fn assert_whole(read: &Read, name: &str) {
    let mut whole = read.encoded.clone();
    for (member, at) in read.unknown.iter().zip(&read.at) {
        assert_eq!(at.as_ref(), Some(member.json()), "{name}: {member}");
        assert!(
            whole.get(member.pointer()).is_none(),
            "{name}: {member} is known"
        );
        whole = whole.with(member.pointer(), Tree::parse(member.json().get()));
    }
    assert!(
        whole == Tree::parse(&read.body),
        "{name}: something is lost"
    );
}

/// The pointers of the unknown members.
pub(crate) fn unknown(read: &Read) -> Vec<&str> {
    read.unknown.iter().map(UnknownMember::pointer).collect()
}
