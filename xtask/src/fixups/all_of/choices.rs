//! A choice among the parts of a whole, distributed: each variant with all other parts.

use std::collections::BTreeMap;

use heck::ToPascalCase;
use serde_json::{Map, Value};

use super::super::{is_one_or_many, lone_branches};
use super::{MOST_VARIANTS, Merger, original};
use crate::openapi;
use crate::types::type_of;

/// The types of one choice.
pub(super) struct Choice {
    pub(super) variants: Vec<Value>,
    pub(super) discriminator: Option<Value>,
}

impl Merger<'_> {
    /// The variants of a choice, those of choices among them included.
    pub(super) fn choice(&self, schema: &Value) -> Choice {
        let mut variants = Vec::new();
        let mut open: Vec<&Value> = openapi::elements(&schema["oneOf"]).collect();
        open.reverse();
        while let Some(variant) = open.pop() {
            let target = self.components.resolve(variant);
            let is_choice = target.get("oneOf").is_some() && !is_one_or_many(target);
            if is_choice && variants.len() + open.len() < MOST_VARIANTS {
                open.extend(openapi::elements(&target["oneOf"]));
            } else {
                variants.push(variant.clone());
            }
        }
        Choice {
            variants,
            discriminator: schema.get("discriminator").cloned(),
        }
    }

    /// Makes a choice of wholes: each variant with all that stands beside the choice.
    pub(super) fn distribute(
        &mut self,
        plain: &mut Map<String, Value>,
        choices: Vec<Choice>,
        own: Option<Value>,
        owner: &str,
    ) {
        let discriminator = choices
            .iter()
            .find_map(|choice| choice.discriminator.clone());
        let discriminator = own.or(discriminator);
        let has_more = lone_branches::has_substance(&Value::Object(plain.clone()));
        if let ([only], false) = (choices.as_slice(), has_more) {
            *plain = Map::new();
            plain.insert("oneOf".to_owned(), Value::Array(only.variants.clone()));
            plain.extend(discriminator.map(|found| ("discriminator".to_owned(), found)));
            return;
        }
        let product = choices.iter().try_fold(1_usize, |product, choice| {
            product.checked_mul(choice.variants.len())
        });
        if product.is_none_or(|product| product > MOST_VARIANTS) {
            self.disagree(owner, "choices of too many variants");
            plain.clear();
            return;
        }
        let mut combined: Vec<(String, Map<String, Value>, Vec<String>)> =
            vec![(owner.to_owned(), plain.clone(), Vec::new())];
        for choice in choices {
            let mut next = Vec::new();
            for (name, whole, targets) in combined {
                for (index, variant) in choice.variants.iter().enumerate() {
                    let (called, target) = match openapi::schema_name(variant) {
                        Some(target) => (
                            target.strip_prefix(owner).unwrap_or(target).to_owned(),
                            target.to_owned(),
                        ),
                        None => {
                            let title = openapi::text(variant, "title").to_pascal_case();
                            let title = title.strip_prefix(owner).unwrap_or(&title);
                            let called = if title.is_empty() {
                                format!("Variant{}", index + 1)
                            } else {
                                title.to_owned()
                            };
                            (called, String::new())
                        }
                    };
                    let mut whole = whole.clone();
                    let name = format!("{name}{called}");
                    if self.part(variant.clone(), &mut whole, &mut Vec::new(), owner) {
                        next.push((name, whole, [targets.as_slice(), &[target]].concat()));
                    } else {
                        self.disagree(owner, "a variant that is no object beside members");
                    }
                }
            }
            combined = next;
        }
        let mut variants = Vec::new();
        let mut moved: BTreeMap<String, String> = BTreeMap::new();
        for (name, mut whole, targets) in combined {
            whole.remove("discriminator");
            let mut place = Value::Object(whole);
            let kind = match type_of(&place) {
                "" => "object",
                named => named,
            };
            place["type"] = Value::from(kind);
            let name = self.components.move_here(
                &mut place,
                &name,
                Some(owner).filter(|owner| !owner.is_empty()),
            );
            moved.extend(targets.into_iter().map(|target| (target, name.clone())));
            variants.push(place);
        }
        plain.clear();
        match variants.as_mut_slice() {
            [] => {}
            [one] => plain.extend(one.as_object().cloned().unwrap_or_default()),
            _ => {
                plain.insert("oneOf".to_owned(), Value::Array(variants));
                plain.extend(
                    discriminator
                        .map(|found| ("discriminator".to_owned(), self.remapped(found, &moved))),
                );
            }
        }
    }

    /// A discriminator whose values stand for what the variants became.
    fn remapped(&self, mut discriminator: Value, moved: &BTreeMap<String, String>) -> Value {
        let mut mapping = Map::new();
        for (old, new) in moved.iter().filter(|(old, _)| !old.is_empty()) {
            let reference = openapi::schema_ref(new)["$ref"].clone();
            mapping.insert(original(&self.components, old).to_owned(), reference);
        }
        for (value, target) in openapi::members(&discriminator["mapping"]) {
            let new = target
                .as_str()
                .and_then(openapi::name_in_reference)
                .and_then(|target| moved.get(target));
            if let Some(new) = new {
                mapping.insert(value.to_owned(), openapi::schema_ref(new)["$ref"].clone());
            }
        }
        discriminator["mapping"] = Value::Object(mapping);
        discriminator
    }
}
