//! Why something is refused before anything is sent. Every text names parameters and settings, never what
//! they hold.

use crate::operation::Security;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    // The request.
    #[error("the path argument `{0}` is missing")]
    PathArgumentMissing(&'static str),
    #[error("the path has no argument `{0}`")]
    PathArgumentUnknown(&'static str),
    #[error("the path argument `{0}` is empty or made of dots, which would name another path")]
    PathArgumentUnsafe(&'static str),
    #[error(
        "the value of the parameter `{0}` is neither a primitive nor a list or an object of primitives"
    )]
    ParameterShape(&'static str),
    #[error(
        "the parameter `{0}` has a style that its place, or a value of this shape, cannot have"
    )]
    ParameterStyle(&'static str),
    #[error(
        "a value of the parameter `{0}` has the character in it that separates values in its style"
    )]
    ParameterDelimiter(&'static str),
    #[error("the parameter `{0}` cannot be written as JSON")]
    ParameterJson(&'static str),
    #[error("`{0}` cannot be the name of a cookie")]
    CookieName(&'static str),
    #[error("`{0}` cannot be the name of a header")]
    HeaderName(&'static str),
    #[error("the header `{0}` is set by the client itself")]
    HeaderReserved(&'static str),
    #[error("HTTP cannot carry the value of the header `{0}`: only visible ASCII characters")]
    HeaderValue(&'static str),
    #[error("the body cannot be written as JSON")]
    Json,
    #[error(
        "the body cannot be written as a form: it must be an object of strings, numbers, booleans, and lists and objects of these"
    )]
    Form,
    #[error("the body has the media type `{0}`, which is none to send; give a `Content-Type`")]
    MediaType(&'static str),
    #[error("HTTP cannot carry the content type of the upload")]
    UploadContentType,
    #[error("the stream of the upload was used up by an earlier attempt")]
    UploadUsedUp,
    #[error("the link is not a URL that can be called")]
    Link,
    #[error("the link leads to a page that was read already")]
    LinkSeen,
    #[error(
        "the links of the page before cannot be read, so nobody can tell whether there are more pages"
    )]
    LinksUnreadable,
    #[error("the document wants the API key in a place that takes none")]
    ApiKeyPlace,
    #[error("the operation takes {}, but the endpoint has {}", scheme(.wanted), scheme(.held))]
    Credentials { wanted: Security, held: Security },
    #[error(
        "HTTP cannot carry the credentials: only visible ASCII characters, and no colon in a Basic id"
    )]
    Secret,

    // The endpoint.
    #[error("the header given for the credentials is no header name, or belongs to HTTP itself")]
    CredentialsHeader,
    #[error("the base URL is not an absolute http or https URL")]
    BaseUrl,
    #[error("the base URL has a user name, a password, a query or a fragment")]
    BaseUrlExtras,
    #[error("plain http is for loopback addresses only; use https")]
    PlainHttp,
    #[error(
        "the path given for `{0}` must start with `/` and have no query, fragment or dot segments"
    )]
    PathOverride(&'static str),
    #[error("the path given for `{0}` must have the same arguments as the documented one")]
    PathOverrideArguments(&'static str),

    // The tokens.
    #[error(
        "the token endpoint is not an absolute http or https URL, or has a user name, a query or a fragment"
    )]
    TokenUrl,
    #[error("the key to sign with is not an unencrypted private key in PEM")]
    SigningKeyNotPem,
    #[error("the key to sign with is not an RSA key, which PS256 needs")]
    SigningKeyNotRsa,
    #[error("the kind of the key to sign with is not supported, or the key is damaged")]
    SigningKeyUnusable,

    // The transport.
    #[error(
        "the client certificate is not PEM; a PKCS #12 file (.p12, .pfx) has to be converted first"
    )]
    ClientIdentityNotPem,
    #[error(
        "the PEM of the client certificate has a private key that is encrypted; decrypt it first"
    )]
    ClientKeyEncrypted,
    #[error("the PEM of the client certificate has no certificate")]
    ClientCertificateMissing,
    #[error("the PEM of the client certificate has no private key")]
    ClientKeyMissing,
    #[error("the PEM of the client certificate is damaged")]
    ClientIdentityDamaged,
    #[error("the private key is not the one of the client certificate, which has to come first")]
    ClientKeyOfAnother,
    #[error("the kind of the private key is not supported, or the key is damaged")]
    ClientKeyUnusable,
    #[error("the root certificates are not PEM")]
    RootCertificateNotPem,
    #[error("the PEM of root certificates has no certificate")]
    RootCertificateMissing,
    #[error("a root certificate is damaged")]
    RootCertificateDamaged,
    #[error("no root certificates to trust: the system has none; add one to the transport")]
    NoRootCertificates,
    #[error("the TLS configuration is not supported")]
    Tls,
    #[error("the proxy is not an http or https URL")]
    Proxy,
    #[error("the HTTP client cannot be built")]
    Client,
}

fn scheme(security: &Security) -> &'static str {
    match security {
        Security::Bearer => "a bearer token",
        Security::Basic => "Basic credentials",
        Security::ApiKey { .. } => "an API key",
        Security::None => "no credentials",
    }
}
