//! What the `cadastro` clients share: values that keep what was sent, tolerant reading with quarantine, and one way of
//! calling that never loses a status, a header or a body.
//!
//! ```
//! use cadastro_core::{Cnpj, Records, decode};
//!
//! #[derive(serde::Deserialize)]
//! struct Company {
//!     cnpj: Cnpj,
//! }
//!
//! # fn main() -> Result<(), cadastro_core::DecodeError> {
//! // A number where a text is asked for, a CNPJ with letters, and a record without its one member.
//! let body = br#"[{"cnpj": 37091138000153}, {"cnpj": "12ABC34501DE35"}, {"nome": "?"}]"#;
//! let companies: Records<Company> = decode(body)?;
//!
//! assert_eq!(companies[0].cnpj, "37091138000153");
//! assert!(companies[0].cnpj.came_as_number());
//! assert!(companies[1].cnpj.is_valid());
//! let set_aside = &companies.quarantined()[0];
//! assert_eq!((set_aside.index(), set_aside.reason().pointer()), (2, "/cnpj"));
//! # Ok(())
//! # }
//! ```
//!
//! Generated clients are thin: their types are made of the values of this crate, and each of their operations is one
//! call of an [`Endpoint`].
//!
//! # Reading
//! [`decode`] makes one typed pass. Only if that fails, a second pass keeps the literal of every number, sets records
//! aside that cannot be typed ([`Records`]) and keeps `links` and `meta` raw ([`Lenient`]). Values never refuse a
//! pattern, a length or a check digit; ask them (`is_valid`, [`Amount::decimal`], [`Date::civil`]). What later releases
//! have added is in [`Answer::unknown_members`], and any member of a body by [`Answer::pointer`].
//!
//! A value of one of several types is a [`Choice`], an object with members of any name an [`Extended`], and a signed body
//! a [`Jws`], whose claims are read once they are verified. What an answer is read as may depend on its status and its
//! media type: [`OptionalBody`], [`AnyMedia`], [`MaybeSigned`], and enums of your own by [`Decode::decode_reply`].
//!
//! # Calling
//! A [`Transport`] holds connections, certificates, timeouts and a [`Clock`]; an [`Endpoint`] adds a base URL,
//! [`Credentials`], a [`RetryPolicy`] and maybe a [`Limiter`]. An [`Answer`] and an [`Error`] keep
//! status, headers and body, and tell what each attempt came to.
//!
//! What is tried again is decided by the operation, not by its method: reads, and what an `Idempotency-Key` protects;
//! anything else only if it was never sent. What was answered with a 2xx never is. [`OAuthTokens`] obtain and renew
//! tokens once for all who need them; a [`TokenSource`] of your own can take their place.
//!
//! # Writing
//! A [`Request`] writes parameters in every [`Style`] and place of OpenAPI 3.0, and bodies as JSON, forms, texts, bytes,
//! signed, or in several parts ([`Multipart`]). Members that tell "absent" from `null` are read by [`nullable`].
//!
//! Request types have `validate()`, which gives all [`Violations`] of the document's constraints at once.
//!
//! # Personal data
//! `Debug` of every value tells its type and shape (`Cpf(11 digits)`), there is no `Display`, and errors hold no text of
//! a body. What a value says is had by `as_str()` alone.

// --- values and reading ---------------------------------------------------------------------

pub mod choice;
mod decode;
mod extended;
mod json;
mod lenient;
pub mod nullable;
mod one_or_many;
mod records;
mod unknown_value;
mod validate;
mod value;

pub use choice::{Choice, Discriminator, JsonKind, Shape};
pub use decode::{
    DecodeError, Decoded, MOST_QUARANTINED, Place, Reason, ReasonKind, UnknownMember, decode,
    decode_reporting, unknown_members,
};
// Types of these two stand in the signatures of values.
pub use extended::{Extended, Members};
pub use jiff;
pub use json::{EncodeError, Json};
pub use lenient::Lenient;
pub use one_or_many::OneOrMany;
pub use records::{Entry, Quarantined, Records};
pub use rust_decimal;
pub use unknown_value::UnknownValue;
pub use validate::{Check, Format, Measure, Rule, Validate, Violation, Violations};
pub use value::{
    AccountNumber, Amount, AreaCode, BranchCode, CallingCode, Cep, Cnpj, CompeCode, Country, Cpf,
    CpfCnpj, Currency, Date, DateTime, Email, IbgeCode, Integer, InteractionId, NotFinite, Number,
    PhoneExtension, PhoneNumber, Text, Uri,
};

// --- calling --------------------------------------------------------------------------------

mod answer;
mod clock;
mod credentials;
mod endpoint;
mod error;
mod jws;
mod limits;
mod oauth;
mod operation;
mod pages;
mod request;
mod retry;
mod transport;
mod upload;

pub use answer::{Answer, AnyMedia, Decode, NoBody, OptionalBody, RawBody, Reply};
pub use bytes::Bytes;
pub use clock::{Clock, ManualClock, Sleep, SystemClock};
pub use credentials::{Credentials, Token, TokenNeed, TokenSource};
pub use endpoint::{Endpoint, EndpointBuilder};
pub use error::{CredentialsError, Error};
pub use http::{HeaderMap, StatusCode};
pub use jws::{Jws, JwsError, JwsSigner, JwsVerifier, MaybeSigned};
pub use limits::{Limiter, LimiterBuilder, RateLimits};
pub use oauth::{
    ClientAuthentication, LockedTokens, MemoryTokenStore, OAuthTokens, OAuthTokensBuilder,
    PrivateKeyJwt, TokenState, TokenStore,
};
pub use operation::{Documented, Idempotence, Method, Operation, Security, Status};
pub use pages::{NextPage, Pages, Paging};
pub use request::{Encoding, In, Parameter, Request, Style};
pub use retry::{Attempt, Backoff, Failed, RetryBudget, RetryPolicy};
pub use secrecy::SecretString;
pub use transport::{Transport, TransportBuilder};
pub use upload::{Multipart, Upload};
