//! Members of which "absent", "`null`" and a value are three things to say, as in a merge patch.

use serde::{Deserialize, Deserializer};

/// Reads a member into `Option<Option<T>>`: `None` if it is absent, `Some(None)` if it is `null`. By itself serde reads
/// both as `None`.
///
/// ```
/// use cadastro_core::{Text, decode};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// struct Change {
///     #[serde(
///         default,
///         deserialize_with = "cadastro_core::nullable::deserialize",
///         skip_serializing_if = "Option::is_none"
///     )]
///     nickname: Option<Option<Text>>,
/// }
///
/// let change: Change = decode(br#"{"nickname": null}"#)?;
/// assert_eq!(change.nickname, Some(None));
/// let change: Change = decode(b"{}")?;
/// assert_eq!(change.nickname, None);
/// # Ok::<(), cadastro_core::DecodeError>(())
/// ```
///
/// # Errors
///
/// If there is a value that is no `T`.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use crate::{Amount, decode};
    use serde::{Deserialize, Serialize};

    #[derive(Deserialize, Serialize)]
    struct Change {
        #[serde(
            default,
            deserialize_with = "crate::nullable::deserialize",
            skip_serializing_if = "Option::is_none"
        )]
        limit: Option<Option<Amount>>,
    }

    #[test]
    fn what_is_absent_null_or_a_value_goes_out_as_it_came() {
        for text in [
            "{}",
            r#"{"limit":null}"#,
            r#"{"limit":"1.00"}"#,
            r#"{"limit":1.00}"#,
        ] {
            let change: Change = decode(text.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string(&change).unwrap(), text);
        }
        assert!(decode::<Change>(br#"{"limit":{}}"#).is_err());
    }
}
