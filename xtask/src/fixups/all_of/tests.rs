use super::*;
use crate::testing::{answering, code, code_without, count, notes};

#[test]
fn parts_become_one_object() {
    let document = answering(
        "A: {description: The whole., allOf: [{$ref: '#/components/schemas/B'}, {type: object, required: [own], properties: {own: {type: string}, kind: {type: string, enum: [X]}}}]},
  B: {allOf: [{$ref: '#/components/schemas/C'}, {type: object, required: [b], properties: {b: {type: string}}}]},
  C: {type: object, properties: {c: {type: string, enum: [P, Q]}, narrow: {type: object}}},
  D: {type: object, properties: {leaf: {allOf: [{$ref: '#/components/schemas/Leaf'}, {maxLength: 3}]}, made: {allOf: [{$ref: '#/components/schemas/C'}, {required: [c]}]}}},
  Leaf: {type: string, minLength: 1}",
    );
    assert_eq!(count(FIXUP.name, &document), 4);
    let code = code(&document).unwrap();
    for expected in [
        "/// The whole.",
        "pub struct A {",
        "pub b: Text,",
        "pub c: Option<CC>,",
        "pub own: Text,",
        "pub kind: Option<AKind>,",
        "pub leaf: Option<Text>,",
        "pub made: Option<DMade>,",
        "pub c: CC,",
    ] {
        assert!(
            code.contains(&expected.replace("CC", "Cc")),
            "{expected}\n{code}"
        );
    }
    assert!(code_without(FIXUP.name, &document).is_err());
}

#[test]
fn members_of_two_parts_are_the_narrower_one() {
    let document = answering(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {
  base: {$ref: '#/components/schemas/Derived'}, kind: {type: string, enum: [X]}, text: {type: string, format: date}, any: {type: boolean}, clash: {type: string}}}]},
  B: {type: object, properties: {base: {$ref: '#/components/schemas/Base'}, kind: {type: string, enum: [X, Y]}, text: {type: string}, any: {}, clash: {type: integer}}},
  Base: {type: object, properties: {n: {type: string}}},
  Derived: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {m: {type: string}}}]}",
    );
    let (code, notes) = notes(&document).unwrap();
    let a = &code[code.find("pub struct A {").unwrap()..];
    for expected in [
        "pub base: Option<Derived>,",
        "pub kind: Option<AKind>,",
        "pub text: Option<Date>,",
        "pub any: Option<bool>,",
        "pub clash: Option<Json>,",
    ] {
        assert!(a.contains(expected), "{expected}\n{code}");
    }
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0].what.contains("`clash` is of two types"),
        "{notes:?}"
    );
}

#[test]
fn choices_among_parts_are_distributed() {
    let document = answering(
        "A: {type: object, required: [id], properties: {id: {type: string}}, oneOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {x: {type: string}}}]},
  B: {type: object, properties: {b: {type: string}}}",
    );
    let code = code(&document).unwrap();
    for expected in [
        "pub enum A {",
        "Ab(Ab),",
        "Variant2(AVariant2),",
        "Shape::object(&[\"id\"], &[\"b\", \"id\"])",
        "Shape::object(&[\"id\"], &[\"id\", \"x\"])",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
}

#[test]
fn what_stands_beside_a_choice_keeps_its_type() {
    let document = answering(
        "A: {type: object, properties: {
  doc: {type: string, maxLength: 14, oneOf: [{title: Cpf, pattern: '^[0-9]{11}$'}, {title: Cnpj, pattern: '^[0-9]{14}$'}]},
  lista: {type: array, minItems: 1, oneOf: [{maxItems: 1, items: {type: string}}, {items: {type: integer}}]}}}",
    );
    let code = code(&document).unwrap();
    for expected in [
        "Cpf(ADocCpf),",
        "Shape::of(&[JsonKind::String])",
        "pub type ADocCpf = Text;",
        "Shape::of(&[JsonKind::List])",
    ] {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
    assert!(!code.contains("JsonKind::Object"), "{code}");
}

#[test]
fn a_circle_is_refused_where_it_stands() {
    let document = answering(
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {type: object, properties: {a: {type: string}}}]},
  B: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {b: {type: string}}}]}",
    );
    let error = code(&document).unwrap_err();
    let refusal = error.downcast_ref::<crate::generate::Refusal>().unwrap();
    assert_eq!(refusal.pointer, "/components/schemas/B");
    assert!(
        refusal.to_string().contains("`allOf` leads back to itself"),
        "{refusal}"
    );
}

#[test]
fn a_part_that_many_share_is_not_multiplied() {
    // Each level names the one below twice: without care this would be 2^40.
    let mut schemas = "A: {$ref: '#/components/schemas/L40'}, L0: {type: object, properties: {n: {type: string}}}".to_owned();
    for level in 1..=40 {
        let below = level - 1;
        schemas.push_str(&format!(
            ", L{level}: {{allOf: [{{$ref: '#/components/schemas/L{below}'}}, {{$ref: '#/components/schemas/L{below}'}}, {{type: object, properties: {{m{level}: {{type: string}}}}}}]}}"
        ));
    }
    let code = code(&answering(&schemas)).unwrap();
    assert!(code.contains("pub struct L40 {"), "{code}");
}

#[test]
fn members_that_double_with_each_level_are_refused() {
    let mut schemas = "A: {$ref: '#/components/schemas/L0'}, L40: {type: object, properties: {n: {type: string}}}, R40: {type: object, properties: {m: {type: string}}}".to_owned();
    for level in 0..40 {
        let (l, r) = (format!("L{}", level + 1), format!("R{}", level + 1));
        for side in ["L", "R"] {
            schemas.push_str(&format!(
                ", {side}{level}: {{type: object, properties: {{l: {{allOf: [{{$ref: '#/components/schemas/{l}'}}, {{$ref: '#/components/schemas/{r}'}}]}}, r: {{allOf: [{{$ref: '#/components/schemas/{r}'}}, {{$ref: '#/components/schemas/{l}'}}, {{properties: {{x{side}: {{type: string}}}}}}]}}}}}}"
            ));
        }
    }
    let error = code(&answering(&schemas)).unwrap_err().to_string();
    assert!(error.contains("more than"), "{error}");
}
