//! What the `cadastro` clients share: values that keep what was sent, tolerant reading with
//! quarantine, and one way of calling that never loses a status, a header or a body.
//!
//! Generated clients are thin: their types are made of the values of this crate, and each of
//! their operations is one call of an endpoint.

// --- values and reading ---------------------------------------------------------------------

mod decode;
mod json;
mod lenient;
mod one_or_many;
mod records;
mod unknown_value;
mod validate;
mod value;

pub use decode::{DecodeError, Decoded, Place, Reason, ReasonKind, decode, decode_reporting};
pub use json::{EncodeError, Json};
pub use lenient::Lenient;
pub use one_or_many::OneOrMany;
pub use records::{Entry, Quarantined, Records};
pub use unknown_value::UnknownValue;
pub use validate::{Check, Format, Measure, Rule, Validate, Violation, Violations};
pub use value::{
    AccountNumber, Amount, AreaCode, BranchCode, CallingCode, Cep, Cnpj, CompeCode, Country, Cpf,
    CpfCnpj, Currency, Date, DateTime, Email, IbgeCode, Integer, InteractionId, NotFinite, Number,
    PhoneExtension, PhoneNumber, Text, Uri,
};

// --- calling --------------------------------------------------------------------------------

mod answer;
mod credentials;
mod endpoint;
mod error;
mod operation;
mod request;
mod transport;
mod upload;

pub use answer::{Answer, Decode, NoBody, RawBody};
pub use bytes::Bytes;
pub use credentials::Credentials;
pub use endpoint::{Endpoint, EndpointBuilder};
pub use error::Error;
pub use http::{HeaderMap, StatusCode};
pub use operation::{Documented, Idempotence, Method, Operation, Security, Status};
pub use request::{Parameter, Request};
pub use secrecy::SecretString;
pub use transport::{Transport, TransportBuilder};
pub use upload::Upload;
