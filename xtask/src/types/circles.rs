//! Which components reach themselves, in time linear in their references (Tarjan's algorithm, without recursion).

use std::collections::{BTreeMap, BTreeSet};

/// What refers to what.
#[derive(Default)]
pub(super) struct Graph<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

/// The groups of components that reach each other.
#[derive(Default)]
pub(super) struct Circles<'a>(BTreeMap<&'a str, usize>);

impl<'a> Graph<'a> {
    pub(super) fn edge(&mut self, from: &'a str, to: &'a str) {
        self.0.entry(from).or_default().insert(to);
    }

    /// Forgets references to anything else.
    pub(super) fn keep(&mut self, kept: &BTreeSet<&'a str>) {
        for targets in self.0.values_mut() {
            targets.retain(|target| kept.contains(target));
        }
    }

    /// Finds what reaches itself.
    pub(super) fn circles(&self) -> Circles<'a> {
        let mut search = Search {
            graph: self,
            seen: BTreeMap::new(),
            stack: Vec::new(),
            found: BTreeMap::new(),
        };
        for from in self.0.keys() {
            if !search.seen.contains_key(from) {
                search.from(from);
            }
        }
        Circles(search.found)
    }
}

impl Circles<'_> {
    /// Whether a component reaches itself.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether two components reach each other.
    pub(super) fn are_one(&self, one: &str, other: &str) -> bool {
        self.0
            .get(one)
            .is_some_and(|group| self.0.get(other) == Some(group))
    }
}

struct Search<'g, 'a> {
    graph: &'g Graph<'a>,
    /// When each was first seen, and the first one seen that it reaches; `usize::MAX` once its group is known.
    seen: BTreeMap<&'a str, (usize, usize)>,
    stack: Vec<&'a str>,
    found: BTreeMap<&'a str, usize>,
}

impl<'g, 'a> Search<'g, 'a> {
    fn from(&mut self, start: &'a str) {
        let mut way: Vec<(&'a str, Vec<&'a str>)> = vec![self.enter(start)];
        while let Some((at, targets)) = way.last_mut() {
            let at = *at;
            if let Some(target) = targets.pop() {
                match self.seen.get(target) {
                    None => way.push(self.enter(target)),
                    Some((first, low)) if *low != usize::MAX => self.lower(at, *first),
                    Some(_) => {}
                }
                continue;
            }
            way.pop();
            let (first, low) = self.seen[at];
            if let Some((above, _)) = way.last() {
                self.lower(above, low);
            }
            if first == low {
                self.close(at, first);
            }
        }
    }

    fn enter(&mut self, name: &'a str) -> (&'a str, Vec<&'a str>) {
        let index = self.seen.len();
        self.seen.insert(name, (index, index));
        self.stack.push(name);
        let targets = self.graph.0.get(name);
        (name, targets.into_iter().flatten().copied().collect())
    }

    fn lower(&mut self, name: &'a str, low: usize) {
        if let Some((_, known)) = self.seen.get_mut(name) {
            *known = (*known).min(low);
        }
    }

    fn close(&mut self, name: &'a str, group: usize) {
        let mut members = Vec::new();
        while let Some(member) = self.stack.pop() {
            if let Some((_, low)) = self.seen.get_mut(member) {
                *low = usize::MAX;
            }
            members.push(member);
            if member == name {
                break;
            }
        }
        let itself = self
            .graph
            .0
            .get(name)
            .is_some_and(|targets| targets.contains(name));
        if members.len() > 1 || itself {
            self.found
                .extend(members.into_iter().map(|member| (member, group)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_reach_each_other_are_found() {
        let mut graph = Graph::default();
        for (from, to) in [
            ("a", "b"),
            ("b", "c"),
            ("c", "b"),
            ("c", "d"),
            ("e", "e"),
            ("d", "f"),
            ("f", "g"),
        ] {
            graph.edge(from, to);
        }
        let circles = graph.circles();
        assert!(circles.are_one("b", "c") && circles.has("e"));
        assert!(!circles.has("a") && !circles.has("d") && !circles.are_one("b", "e"));
    }

    #[test]
    fn a_long_chain_takes_no_stack() {
        let names: Vec<String> = (0..200_000).map(|index| index.to_string()).collect();
        let mut graph = Graph::default();
        for pair in names.windows(2) {
            graph.edge(&pair[0], &pair[1]);
        }
        graph.edge(&names[names.len() - 1], &names[0]);
        let circles = graph.circles();
        assert!(circles.are_one("0", "199999"));
    }
}
