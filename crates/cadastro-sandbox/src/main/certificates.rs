//! The folder with what a client needs for https.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write as _;
#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::{Context as _, Error};
use cadastro_sandbox::{Certificates, Sandbox};
use uuid::Uuid;

/// Certificates as files. A folder that nobody asked for is removed in the end.
pub(crate) struct Folder {
    path: PathBuf,
    is_temporary: bool,
    is_mutual: bool,
}

impl Folder {
    /// Writes the certificates of a sandbox with TLS, that of the client too if the sandbox asks for one.
    pub(crate) fn of(
        sandbox: &Sandbox,
        path: Option<&Path>,
        is_mutual: bool,
    ) -> Result<Option<Self>, Error> {
        let Some(certificates) = sandbox.certificates() else {
            return Ok(None);
        };
        let is_temporary = path.is_none();
        let path = path.map_or_else(temporary, Path::to_owned);
        // Not one that is there already, unless it was asked for: it could be someone else's.
        let made = private_folder(!is_temporary).create(&path);
        made.with_context(|| format!("the folder {}", path.display()))?;
        let folder = Self {
            // The commands are for any folder.
            path: fs::canonicalize(&path).unwrap_or(path),
            is_temporary,
            is_mutual,
        };
        let written = folder.write(certificates);
        written.with_context(|| format!("the certificates in {}", folder.path.display()))?;
        Ok(Some(folder))
    }

    /// The certificate of the authority, as PEM.
    pub(crate) fn authority(&self) -> PathBuf {
        self.path.join("authority.pem")
    }

    /// A client's certificate and key, as PEM, if the sandbox asks for them.
    pub(crate) fn client(&self) -> Option<PathBuf> {
        self.is_mutual.then(|| self.path.join("client.pem"))
    }

    fn write(&self, certificates: &Certificates) -> io::Result<()> {
        fs::write(self.authority(), certificates.root_pem())?;
        if let Some(client) = self.client() {
            // A file that is there already would keep its permissions.
            match fs::remove_file(&client) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut file = private_file().open(client)?;
            file.write_all(certificates.client_identity_pem().as_bytes())?;
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary {
            // The system clears such folders too.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

fn temporary() -> PathBuf {
    env::temp_dir().join(format!("cadastro-sandbox-{}", Uuid::new_v4().simple()))
}

/// One that only its owner can look into, where the system knows owners.
fn private_folder(is_there_perhaps: bool) -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.recursive(is_there_perhaps);
    #[cfg(unix)]
    builder.mode(0o700);
    builder
}

/// A new one that only its owner can read.
fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options
}
