use crate::testing::{answering, api, asking, code, code_for, notes};

fn assert_has(code: &str, expected: &[&str]) {
    for expected in expected {
        assert!(code.contains(expected), "{expected}\n{code}");
    }
}

#[test]
fn every_schema_has_a_type() {
    let code = code(&answering(
        "A: {type: object, required: [list, map, free, any, closed, small], properties: {
  list: {type: array, items: {type: array, items: {type: integer, format: int32}}}, map: {type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/B'}}},
  free: {type: object, properties: {}}, any: {}, closed: {type: object, additionalProperties: false},
  untyped: {maxLength: 3}, pair: {type: array, minItems: 2, maxItems: 2, items: {type: boolean}}, bare: {type: array}, either: {enum: [1, 2]}, truth: {type: boolean, enum: [true]},
  small: {type: integer, format: uint8}}},
  B: {type: object, properties: {n: {type: number, format: double}}}",
    ))
    .unwrap();
    assert_has(
        &code,
        &[
            "pub list: Vec<Vec<i32>>,",
            "pub map: BTreeMap<String, Records<B>>,",
            "pub free: Json,",
            "pub any: Json,",
            "pub closed: Json,",
            "pub untyped: Option<Text>,",
            "pub pair: Option<Vec<bool>>,",
            "pub bare: Option<Vec<Json>>,",
            "pub type AEither = Integer;",
            "pub type ATruth = bool;",
            "pub small: u8,",
            "pub n: Option<Number>,",
        ],
    );
}

#[test]
fn null_is_an_option_wherever_it_may_stand() {
    let code = code(&answering(
        "A: {type: object, required: [must, b, items, alias], properties: {
  must: {type: string, nullable: true}, b: {$ref: '#/components/schemas/B'}, items: {type: array, items: {type: string, nullable: true}},
  alias: {$ref: '#/components/schemas/Alias'}, map: {type: object, additionalProperties: {$ref: '#/components/schemas/B'}}, e: {$ref: '#/components/schemas/E'},
  bs: {type: array, items: {$ref: '#/components/schemas/B'}}}},
  B: {type: object, nullable: true, properties: {n: {type: string}}}, Alias: {$ref: '#/components/schemas/B'}, E: {type: string, nullable: true, enum: [X, null]}",
    ))
    .unwrap();
    assert_has(
        &code,
        &[
            "pub must: Option<Text>,",
            "pub b: Option<B>,",
            "pub items: Vec<Option<Text>>,",
            "pub alias: Option<Alias>,",
            "pub type Alias = B;",
            "pub map: Option<BTreeMap<String, Option<B>>>,",
            "pub e: Option<E>,",
            "pub bs: Option<Records<Option<B>>>,",
        ],
    );
}

#[test]
fn what_holds_itself_is_boxed_and_nothing_else() {
    let code = code(&answering(
        "A: {type: object, required: [a, b, way], properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}, list: {type: array, items: {$ref: '#/components/schemas/A'}},
  map: {type: object, additionalProperties: {$ref: '#/components/schemas/A'}}, way: {$ref: '#/components/schemas/Way'}, leaf: {$ref: '#/components/schemas/Leaf'}}},
  B: {type: object, properties: {back: {$ref: '#/components/schemas/Alias'}, one: {oneOf: [{$ref: '#/components/schemas/A'}, {type: array, items: {$ref: '#/components/schemas/A'}}]}}}, Alias: {$ref: '#/components/schemas/A'},
  Way: {oneOf: [{$ref: '#/components/schemas/A'}, {type: array, items: {$ref: '#/components/schemas/Way'}}]}, Leaf: {type: object, properties: {n: {type: string}}}",
    ))
    .unwrap();
    assert_has(
        &code,
        &[
            "pub a: Box<A>,",
            "pub b: Box<B>,",
            "pub list: Option<Records<A>>,",
            "pub map: Option<BTreeMap<String, A>>,",
            "pub way: Box<Way>,",
            "pub leaf: Option<Leaf>,",
            "pub back: Option<Box<Alias>>,",
            "pub one: Option<OneOrMany<Box<A>>>,",
            "A(Box<A>),",
            "List(Vec<Way>),",
        ],
    );
}

#[test]
fn an_alias_of_itself_ends_in_any_json() {
    let (code, notes) = notes(&answering(
        "A: {type: object, properties: {tree: {$ref: '#/components/schemas/Tree'}, fine: {$ref: '#/components/schemas/Fine'}}},
  Tree: {type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}, Fine: {type: array, items: {$ref: '#/components/schemas/Node'}}, Node: {type: object, properties: {of: {$ref: '#/components/schemas/Fine'}}}",
    ))
    .unwrap();
    assert_has(
        &code,
        &[
            "pub type Tree = BTreeMap<String, Json>;",
            "pub type Fine = Records<Node>;",
            "pub of: Option<Fine>,",
        ],
    );
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].pointer, "/components/schemas/Tree");
}

#[test]
fn names_of_the_core_and_of_members_may_meet() {
    let code = code(&asking(
        "A: {type: object, properties: {a-b: {type: string}, a_b: {type: string}, '': {type: string}, type: {$ref: '#/components/schemas/Text'}, d: {$ref: '#/components/schemas/Kind'}}},
  Text: {type: object, properties: {n: {type: string}}}, Kind: {type: string, enum: [X]}",
    ))
    .unwrap();
    assert_has(
        &code,
        &[
            "pub a_b_2: Option<::cadastro_core::Text>,",
            "pub a_b: Option<::cadastro_core::Text>,",
            "#[serde(rename = \"a-b\"",
            "pub empty: Option<::cadastro_core::Text>,",
            "pub type_: Option<Text>,",
            "#[serde(from = \"::cadastro_core::Text\", into = \"::cadastro_core::Text\")]",
        ],
    );
}

#[test]
fn what_stands_beside_data_is_lenient_where_no_table_says() {
    let document = answering(
        "A: {type: object, required: [data, links], properties: {data: {$ref: '#/components/schemas/Data'}, links: {$ref: '#/components/schemas/Links'}, meta: {type: object, properties: {n: {type: integer}}}}},
  Data: {type: object, properties: {links: {$ref: '#/components/schemas/Links'}}}, Links: {type: object, required: [self], properties: {self: {type: string}}}",
    );
    let mut assumed = api();
    assumed.assumed = true;
    let code = code_for(&document, &assumed).unwrap();
    assert_has(
        &code,
        &[
            "pub links: Lenient<Links>,",
            "pub meta: Lenient<AMeta>,",
            "pub links: Option<Links>,",
        ],
    );
    assert!(!self::code(&document).unwrap().contains("Lenient"));
}
