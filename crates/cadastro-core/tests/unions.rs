//! Unions as generated crates have them: which variant is read, what is kept, and what a hostile body costs.
#![allow(missing_docs, clippy::unwrap_used)]

use cadastro_core::{
    Amount, Choice, Discriminator, Integer, Json, JsonKind, Lenient, Number, Records, Shape, Text,
    choice, decode, decode_reporting, unknown_members,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a generated crate has for each union.
macro_rules! union {
    (
        $name:ident [$($variant:ident($type:ty) = $shape:expr),+ $(,)?]
        $(by $property:literal $mapping:expr)?
    ) => {
        #[derive(Debug, PartialEq)]
        enum $name { $($variant($type),)+ Unknown(Json) }

        impl Choice for $name {
            const VARIANTS: &'static [Shape] = &[$($shape),+];
            $(const DISCRIMINATOR: Option<Discriminator> = Some(Discriminator {
                property: $property,
                mapping: $mapping,
            });)?

            fn read<'de, D: Deserializer<'de>>(variant: usize, from: D) -> Result<Self, D::Error> {
                let mut index = 0..;
                $(if index.next() == Some(variant) {
                    return <$type>::deserialize(from).map(Self::$variant);
                })+
                Err(choice::no_variant())
            }

            fn unknown(json: Json) -> Self {
                Self::Unknown(json)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                choice::deserialize(from)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => value.serialize(to),)+
                    Self::Unknown(json) => json.serialize(to),
                }
            }
        }
    };
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Pix {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Text>,
    key: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Amount>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Ted {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank: Option<Text>,
    #[serde(default, skip_serializing_if = "is_empty")]
    fees: Records<Fee>,
}

fn is_empty(fees: &Records<Fee>) -> bool {
    fees.sent_len() == 0
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Fee {
    value: Amount,
}

const PIX: Shape = Shape::object(&["key"], &["type", "key", "amount"]);
const TED: Shape = Shape::object(&[], &["type", "key", "bank", "fees"]);

union!(Plain [Pix(Pix) = PIX, Ted(Ted) = TED]);

union!(Listed [
    Ted(Ted) = TED.with_listed(&[("type", &["TED", "DOC"])]),
    Pix(Pix) = PIX.with_listed(&[("type", &["PIX"])]),
]);

union!(Named [Pix(Pix) = PIX, Ted(Ted) = TED]
    by "type" &[("PIX", 0), ("#/components/schemas/Pix", 0), ("TED", 1), ("7", 1)]);

union!(Scalar [
    Whole(Integer) = Shape::of(&[JsonKind::Integer]),
    Flag(bool) = Shape::of(&[JsonKind::Boolean]),
    Word(Text) = Shape::of(&[JsonKind::String]).with_values(&["ALL", "NONE"]),
    Many(Vec<Number>) = Shape::of(&[JsonKind::List]),
]);

union!(Tree [
    Node(Box<Node>) = Shape::object(&["left"], &["left", "right", "weight"]),
    Other(Box<Twin>) = Shape::object(&["left"], &["left", "right", "weight"]),
    Leaf(Text) = Shape::of(&[JsonKind::String]),
]);

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Node {
    left: Tree,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<Tree>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u32>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Twin {
    left: Tree,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<u32>,
}

fn read<T: serde::de::DeserializeOwned>(body: &str) -> T {
    decode(body.as_bytes()).unwrap()
}

/// Reads it, and writes it as it came.
fn kept<T: serde::de::DeserializeOwned + Serialize>(body: &str) -> T {
    let value = read::<T>(body);
    assert_eq!(serde_json::to_string(&value).unwrap(), body);
    value
}

#[test]
fn the_variant_that_knows_the_most_is_taken() {
    assert!(
        matches!(kept(r#"{"key":"k"}"#), Plain::Pix(_)),
        "the document's first"
    );
    assert!(matches!(kept(r#"{"key":"k","bank":"001"}"#), Plain::Ted(_)));
    assert!(matches!(
        kept(r#"{"key":"k","amount":"1.00"}"#),
        Plain::Pix(_)
    ));
    assert!(
        matches!(kept(r#"{"bank":"001"}"#), Plain::Ted(_)),
        "a required member is missing"
    );
    assert!(
        matches!(read(r#"{"new":1}"#), Plain::Ted(_)),
        "it requires nothing"
    );
    assert!(matches!(kept("[]"), Plain::Unknown(_)));
    assert!(matches!(kept(r#""pix""#), Plain::Unknown(_)));
    assert!(matches!(kept("null"), Plain::Unknown(_)));
}

#[test]
fn listed_values_rule_variants_out_and_in() {
    assert!(matches!(
        kept(r#"{"type":"PIX","key":"k"}"#),
        Listed::Pix(_)
    ));
    assert!(matches!(
        kept(r#"{"type":"DOC","key":"k"}"#),
        Listed::Ted(_)
    ));
    assert!(matches!(
        kept(r#"{"type":"NEW","key":"k"}"#),
        Listed::Unknown(_)
    ));
    assert!(
        matches!(kept(r#"{"key":"k"}"#), Listed::Ted(_)),
        "nothing is said"
    );
    let null: Listed = read(r#"{"type":null,"key":"k","amount":"1.00"}"#);
    assert!(matches!(null, Listed::Pix(_)));
    union!(Asked [
        Ted(Ted) = Shape::object(&["bank"], &["type", "key", "bank", "fees"]),
        Rest(Json) = Shape::of(&[JsonKind::Object]),
    ]);
    assert!(matches!(kept(r#"{"key":"k","bank":"b"}"#), Asked::Ted(_)));
    let without: Asked = kept(r#"{"key":"k","type":"t"}"#);
    assert!(
        matches!(without, Asked::Rest(_)),
        "its type would not miss the bank, but its document does"
    );
    union!(Loose [Ted(Ted) = TED, Pix(Pix) = PIX.with_listed(&[("type", &["PIX"])])]);
    let said: Loose = read(r#"{"type":"PIX","key":"k"}"#);
    assert!(
        matches!(said, Loose::Pix(_)),
        "as many members, but this one lists the value"
    );
}

#[test]
fn a_discriminator_decides_alone() {
    let body = |kind: &str| format!("{{\"type\":{kind},\"key\":\"k\",\"bank\":\"b\"}}");
    assert!(
        matches!(read(&body("\"PIX\"")), Named::Pix(_)),
        "though TED knows more"
    );
    assert!(matches!(
        read(&body("\"#/components/schemas/Pix\"")),
        Named::Pix(_)
    ));
    assert!(matches!(read(&body("\"TED\"")), Named::Ted(_)));
    assert!(matches!(read(&body("7")), Named::Ted(_)));
    for unknown in [
        &body("\"NEW\""),
        &body("null"),
        &body("{}"),
        r#"{"key":"k"}"#,
        "[1.0]",
    ] {
        assert!(matches!(kept(unknown), Named::Unknown(_)), "{unknown}");
    }
    let broken = r#"{"type":"PIX","bank":"b"}"#;
    assert!(matches!(kept(broken), Named::Unknown(_)), "no key");
    assert!(
        matches!(kept::<Named>(r#"{"type":"PIX","key":"k","amount":1.50}"#),
        Named::Pix(pix) if pix.amount.as_ref().unwrap() == "1.50")
    );
}

#[test]
fn primitives_are_told_by_their_kind() {
    assert_eq!(kept::<Scalar>("7"), Scalar::Whole("7".into()));
    assert_eq!(kept::<Scalar>("true"), Scalar::Flag(true));
    assert_eq!(kept::<Scalar>("\"ALL\""), Scalar::Word("ALL".into()));
    assert!(matches!(kept("[1.50,2]"), Scalar::Many(list) if list[0] == "1.50"));
    assert!(matches!(kept("{}"), Scalar::Unknown(_)));
    // As values do, where no variant is of the very kind.
    assert!(matches!(kept("1.0"), Scalar::Whole(whole) if whole == "1.0"));
    assert!(matches!(kept("\"12\""), Scalar::Whole(whole) if whole == "12"));
    union!(Code [Word(Text) = Shape::of(&[JsonKind::String]), Pix(Pix) = PIX]);
    assert!(matches!(kept("98200.00"), Code::Word(code) if code.came_as_number()));
    union!(Any [Pix(Pix) = PIX, Rest(Json) = Shape::of(JsonKind::ALL)]);
    assert!(matches!(kept("[1.0]"), Any::Rest(_)));
    assert!(matches!(kept(r#"{"key":"k"}"#), Any::Pix(_)));
}

#[test]
fn what_cannot_be_read_goes_to_the_next_variant_or_is_kept() {
    // The first is the better one, but its amount is an object.
    let body = r#"{"key":"k","amount":{}}"#;
    assert!(matches!(read(body), Plain::Ted(_)));
    assert!(matches!(
        kept(r#"{"key":[],"amount":1}"#),
        Plain::Unknown(_)
    ));
    // A broken record is no reason to take another variant.
    let body = r#"{"key":"k","bank":"b","fees":[{"value":"1.00"},{"x":1.50}]}"#;
    let decoded = decode_reporting::<Plain>(body.as_bytes()).unwrap();
    assert_eq!(decoded.quarantined()[0].member(), "/fees/1/value");
    assert!(matches!(decoded.value(), Plain::Ted(ted) if ted.fees.len() == 1));
    assert_eq!(serde_json::to_string(decoded.value()).unwrap(), body);
    // What a variant that was given up has set aside is forgotten.
    union!(Strict [Ted(Ted) = TED, Pix(Pix) = Shape::object(&["key"], &["key"])]);
    let body = br#"{"key":"k","bank":{},"fees":[{"x":1}]}"#;
    let decoded = decode_reporting::<Strict>(body).unwrap();
    assert!(matches!(decoded.value(), Strict::Pix(_)));
    assert!(decoded.quarantined().is_empty());
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Page {
    data: Records<Payment>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Payment {
    id: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<Plain>,
    #[serde(default, skip_serializing_if = "Lenient::is_absent")]
    extra: Lenient<Scalar>,
}

#[test]
fn unions_stand_in_records_options_and_lists_in_both_passes() {
    let body = r#"{"data":[{"id":"a","method":{"key":"k"},"extra":true},{"id":"b"}]}"#;
    let page: Page = kept(body);
    assert!(matches!(&page.data[0].method, Some(Plain::Pix(pix)) if pix.key == "k"));
    let none: Page = read(r#"{"data":[{"id":"b","method":null}]}"#);
    assert_eq!(none.data[0].method, None);
    // A broken neighbour and a float: the exact pass.
    let body = r#"{"data":[{"id":"a","method":{"key":1.50,"amount":98200.00}},{"x":1},{"id":"c","method":[-0]}]}"#;
    let page: Page = kept(body);
    assert_eq!((page.data.len(), page.data.sent_len()), (2, 3));
    assert!(matches!(&page.data[0].method, Some(Plain::Pix(pix)) if pix.key == "1.50"));
    assert!(matches!(&page.data[1].method, Some(Plain::Unknown(json)) if json.get() == "[-0]"));
    let list: Records<Plain> = kept(r#"[{"key":"k"},7,{"bank":"b","fees":[{"value":1.0}]}]"#);
    assert_eq!(list.len(), 3, "a union is never set aside");
    let one: cadastro_core::OneOrMany<Plain> = kept(r#"{"bank":"b"}"#);
    assert!(matches!(one.as_slice(), [Plain::Ted(_)]));
    let many: cadastro_core::OneOrMany<Listed> = kept(r#"[{"type":"z","a":1.50},{"key":"k"}]"#);
    assert!(matches!(
        many.as_slice(),
        [Listed::Unknown(_), Listed::Ted(_)]
    ));
    let one: cadastro_core::OneOrMany<Listed> = kept(r#"{"type":"z","a":1}"#);
    assert!(
        matches!(one.as_slice(), [Listed::Unknown(_)]),
        "in its own order"
    );
    let as_value: Plain = serde_json::from_value(serde_json::json!({"key": "k"})).unwrap();
    assert!(matches!(as_value, Plain::Pix(_)));
}

#[test]
fn what_serde_buffers_is_read_from_what_is_left_of_it() {
    #[derive(Deserialize)]
    struct Flat {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        method: Plain,
        other: Plain,
        scalar: Option<Scalar>,
    }
    let body = r#"{"method":{"key":"k","amount":98200.00},"other":[1.0],"scalar":7}"#;
    let flat: Flat = read(body);
    assert!(
        matches!(&flat.inner.method, Plain::Pix(pix) if pix.amount.as_ref().unwrap() == "98200.0")
    );
    assert!(matches!(&flat.inner.other, Plain::Unknown(json) if json.get() == "[1.0]"));
    assert_eq!(flat.inner.scalar, Some(Scalar::Whole("7".into())));
}

#[test]
fn unknown_members_are_found_inside_of_a_variant() {
    let body = br#"{"data":[{"id":"a","method":{"key":"k","amount":null,"novo":1.50}},{"id":"b","method":[{"x":1}]}]}"#;
    let page: Page = decode(body).unwrap();
    let unknown = unknown_members(&page, body);
    let found: Vec<_> = unknown
        .iter()
        .map(cadastro_core::UnknownMember::pointer)
        .collect();
    assert_eq!(found, ["/data/0/method/novo"]);
}

#[test]
fn recursive_unions_are_read_through_their_boxes() {
    let tree: Tree = kept(r#"{"left":{"left":"a","right":"b","weight":1},"right":"c"}"#);
    let Tree::Node(node) = &tree else {
        panic!("{tree:?}")
    };
    assert!(matches!(&node.left, Tree::Node(inner) if inner.weight == Some(1)));
    assert_eq!(node.right, Some(Tree::Leaf("c".into())));
}

#[test]
fn a_body_of_any_depth_is_read_or_kept_without_exhausting_the_stack() {
    let depth = 20_000;
    for (open, close) in [
        ("{\"left\":", "}"),
        ("[", "]"),
        ("{\"left\":{\"x\":[", "]}}"),
    ] {
        let body = format!("{}\"a\"{}", open.repeat(depth), close.repeat(depth));
        let tree: Tree = read(&body);
        assert_eq!(serde_json::to_string(&tree).unwrap().len(), body.len());
        let records: Records<Tree> = read(&format!("[{body}]"));
        assert_eq!(records.len(), 1);
    }
}

#[test]
fn attempts_inside_of_attempts_do_not_multiply() {
    // Each level fails as either variant, after all that is below it was read.
    let depth = 40;
    let body = format!(
        "{}\"a\"{}",
        "{\"left\":".repeat(depth),
        ",\"weight\":\"heavy\"}".repeat(depth)
    );
    let began = std::time::Instant::now();
    let tree: Tree = read(&body);
    assert!(matches!(&tree, Tree::Unknown(json) if json.get() == body));
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn too_many_broken_records_fail_a_union_as_anything_else() {
    let fees = "{},".repeat(cadastro_core::MOST_QUARANTINED + 1);
    let body = format!(
        "{{\"bank\":\"b\",\"fees\":[{}]}}",
        fees.trim_end_matches(',')
    );
    let error = decode::<Plain>(body.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), cadastro_core::ReasonKind::TooManyBroken);
    assert_eq!(error.pointer(), "/fees");
    assert!(decode::<Records<Plain>>(format!("[{body}]").as_bytes()).is_err());
}

#[test]
fn a_body_that_is_no_json_is_no_union() {
    for broken in ["", "{", "{\"key\":}", "nul"] {
        assert!(decode::<Plain>(broken.as_bytes()).is_err(), "{broken}");
    }
}

#[test]
fn lists_are_told_apart_by_what_is_in_them() {
    union!(Lists [
        Pix(Records<Pix>) = Shape::list_of(PIX),
        Ted(Records<Ted>) = Shape::list_of(Shape::object(&["bank"], &["type", "key", "bank", "fees"])),
    ]);
    let read = |text: &str| {
        decode_reporting::<Lists>(text.as_bytes())
            .unwrap()
            .into_parts()
    };
    let (teds, aside) = read(r#"[{"bank": "001"}, 7]"#);
    assert!(
        matches!(teds, Lists::Ted(ref teds) if teds.len() == 1),
        "{teds:?}"
    );
    assert_eq!(aside.len(), 1);
    assert!(matches!(read(r#"[{"key": "k"}]"#).0, Lists::Pix(_)));
    assert!(matches!(read("[]").0, Lists::Pix(_)));
    assert!(matches!(read("[7]").0, Lists::Pix(ref pix) if pix.quarantined().len() == 1));
    assert!(matches!(read("{}").0, Lists::Unknown(_)));
}
