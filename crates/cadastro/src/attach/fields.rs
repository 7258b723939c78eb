//! Which members of a customer an answer has.

/// A choice of members: some of them only, or all but some. The two cannot be mixed, which the API refuses.
///
/// ```
/// use cadastro::attach::Fields;
///
/// let short = Fields::only(["id", "attachments"]);
/// let most = Fields::without(["metadata"]);
/// assert_ne!(short, most);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    names: Vec<String>,
    excluded: bool,
}

impl Fields {
    /// These members, and no others.
    #[must_use]
    pub fn only<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self {
            names: names.into_iter().map(Into::into).collect(),
            excluded: false,
        }
    }

    /// All members that come by default, but not these.
    #[must_use]
    pub fn without<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Self {
        Self {
            names: names.into_iter().map(Into::into).collect(),
            excluded: true,
        }
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The names as the API takes them: after a minus sign if they are left out.
    pub(super) fn into_wire(self) -> Vec<String> {
        let sign = if self.excluded { "-" } else { "" };
        self.names
            .into_iter()
            .map(|name| format!("{sign}{name}"))
            .collect()
    }
}
