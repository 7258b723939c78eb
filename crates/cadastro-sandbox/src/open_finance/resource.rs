//! The state of what a consent gives access to, and the codes by which banks tell it.

/// The state of a resource. All but [`Available`](Self::Available) are answered by 403, with a code that banks spell in
/// three ways.
///
/// ```
/// use cadastro_sandbox::{Resource, Spelling};
///
/// let resource = Resource::TemporarilyUnavailable(Spelling::Short);
/// assert_eq!(resource.code(), Some("STATUS_TEMPORARY_UNAVAILABLE"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Resource {
    /// It can be read.
    #[default]
    Available,
    /// Somebody else has to approve it first, such as the second holder.
    PendingAuthorisation(Spelling),
    /// It cannot be read for a while.
    TemporarilyUnavailable(Spelling),
    /// It can no longer be read.
    Unavailable(Spelling),
}

/// How a bank spells the codes of a resource's state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `STATUS_RESOURCE_PENDING_AUTHORISATION`, `STATUS_RESOURCE_TEMPORARILY_UNAVAILABLE`, `STATUS_RESOURCE_UNAVAILABLE`.
    #[default]
    Long,
    /// `STATUS_PENDING_AUTHORISATION`, `STATUS_TEMPORARY_UNAVAILABLE`, `STATUS_UNAVAILABLE`.
    Short,
    /// As the long one, with `status_` in small letters.
    LowerCase,
}

impl Spelling {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Long, Self::Short, Self::LowerCase];
}

impl Resource {
    /// The code that the bank answers with; `None` if the resource is available.
    #[must_use]
    pub fn code(self) -> Option<&'static str> {
        let (spelling, codes) = match self {
            Self::Available => return None,
            Self::PendingAuthorisation(spelling) => (
                spelling,
                [
                    "STATUS_RESOURCE_PENDING_AUTHORISATION",
                    "STATUS_PENDING_AUTHORISATION",
                    "status_RESOURCE_PENDING_AUTHORISATION",
                ],
            ),
            Self::TemporarilyUnavailable(spelling) => (
                spelling,
                [
                    "STATUS_RESOURCE_TEMPORARILY_UNAVAILABLE",
                    "STATUS_TEMPORARY_UNAVAILABLE",
                    "status_RESOURCE_TEMPORARILY_UNAVAILABLE",
                ],
            ),
            Self::Unavailable(spelling) => (
                spelling,
                [
                    "STATUS_RESOURCE_UNAVAILABLE",
                    "STATUS_UNAVAILABLE",
                    "status_RESOURCE_UNAVAILABLE",
                ],
            ),
        };
        let [long, short, lower_case] = codes;
        Some(match spelling {
            Spelling::Long => long,
            Spelling::Short => short,
            Spelling::LowerCase => lower_case,
        })
    }
}
