//! Where the state of tokens is kept: in memory by default, or where several processes find it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use secrecy::SecretString;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::error::CredentialsError;

/// What has to be known to go on where someone else has left off. `Debug` tells no secret.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct TokenState {
    /// The access token.
    pub access_token: Option<SecretString>,
    /// When the access token was asked for.
    pub obtained_at: Option<SystemTime>,
    /// When the access token ends; `None` if the server has not said.
    pub expires_at: Option<SystemTime>,
    /// The refresh token.
    pub refresh_token: Option<SecretString>,
    /// When the refresh token was asked for.
    pub refresh_obtained_at: Option<SystemTime>,
    /// When token requests of the last 60 s were made; older ones may be forgotten.
    pub requests: Vec<SystemTime>,
}

/// Keeps a [`TokenState`] for all who use the same credentials. The default is [`MemoryTokenStore`].
///
/// BS2 kills a token as soon as it mints another, so processes with the same credentials need one store. Reading and
/// writing happen under a lock that a renewal holds from its beginning to its end: whoever gets it next finds the new
/// token and needs no renewal of its own. A store that several processes share should let the lock of a process that
/// died expire, after two minutes or so.
pub trait TokenStore: Send + Sync + 'static {
    /// Access to the state, until it is dropped.
    type Locked: LockedTokens;

    /// Waits for the lock.
    ///
    /// # Errors
    ///
    /// If the store fails. Calls that need a new token fail with it.
    fn lock(&self) -> impl Future<Output = Result<Self::Locked, CredentialsError>> + Send;
}

/// The state in a [`TokenStore`], held alone.
pub trait LockedTokens: Send + 'static {
    /// Reads the state; an empty one if there is none yet.
    ///
    /// # Errors
    ///
    /// If the store fails.
    fn load(&mut self) -> impl Future<Output = Result<TokenState, CredentialsError>> + Send;

    /// Writes the state.
    ///
    /// # Errors
    ///
    /// If the store fails. A new token is used by this process all the same.
    fn save(
        &mut self,
        state: &TokenState,
    ) -> impl Future<Output = Result<(), CredentialsError>> + Send;
}

/// Keeps the state in memory; clones share it.
#[derive(Clone, Default)]
pub struct MemoryTokenStore(Arc<Mutex<TokenState>>);

/// The lock of a [`MemoryTokenStore`].
pub struct LockedMemory(OwnedMutexGuard<TokenState>);

impl MemoryTokenStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenStore for MemoryTokenStore {
    type Locked = LockedMemory;

    async fn lock(&self) -> Result<LockedMemory, CredentialsError> {
        Ok(LockedMemory(Arc::clone(&self.0).lock_owned().await))
    }
}

impl LockedTokens for LockedMemory {
    async fn load(&mut self) -> Result<TokenState, CredentialsError> {
        Ok(self.0.clone())
    }

    async fn save(&mut self, state: &TokenState) -> Result<(), CredentialsError> {
        self.0.clone_from(state);
        Ok(())
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryTokenStore")
    }
}

impl fmt::Debug for LockedMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LockedMemory")
    }
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, CredentialsError>> + Send + 'a>>;

/// A [`TokenStore`] of any type.
pub(super) trait AnyStore: Send + Sync {
    fn lock(&self) -> Pending<'_, Box<dyn AnyLocked>>;
}

pub(super) trait AnyLocked: Send {
    fn load(&mut self) -> Pending<'_, TokenState>;
    fn save<'a>(&'a mut self, state: &'a TokenState) -> Pending<'a, ()>;
}

impl<T: TokenStore> AnyStore for T {
    fn lock(&self) -> Pending<'_, Box<dyn AnyLocked>> {
        Box::pin(async {
            let locked = TokenStore::lock(self).await?;
            Ok(Box::new(locked) as Box<dyn AnyLocked>)
        })
    }
}

impl<T: LockedTokens> AnyLocked for T {
    fn load(&mut self) -> Pending<'_, TokenState> {
        Box::pin(LockedTokens::load(self))
    }

    fn save<'a>(&'a mut self, state: &'a TokenState) -> Pending<'a, ()> {
        Box::pin(LockedTokens::save(self, state))
    }
}
