//! The strict schemas of the three crates: draft 4, met by every example of the specs, and free of the tolerances that
//! the types have.

use cadastro_tests::{Example, examples, spec};
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value};

use crate::bodies::{CUSTOMERS, SPECS};

const SCHEMAS: [&str; 3] = [
    cadastro_customers::SCHEMAS,
    cadastro_bs2_onboarding::SCHEMAS,
    cadastro_attach::SCHEMAS,
];

#[test]
fn every_example_of_the_specs_fulfils_the_schema_of_its_place() {
    let mut seen = 0;
    for (name, schemas) in SPECS.into_iter().zip(schemas()) {
        for example in examples(&spec(name)) {
            let place = format!("{name}: {} {:?}", example.operation, example.status);
            let problems = problems(&schemas, &example);
            assert!(problems.is_empty(), "{place}: {problems:#?}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

/// The schemas say something: without a member that is required, no example is valid.
#[test]
fn an_example_without_a_required_member_is_told() {
    let mut seen = 0;
    for (name, schemas) in SPECS.into_iter().zip(schemas()) {
        for example in examples(&spec(name)) {
            for member in required(&schemas, of(&schemas, &example)) {
                let mut broken = example.clone();
                broken.value.as_object_mut().unwrap().remove(&member);
                let place = format!("{name}: {} {:?}", example.operation, example.status);
                let problems = problems(&schemas, &broken);
                let expected = format!(": \"{member}\" is a required property");
                assert_eq!(problems, [expected], "{place}");
                seen += 1;
            }
        }
    }
    assert!(seen > 80, "{seen}");
}

/// Releases from 2.1.0 on leave them out, and the types take that; 2.0.1 itself demands them.
#[test]
fn what_the_types_tolerate_is_told_all_the_same() {
    let [schemas, ..] = schemas();
    let mut seen = 0;
    for mut example in examples(&spec(CUSTOMERS)) {
        if example.status.as_deref() != Some("200") {
            continue;
        }
        let meta = example.value["meta"].as_object_mut().unwrap();
        meta.remove("totalRecords").unwrap();
        meta.remove("totalPages").unwrap();
        let mut expected = vec![
            "/meta: \"totalPages\" is a required property",
            "/meta: \"totalRecords\" is a required property",
        ];
        let data = example.value["data"].as_object_mut();
        if data.is_some_and(|data| data.remove("procurators").is_some()) {
            expected.insert(0, "/data: \"procurators\" is a required property");
        }
        assert_eq!(problems(&schemas, &example), expected);
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn each_schema_is_one_of_draft_4() {
    let mut seen = 0;
    for schemas in schemas() {
        let dialect = &schemas["$schema"];
        assert_eq!(dialect, "http://json-schema.org/draft-04/schema#");
        let mut found: Vec<&Value> = schemas["definitions"]
            .as_object()
            .unwrap()
            .values()
            .collect();
        for operation in schemas["operations"].as_object().unwrap().values() {
            let places = operation["parameters"].as_object().unwrap().values();
            let answers = operation["answers"].as_object().unwrap().values();
            let headers = places.chain(answers.clone().map(|answer| &answer["headers"]));
            let headers = headers.flat_map(|named| named.as_object().unwrap().values());
            found.extend(headers.map(|named| &named["schema"]));
            let contents = answers.chain(operation.get("request"));
            let contents =
                contents.flat_map(|owner| owner["content"].as_object().unwrap().values());
            found.extend(contents);
        }
        for schema in found {
            // With the definitions, so that a reference to nothing is found.
            validator(&schemas, schema);
            let mut alone = schema.clone();
            alone["$schema"] = dialect.clone();
            jsonschema::meta::validate(&alone).unwrap_or_else(|error| panic!("{error}: {schema}"));
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen}");
}

fn schemas() -> [Value; 3] {
    SCHEMAS.map(|text| serde_json::from_str(text).unwrap())
}

/// The schema of an example's place.
fn of<'a>(schemas: &'a Value, example: &Example) -> &'a Value {
    let operation = &schemas["operations"][&example.operation];
    let owner = match &example.status {
        Some(status) => &operation["answers"][status],
        None => &operation["request"],
    };
    let schema = &owner["content"][&example.media];
    assert!(
        schema.is_object(),
        "{} {:?}",
        example.operation,
        example.status
    );
    schema
}

/// What is wrong with an example, each with its place in it, in a fixed order.
fn problems(schemas: &Value, example: &Example) -> Vec<String> {
    let validator = validator(schemas, of(schemas, example));
    let errors = validator.iter_errors(&example.value);
    let mut problems: Vec<String> = errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    problems.sort_unstable();
    problems
}

/// The strict check of the bodies that an operation answers with a status.
pub(crate) fn body_validator(schemas: &str, operation: &str, status: &str) -> Validator {
    let schemas: Value = serde_json::from_str(schemas).unwrap();
    let content = &schemas["operations"][operation]["answers"][status]["content"];
    validator(&schemas, &content["application/json"])
}

fn validator(schemas: &Value, schema: &Value) -> Validator {
    let mut whole: Map<String, Value> = schema.as_object().unwrap().clone();
    whole.insert("definitions".to_owned(), schemas["definitions"].clone());
    jsonschema::options()
        .with_draft(Draft::Draft4)
        .should_validate_formats(true)
        // Draft 4 does not know it.
        .with_format("uuid", |text: &str| {
            text.len() == 36 && uuid::Uuid::parse_str(text).is_ok()
        })
        .build(&Value::Object(whole))
        .unwrap_or_else(|error| panic!("{error}: {schema}"))
}

/// The members that a schema requires, references followed.
fn required(schemas: &Value, schema: &Value) -> Vec<String> {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => schemas.pointer(&reference[1..]).unwrap(),
        None => schema,
    };
    let names = schema["required"].as_array().into_iter().flatten();
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}
