//! Checking a request before it is sent: every breach of the document's constraints, by JSON
//! pointer and never with the value.

use crate::decode::token;
use crate::{Lenient, OneOrMany, Records};
use std::cmp::Ordering;

mod format;
mod measure;
mod violation;

pub use format::Format;
pub use measure::Measure;
pub use violation::{Rule, Violation, Violations};

/// A request type whose document states constraints. Implemented by generated types; callers use
/// their `validate()`.
pub trait Validate {
    /// Adds what is wrong to the check.
    fn check(&self, check: &mut Check);
}

/// Gathers what is wrong with a request, and knows where in it one is.
///
/// ```
/// use cadastro_core::{Check, Format, Rule, Text};
///
/// let (name, email) = (Text::from(""), Some(Text::from("NA")));
/// let mut check = Check::new();
/// check.member("name", &name, |check, value| check.min_length(value.as_str(), 1));
/// check.optional("email", &email, |check, value| check.format(value.as_str(), Format::Email));
/// let violations = check.finish().unwrap_err();
/// assert_eq!(violations.len(), 2);
/// assert_eq!(violations.to_string(), "2 problems: /name: at least 1 character; /email: an e-mail address");
/// ```
#[derive(Debug, Default)]
pub struct Check {
    pointer: String,
    found: Vec<Violation>,
}

impl Check {
    /// A check that has found nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What was found.
    ///
    /// # Errors
    /// All violations, in the order of the checks.
    pub fn finish(self) -> Result<(), Violations> {
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(Violations::new(self.found))
        }
    }

    /// Checks a member by its wire name.
    pub fn member<T: ?Sized>(&mut self, name: &str, value: &T, check: impl FnOnce(&mut Self, &T)) {
        let above = self.pointer.len();
        self.pointer.push_str(&token(name));
        check(self, value);
        self.pointer.truncate(above);
    }

    /// Checks a member by its wire name, if it is there.
    pub fn optional<T>(
        &mut self,
        name: &str,
        value: &Option<T>,
        check: impl FnOnce(&mut Self, &T),
    ) {
        if let Some(value) = value {
            self.member(name, value, check);
        }
    }

    /// Checks each item of the list that one is at.
    pub fn each<T>(&mut self, items: &[T], mut check: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            self.member(&index.to_string(), item, &mut check);
        }
    }

    /// Checks a member that has constraints of its own: a struct, or a list or an option of one.
    pub fn nested<T: Validate + ?Sized>(&mut self, name: &str, value: &T) {
        self.member(name, value, |check, value| value.check(check));
    }

    /// At least so many characters.
    pub fn min_length(&mut self, text: &str, least: usize) {
        self.rule(text.chars().count() >= least, Rule::MinLength(least));
    }

    /// At most so many characters.
    pub fn max_length(&mut self, text: &str, most: usize) {
        self.rule(text.chars().count() <= most, Rule::MaxLength(most));
    }

    /// At least so many items.
    pub fn min_items<T>(&mut self, items: &[T], least: usize) {
        self.rule(items.len() >= least, Rule::MinItems(least));
    }

    /// At most so many items.
    pub fn max_items<T>(&mut self, items: &[T], most: usize) {
        self.rule(items.len() <= most, Rule::MaxItems(most));
    }

    /// A file of at least so many bytes.
    pub fn min_bytes(&mut self, length: u64, least: u64) {
        self.rule(length >= least, Rule::MinBytes(least));
    }

    /// No item twice.
    pub fn unique_items<T: PartialEq>(&mut self, items: &[T]) {
        let unique = items
            .iter()
            .enumerate()
            .all(|(at, item)| !items[..at].contains(item));
        self.rule(unique, Rule::UniqueItems);
    }

    /// A number that is no less than the bound, which is a decimal text.
    pub fn minimum(&mut self, value: &impl Measure, least: &'static str) {
        let holds = measure::compare(value, least).is_some_and(Ordering::is_ge);
        self.rule(holds, Rule::Minimum(least));
    }

    /// A number that is no greater than the bound, which is a decimal text.
    pub fn maximum(&mut self, value: &impl Measure, most: &'static str) {
        let holds = measure::compare(value, most).is_some_and(Ordering::is_le);
        self.rule(holds, Rule::Maximum(most));
    }

    /// A known form.
    pub fn format(&mut self, text: &str, format: Format) {
        self.rule(format.holds(text), Rule::Format(format));
    }

    /// The document's pattern, tested by the caller.
    pub fn pattern(&mut self, holds: bool, pattern: &'static str) {
        self.rule(holds, Rule::Pattern(pattern));
    }

    /// A value that the document lists, tested by the caller.
    pub fn listed(&mut self, holds: bool) {
        self.rule(holds, Rule::Listed);
    }

    fn rule(&mut self, holds: bool, rule: Rule) {
        if !holds {
            self.found.push(Violation::new(self.pointer.clone(), rule));
        }
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, check: &mut Check) {
        if let Some(value) = self {
            value.check(check);
        }
    }
}

impl<T: Validate> Validate for [T] {
    fn check(&self, check: &mut Check) {
        check.each(self, |check, item| item.check(check));
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, check: &mut Check) {
        self.as_slice().check(check);
    }
}

impl<T: Validate> Validate for Records<T> {
    fn check(&self, check: &mut Check) {
        (**self).check(check);
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn check(&self, check: &mut Check) {
        (**self).check(check);
    }
}

impl<T: Validate> Validate for OneOrMany<T> {
    fn check(&self, check: &mut Check) {
        match self {
            Self::One(value) => value.check(check),
            Self::Many(values) => values.check(check),
        }
    }
}

impl<T: Validate> Validate for Lenient<T> {
    fn check(&self, check: &mut Check) {
        if let Self::Typed(value) = self {
            value.check(check);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Check, Format, Rule, Validate};
    use crate::{Integer, Number, OneOrMany, Text};

    struct Partner {
        cpf: Text,
        share: Option<Number>,
    }

    impl Validate for Partner {
        fn check(&self, check: &mut Check) {
            check.member("cpf", &self.cpf, |c, v| c.format(v.as_str(), Format::Cpf));
            check.optional("share", &self.share, |c, v| {
                c.minimum(v, "0");
                c.maximum(v, "100.0");
            });
        }
    }

    fn partner(cpf: &str, share: Option<&str>) -> Partner {
        Partner {
            cpf: cpf.into(),
            share: share.map(Into::into),
        }
    }

    fn found(check: Check) -> Vec<(String, Rule)> {
        let Err(violations) = check.finish() else {
            return Vec::new();
        };
        violations
            .into_iter()
            .map(|found| (found.pointer().to_owned(), found.rule()))
            .collect()
    }

    #[test]
    fn nested_members_are_found_by_pointer() {
        let partners = Some(vec![
            partner("52998224725", Some("99.99")),
            partner("1", Some("100.01")),
            partner("52998224725", Some("NA")),
            partner("52998224725", None),
        ]);
        let mut check = Check::new();
        check.nested("a/b", &partners);
        assert_eq!(
            found(check),
            [
                ("/a~1b/1/cpf".to_owned(), Rule::Format(Format::Cpf)),
                ("/a~1b/1/share".to_owned(), Rule::Maximum("100.0")),
                ("/a~1b/2/share".to_owned(), Rule::Minimum("0")),
                ("/a~1b/2/share".to_owned(), Rule::Maximum("100.0")),
            ]
        );
    }

    #[test]
    fn one_is_checked_in_place_and_many_by_index() {
        let mut check = Check::new();
        check.nested("one", &OneOrMany::One(partner("", None)));
        check.nested("many", &OneOrMany::Many(vec![partner("", None)]));
        let pointers: Vec<_> = found(check)
            .into_iter()
            .map(|(pointer, _)| pointer)
            .collect();
        assert_eq!(pointers, ["/one/cpf", "/many/0/cpf"]);
    }

    #[test]
    fn lengths_count_characters_and_bounds_are_included() {
        let mut check = Check::new();
        check.max_length("ção", 3);
        check.min_length("ção", 3);
        check.min_items(&[1], 1);
        check.max_items(&[1], 1);
        check.unique_items(&[1, 2]);
        check.minimum(&Integer::from(3), "3");
        check.maximum(&3_i32, "3");
        check.minimum(&0.5_f64, "0.5");
        check.listed(true);
        check.pattern(true, "^a$");
        assert_eq!(found(check), []);
    }

    #[test]
    fn each_rule_can_be_broken() {
        let mut check = Check::new();
        check.max_length("ção", 2);
        check.min_length("ção", 4);
        check.min_items::<i32>(&[], 1);
        check.max_items(&[1, 2], 1);
        check.unique_items(&[1, 2, 1]);
        check.minimum(&2_i64, "3");
        check.maximum(&f64::INFINITY, "3");
        check.listed(false);
        check.pattern(false, "^a$");
        check.format("2021-2-2T22:11:59.28Z", Format::DateTime);
        let rules: Vec<_> = found(check).into_iter().map(|(_, rule)| rule).collect();
        assert_eq!(
            rules,
            [
                Rule::MaxLength(2),
                Rule::MinLength(4),
                Rule::MinItems(1),
                Rule::MaxItems(1),
                Rule::UniqueItems,
                Rule::Minimum("3"),
                Rule::Maximum("3"),
                Rule::Listed,
                Rule::Pattern("^a$"),
                Rule::Format(Format::DateTime),
            ]
        );
    }

    #[test]
    fn messages_hold_no_value() {
        let mut check = Check::new();
        check.nested("socios", &vec![partner("52998224726", Some("98200.00"))]);
        let violations = check.finish().unwrap_err();
        for text in [violations.to_string(), format!("{violations:?}")] {
            assert!(
                text.contains("/socios/0/cpf") && !text.contains("529") && !text.contains("982"),
                "{text}"
            );
        }
    }
}
