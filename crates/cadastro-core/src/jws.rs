//! Signed bodies: a compact JWS (RFC 7515) as it is sent, with the type of its claims beside it. Signing and verifying
//! are the user's; nothing is read that was not verified.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::answer::{Decode, Reply, is_json};
use crate::decode::{self, DecodeError, Place, ReasonKind};

/// A compact JWS whose claims are a `T`, once they are verified. The claims are had by [`verify`](Self::verify) alone:
/// a signature that nobody has checked proves nothing.
///
/// `Debug` tells the size only.
///
/// ```
/// use cadastro_core::{Bytes, Jws, JwsError, JwsSigner, JwsVerifier, Text};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// struct Claims { aud: Text }
///
/// /// Stands for a key: real ones sign.
/// struct Key;
///
/// impl JwsSigner for Key {
///     async fn sign(&self, claims: Bytes) -> Result<String, JwsError> {
///         # let _ = claims;
///         Ok("eyJhbGciOiJQUzI1NiJ9.eyJhdWQiOiJiYW5rIn0.c2lnbmF0dXJl".to_owned())
///     }
/// }
///
/// impl JwsVerifier for Key {
///     async fn verify(&self, compact: &str) -> Result<Bytes, JwsError> {
///         # let _ = compact;
///         Ok(Bytes::from_static(br#"{"aud":"bank"}"#))
///     }
/// }
///
/// # async fn example() -> Result<(), JwsError> {
/// let signed = Jws::sign(&Claims { aud: "bank".into() }, &Key).await?;
/// let claims = signed.verify(&Key).await?;
/// assert_eq!(claims.aud, "bank");
/// # Ok(())
/// # }
/// ```
pub struct Jws<T> {
    compact: String,
    claims: PhantomData<fn() -> T>,
}

impl<T> Jws<T> {
    /// Takes a compact JWS as it is.
    #[must_use]
    pub fn new(compact: impl Into<String>) -> Self {
        Self {
            compact: compact.into(),
            claims: PhantomData,
        }
    }

    /// The compact JWS.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.compact
    }

    /// The compact JWS, without a copy.
    #[must_use]
    pub fn into_string(self) -> String {
        self.compact
    }

    /// Writes the claims as JSON and has them signed.
    ///
    /// # Errors
    ///
    /// If the claims cannot be written, or the signer fails.
    pub async fn sign(claims: &T, signer: &impl JwsSigner) -> Result<Self, JwsError>
    where
        T: Serialize,
    {
        // The error may quote values.
        let json = serde_json::to_vec(claims).map_err(|_| JwsError(Cause::Claims))?;
        signer.sign(json.into()).await.map(Self::new)
    }

    /// Has the signature verified, and reads the claims that the verifier vouches for, as tolerantly as any body.
    ///
    /// # Errors
    ///
    /// If the verifier does not vouch for it, or the claims cannot be read as `T`.
    pub async fn verify(&self, verifier: &impl JwsVerifier) -> Result<T, JwsError>
    where
        T: DeserializeOwned,
    {
        let claims = verifier.verify(&self.compact).await?;
        decode::decode(&claims).map_err(|error| JwsError(Cause::Decode(error)))
    }
}

/// Signs claims for [`Jws::sign`]. Which algorithm, key and header (`kid`, `typ`, …) it takes is the API's matter.
pub trait JwsSigner: Send + Sync {
    /// The compact JWS of these claims, which are JSON; they must be signed as they are, to the byte.
    ///
    /// # Errors
    ///
    /// If it cannot sign.
    fn sign(&self, claims: Bytes) -> impl Future<Output = Result<String, JwsError>> + Send;
}

/// Verifies signatures for [`Jws::verify`].
pub trait JwsVerifier: Send + Sync {
    /// The payload of this compact JWS, if its signature is good, by a key and an algorithm that are trusted. What else
    /// must hold (`aud`, `iss`, `iat`, …) is for it, or for the caller, to check.
    ///
    /// # Errors
    ///
    /// If it does not vouch for it.
    fn verify(&self, compact: &str) -> impl Future<Output = Result<Bytes, JwsError>> + Send;
}

/// Why something could not be signed, verified or read. Cheap to clone.
///
/// `Display` and `Debug` tell the kind of the trouble only. The error of a signer or verifier of your own is had by
/// [`source`](StdError::source), so keep personal data and secrets out of it if you print whole chains.
#[derive(Clone)]
pub struct JwsError(Cause);

#[derive(Clone)]
enum Cause {
    Claims,
    Decode(DecodeError),
    Other(Arc<dyn StdError + Send + Sync>),
}

impl JwsError {
    /// An error of a signer or a verifier of your own.
    pub fn new(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(Cause::Other(error.into().into()))
    }

    /// What is wrong with claims that were verified, but cannot be read as their type.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        match &self.0 {
            Cause::Decode(error) => Some(error),
            Cause::Claims | Cause::Other(_) => None,
        }
    }
}

impl fmt::Display for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Claims => f.write_str("the claims cannot be written as JSON"),
            Cause::Decode(error) => write!(f, "the claims are not as expected: {error}"),
            Cause::Other(_) => f.write_str("not signed or not verified"),
        }
    }
}

impl fmt::Debug for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Claims => f.write_str("JwsError(claims)"),
            Cause::Decode(error) => f.debug_tuple("JwsError").field(error).finish(),
            Cause::Other(_) => f.write_str("JwsError(other)"),
        }
    }
}

impl StdError for JwsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0 {
            Cause::Claims => None,
            Cause::Decode(error) => Some(error),
            Cause::Other(error) => Some(error.as_ref()),
        }
    }
}

/// The text of the body, which must have the form of a compact JWS; what it says is not looked at.
impl<T> Decode for Jws<T> {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        match compact(body) {
            Some(compact) => Ok((Self::new(compact), Vec::new())),
            None => Err(DecodeError::of_body(ReasonKind::NotSigned)),
        }
    }
}

/// An answer that comes signed or plain, for operations that document both: by its `Content-Type` (`application/jwt`,
/// `application/jose`, `…+jwt`), and if that tells neither, by what the body looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MaybeSigned<T> {
    /// It came as JSON.
    Plain(T),
    /// It came signed.
    Signed(Jws<T>),
}

impl<T: Decode> Decode for MaybeSigned<T> {
    fn decode(body: &Bytes) -> Result<(Self, Vec<Place>), DecodeError> {
        Self::decode_reply(&Reply::of_body(body))
    }

    fn decode_reply(reply: &Reply<'_>) -> Result<(Self, Vec<Place>), DecodeError> {
        let signed = match reply.essence() {
            Some(media) if is_signed(&media) => true,
            Some(media) if is_json(&media) => false,
            _ => compact(reply.body()).is_some(),
        };
        if signed {
            reply.read(Self::Signed)
        } else {
            reply.read(Self::Plain)
        }
    }
}

fn is_signed(essence: &str) -> bool {
    let (_, subtype) = essence.split_once('/').unwrap_or_default();
    matches!(subtype, "jwt" | "jose") || subtype.ends_with("+jwt")
}

/// Three parts of base64url, of which the payload (if detached) and the signature (if there is none) may be empty.
fn compact(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?.trim();
    let parts = || text.split('.');
    let encoded = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let header = parts().next().is_some_and(|header| !header.is_empty());
    (header && parts().count() == 3 && parts().all(encoded)).then_some(text)
}

impl<T> Clone for Jws<T> {
    fn clone(&self) -> Self {
        Self::new(self.compact.clone())
    }
}

impl<T> PartialEq for Jws<T> {
    fn eq(&self, other: &Self) -> bool {
        self.compact == other.compact
    }
}

impl<T> Eq for Jws<T> {}

impl<T> Hash for Jws<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.compact.hash(state);
    }
}

impl<T> fmt::Debug for Jws<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jws({} bytes)", self.compact.len())
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::Amount;

    #[derive(Debug, PartialEq, serde::Deserialize, serde::Serialize)]
    struct Claims {
        amount: Amount,
    }

    /// Puts the claims between two fixed parts, and vouches for whatever stands there.
    struct Plain;

    impl JwsSigner for Plain {
        async fn sign(&self, claims: Bytes) -> Result<String, JwsError> {
            let claims = String::from_utf8(claims.to_vec()).map_err(JwsError::new)?;
            Ok(format!("h~{claims}~s"))
        }
    }

    impl JwsVerifier for Plain {
        async fn verify(&self, compact: &str) -> Result<Bytes, JwsError> {
            let payload = compact.split('~').nth(1);
            let payload = payload.ok_or_else(|| JwsError::new("the key of Maria"))?;
            Ok(Bytes::copy_from_slice(payload.as_bytes()))
        }
    }

    fn verified(compact: &str) -> Result<Claims, JwsError> {
        Jws::new(compact).verify(&Plain).now_or_never().unwrap()
    }

    #[test]
    fn claims_are_signed_and_verified_to_the_byte() {
        let claims = Claims {
            amount: "98200.00".into(),
        };
        let signed = Jws::sign(&claims, &Plain).now_or_never().unwrap().unwrap();
        assert_eq!(signed.as_str(), r#"h~{"amount":"98200.00"}~s"#);
        assert_eq!(verified(signed.as_str()).unwrap(), claims);
        assert_eq!(signed.clone().into_string(), signed.as_str());
        // As tolerant as any body.
        let number = verified(r#"h~{"amount":98200.00}~s"#).unwrap();
        assert_eq!(number.amount, "98200.00");
    }

    #[test]
    fn errors_tell_their_kind_and_no_content() {
        let refused = verified("Maria").unwrap_err();
        assert!(refused.source().is_some() && refused.decode_error().is_none());
        let unread = verified(r#"h~{"amount":["Maria"]}~s"#).unwrap_err();
        assert_eq!(
            unread.decode_error().map(DecodeError::pointer),
            Some("/amount")
        );
        let unwritable = std::collections::BTreeMap::from([((1, 2), "Maria")]);
        let signing = Jws::sign(&unwritable, &Plain).now_or_never().unwrap();
        let unwritten = signing.unwrap_err();
        assert!(unwritten.source().is_none());
        let jws = Jws::<Claims>::new("Maria");
        for text in [
            format!("{refused} {refused:?} {unread} {unread:?} {unwritten} {unwritten:?}"),
            format!("{jws:?} {:?}", MaybeSigned::<Claims>::Signed(jws.clone())),
        ] {
            assert!(!text.contains("Maria"), "{text}");
        }
        assert_eq!(format!("{jws:?}"), "Jws(5 bytes)");
    }

    #[test]
    fn signing_and_verifying_can_move_to_another_thread() {
        fn assert_send<T: Send>(future: T) -> T {
            future
        }
        let claims = Claims {
            amount: "1.00".into(),
        };
        drop(assert_send(Jws::sign(&claims, &Plain)));
        let jws = Jws::<Claims>::new("");
        drop(assert_send(jws.verify(&Plain)));
    }
}
