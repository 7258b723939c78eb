use serde_json::json;

use super::*;

const NAME: &str = "color";

fn styled(style: Style, explode: bool) -> Styled {
    Styled {
        name: NAME,
        style,
        explode,
        reserved: false,
    }
}

fn flat(value: &serde_json::Value) -> Flat {
    Flat::of(value).unwrap()
}

/// The empty text, a text, a list and an object, as the table of the specification has them.
fn examples() -> [Flat; 4] {
    let object = Flat::Members(
        [("R", "100"), ("G", "200"), ("B", "150")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    );
    [
        flat(&json!("")),
        flat(&json!("blue")),
        flat(&json!(["blue", "black", "brown"])),
        object,
    ]
}

fn query(pairs: Pairs) -> String {
    let pairs = pairs
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

#[test]
fn paths_are_written_as_the_specification_has_them() {
    let table = [
        (
            Style::Matrix,
            false,
            [
                ";color",
                ";color=blue",
                ";color=blue,black,brown",
                ";color=R,100,G,200,B,150",
            ],
        ),
        (
            Style::Matrix,
            true,
            [
                ";color",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ],
        ),
        (
            Style::Label,
            false,
            [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
        ),
        (
            Style::Label,
            true,
            [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
        ),
        (
            Style::Simple,
            false,
            ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
        ),
        (
            Style::Simple,
            true,
            ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
        ),
    ];
    for (style, explode, expected) in table {
        let written =
            examples().map(|value| styled(style, explode).argument(&value).unwrap().unwrap());
        assert_eq!(written, expected, "{style:?} {explode}");
    }
}

#[test]
fn queries_are_written_as_the_specification_has_them() {
    let table = [
        (
            Style::Form,
            false,
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=R,100,G,200,B,150",
            ],
        ),
        (
            Style::Form,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        (
            Style::SpaceDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ],
        ),
        (
            Style::PipeDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ],
        ),
        (
            Style::PipeDelimited,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
    ];
    for (style, explode, expected) in table {
        let written = examples().map(|value| query(styled(style, explode).pairs(value).unwrap()));
        assert_eq!(written, expected, "{style:?} {explode}");
    }
    let [_, text, list, object] = examples();
    let deep = styled(Style::DeepObject, true);
    assert_eq!(
        query(deep.pairs(object).unwrap()),
        "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"
    );
    for other in [text, list] {
        assert_eq!(deep.pairs(other), Err(Refusal::ParameterStyle(NAME)));
    }
}

#[test]
fn headers_are_written_as_the_specification_has_them() {
    for (explode, object) in [(false, "R,100,G,200,B,150"), (true, "R=100,G=200,B=150")] {
        let written =
            examples().map(|value| styled(Style::Simple, explode).header(&value).unwrap());
        let expected = ["", "blue", "blue,black,brown", object].map(|text| Some(text.to_owned()));
        assert_eq!(written, expected);
    }
}

#[test]
fn cookies_keep_the_document_s_name_and_encode_what_is_not_its_own() {
    let cookies = |explode, value| query(styled(Style::Form, explode).cookies(value).unwrap());
    let [_, text, list, object] = examples();
    assert_eq!(cookies(true, text), "color=blue");
    assert_eq!(cookies(true, object), "R=100&G=200&B=150");
    assert_eq!(cookies(false, list), "color=blue,black,brown");
    assert_eq!(
        cookies(true, flat(&json!({"a;b": "c; d=\"é\""}))),
        "a%3Bb=c%3B%20d%3D%22%C3%A9%22"
    );
    let named = |name| Styled {
        name,
        ..styled(Style::Form, true)
    };
    let value = || Flat::One("1".to_owned());
    assert_eq!(query(named("a!b#c").cookies(value()).unwrap()), "a!b#c=1");
    assert_eq!(
        named("a;b").cookies(value()),
        Err(Refusal::CookieName("a;b"))
    );
}

#[test]
fn what_is_not_there_is_not_written() {
    for nothing in [
        json!(null),
        json!([]),
        json!({}),
        json!([null]),
        json!({"a": null}),
    ] {
        let nothing = || flat(&nothing);
        for explode in [false, true] {
            for style in [Style::Simple, Style::Label, Style::Matrix] {
                assert_eq!(
                    styled(style, explode).argument(&nothing()),
                    Ok(None),
                    "{style:?}"
                );
            }
            for style in [Style::Form, Style::SpaceDelimited, Style::PipeDelimited] {
                assert_eq!(
                    styled(style, explode).pairs(nothing()),
                    Ok(Vec::new()),
                    "{style:?}"
                );
            }
            assert_eq!(styled(Style::Simple, explode).header(&nothing()), Ok(None));
        }
    }
}

#[test]
fn no_value_can_be_taken_for_two() {
    let delimiter = Err(Refusal::ParameterDelimiter(NAME));
    let pairs = |style, value| styled(style, false).pairs(flat(&value)).map(query);
    assert_eq!(
        pairs(Style::Form, json!(["a,b", "c"])).unwrap(),
        "color=a%2Cb,c"
    );
    assert_eq!(pairs(Style::SpaceDelimited, json!(["a b"])), delimiter);
    assert_eq!(pairs(Style::PipeDelimited, json!({"a|b": 1})), delimiter);
    assert_eq!(
        pairs(Style::PipeDelimited, json!("a|b")).unwrap(),
        "color=a%7Cb"
    );
    let delimiter = Err(Refusal::ParameterDelimiter(NAME));
    let path = |style, value| {
        styled(style, true)
            .argument(&flat(&value))
            .map(Option::unwrap)
    };
    assert_eq!(path(Style::Label, json!([1.5, 2])), delimiter);
    assert_eq!(path(Style::Label, json!(1.5)).unwrap(), ".1.5");
    assert_eq!(
        path(Style::Matrix, json!({"a=b": "c;d"})).unwrap(),
        ";a%3Db=c%3Bd"
    );
    let header = |value| styled(Style::Simple, true).header(&flat(&value));
    let delimiter = Err(Refusal::ParameterDelimiter(NAME));
    assert_eq!(header(json!(["a,b"])), delimiter);
    assert_eq!(header(json!({"a=b": 1})), delimiter);
    assert_eq!(header(json!("a,b")).unwrap().as_deref(), Some("a,b"));
}

#[test]
fn reserved_characters_stay_unless_they_would_break_the_query() {
    let reserved = |style, explode, value| {
        let styled = Styled {
            reserved: true,
            ..styled(style, explode)
        };
        query(styled.pairs(flat(&value)).unwrap())
    };
    assert_eq!(
        reserved(Style::Form, true, json!(":/?#[]@!$&'()*+,;= %é")),
        "color=:/?%23%5B%5D@!$%26'()*%2B,;=%20%25%C3%A9"
    );
    assert_eq!(
        reserved(Style::Form, false, json!(["a/b,c", "d"])),
        "color=a/b%2Cc,d"
    );
    assert_eq!(
        reserved(Style::DeepObject, true, json!({"a/b": "c/d"})),
        "color%5Ba%2Fb%5D=c/d"
    );
}

#[test]
fn a_style_of_another_place_is_refused() {
    let style = Refusal::ParameterStyle(NAME);
    let value = || Flat::One("1".to_owned());
    for wrong in [Style::Form, Style::DeepObject] {
        assert_eq!(styled(wrong, true).argument(&value()), Err(style));
        assert_eq!(styled(wrong, true).header(&value()), Err(style));
    }
    for wrong in [Style::Simple, Style::Label, Style::Matrix] {
        assert_eq!(styled(wrong, true).pairs(value()), Err(style));
        assert_eq!(styled(wrong, true).cookies(value()), Err(style));
    }
    assert_eq!(
        styled(Style::PipeDelimited, true).cookies(value()),
        Err(style)
    );
}
