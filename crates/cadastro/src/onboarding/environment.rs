//! Where BS2 is.

use std::fmt;

/// An environment of BS2: where tokens come from, and where the API is.
#[derive(Clone, PartialEq, Eq)]
pub struct Environment {
    pub(super) token_url: String,
    pub(super) api_url: String,
}

const TOKEN_PATH: &str = "/auth/oauth/v2/token";

impl Environment {
    /// Production: `https://api.bs2.com:8443`, which the manual has for the token endpoint.
    ///
    /// **Inferred:** that the API is on the same host. Newer code has been seen with `https://api.bs2.com`, without the
    /// port: see [`with_api_url`](Self::with_api_url) and [`with_token_url`](Self::with_token_url).
    #[must_use]
    pub fn production() -> Self {
        Self::at("https://api.bs2.com:8443")
    }

    /// The sandbox, at the URL that BS2 gives its partners on request; or any other place that has both the token endpoint
    /// and the API.
    #[must_use]
    pub fn sandbox(url: impl AsRef<str>) -> Self {
        Self::at(url.as_ref())
    }

    fn at(url: &str) -> Self {
        let url = url.trim_end_matches('/');
        Self {
            token_url: format!("{url}{TOKEN_PATH}"),
            api_url: url.to_owned(),
        }
    }

    /// The API at another URL than the token endpoint.
    #[must_use]
    pub fn with_api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// The whole URL of the token endpoint.
    #[must_use]
    pub fn with_token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = url.into();
        self
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URLs are not checked yet and may have a password in them.
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
