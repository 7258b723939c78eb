//! The net that planted words are caught with: as they are and in the encodings in which they could come out.

use std::collections::HashMap;

use base64_of::base64;

/// How many characters of a word are enough. Encoded, some more: digits occur by chance.
const LITERAL: usize = 8;
const ENCODED: usize = 11;

pub(crate) struct Net {
    literal: HashMap<Vec<u8>, usize>,
    encoded: HashMap<Vec<u8>, usize>,
    words: Vec<String>,
}

impl Net {
    pub(crate) fn new<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Self {
        let words: Vec<String> = words
            .into_iter()
            .map(|word| word.as_ref().to_owned())
            .collect();
        let (mut literal, mut encoded) = (HashMap::new(), HashMap::new());
        for (index, word) in words.iter().enumerate() {
            assert!(
                word.len() >= LITERAL,
                "{word} is too short to be told apart"
            );
            for gram in word.to_lowercase().as_bytes().windows(LITERAL) {
                literal.insert(gram.to_vec(), index);
            }
            for form in forms(word) {
                for gram in form.to_lowercase().as_bytes().windows(ENCODED) {
                    encoded.insert(gram.to_vec(), index);
                }
            }
        }
        Self {
            literal,
            encoded,
            words,
        }
    }

    /// The planted words of which a part is in this text, each with the place.
    pub(crate) fn caught(&self, text: &[u8]) -> Vec<(&str, String)> {
        let lower = String::from_utf8_lossy(text).to_lowercase();
        let mut found: HashMap<usize, usize> = HashMap::new();
        for (grams, length) in [(&self.literal, LITERAL), (&self.encoded, ENCODED)] {
            // Most places are no beginning of anything, which is faster to find out like this.
            let mut begins = vec![false; 1 << 16];
            for gram in grams.keys() {
                begins[usize::from(gram[0]) << 8 | usize::from(gram[1])] = true;
            }
            for (place, gram) in lower.as_bytes().windows(length).enumerate() {
                if !begins[usize::from(gram[0]) << 8 | usize::from(gram[1])] {
                    continue;
                }
                if let Some(word) = grams.get(gram) {
                    found.entry(*word).or_insert(place);
                }
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|(word, place)| {
                let bytes = lower.as_bytes();
                let around = &bytes[place.saturating_sub(160)..(place + 80).min(bytes.len())];
                let around = String::from_utf8_lossy(around).into_owned();
                (self.words[word].as_str(), around)
            })
            .collect()
    }
}

/// A word as formatters, URLs, JSON and HTTP may write it.
pub(crate) fn forms(word: &str) -> Vec<String> {
    let bytes = word.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent = bytes.iter().map(|byte| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' | b'_' | b'.' | b'~' => {
            char::from(*byte).to_string()
        }
        other => format!("%{other:02X}"),
    });
    let json = word.encode_utf16().map(|unit| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    });
    let mut forms = vec![
        hex,
        percent.collect(),
        json.collect(),
        word.escape_default().to_string(),
        bytes.escape_ascii().to_string(),
        format!("{bytes:?}").trim_matches(['[', ']']).to_owned(),
        format!("{:?}", word.chars().collect::<Vec<_>>())
            .trim_matches(['[', ']'])
            .to_owned(),
    ];
    // Wherever in a text the word begins.
    forms.extend((0..3).map(|shift| base64(bytes, shift)));
    forms
}

/// Base64 of a word in the middle of other bytes.
mod base64_of {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// The characters that depend on the word alone, if `shift` bytes stand before it.
    pub(crate) fn base64(word: &[u8], shift: usize) -> String {
        let bits: Vec<bool> = word
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
            .collect();
        let skipped = (6 - shift * 8 % 6) % 6;
        let sixes = bits[skipped..].chunks_exact(6).map(|six| {
            let index = six.iter().fold(0, |sum, bit| sum * 2 + usize::from(*bit));
            char::from(ALPHABET[index])
        });
        sixes.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planted::{STAYING, TRAVELLING};

    #[test]
    fn each_word_is_caught_in_each_form() {
        let words: Vec<_> = TRAVELLING.iter().chain(STAYING).copied().collect();
        let net = Net::new(&words);
        for word in &words {
            let literal = [
                (*word).to_owned(),
                word.to_uppercase(),
                word.chars().skip(1).take(8).collect(),
                format!("{:?}", Some(word)),
            ];
            for form in literal.into_iter().chain(forms(word)) {
                let text = format!("before {form} behind");
                let caught: Vec<_> = net.caught(text.as_bytes());
                assert!(
                    caught.iter().any(|(found, _)| found == word),
                    "{word} in {text}"
                );
            }
        }
    }

    #[test]
    fn base64_is_caught_wherever_the_word_begins() {
        // `id:segredo-da-casa`, `xid:…` and `xxid:…`, by another encoder.
        let net = Net::new(["segredo-da-casa"]);
        for text in [
            "aWQ6c2VncmVkby1kYS1jYXNh",
            "eGlkOnNlZ3JlZG8tZGEtY2FzYQ==",
            "eHhpZDpzZWdyZWRvLWRhLWNhc2E=",
        ] {
            assert_eq!(net.caught(text.as_bytes()).len(), 1, "{text}");
        }
    }

    #[test]
    fn nothing_is_caught_where_nothing_is() {
        let net = Net::new(TRAVELLING);
        let text =
            "Error { operation: Some(\"listCustomers\"), status: Some(500), body_bytes: 41830 }";
        assert_eq!(net.caught(text.as_bytes()), []);
    }
}
