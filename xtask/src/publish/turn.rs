//! One run at a time: an advisory lock on the root folder itself, so that no lock file is ever left behind.

use std::fs::File;
use std::path::Path;

/// Held while a run reads or writes; given back when dropped, or by the kernel when the process dies.
pub(super) struct Turn {
    /// Without a lock (other platforms, some network file systems) unique temporary names keep runs apart.
    locked: Option<File>,
}

impl Turn {
    /// Waits until no other run reads or writes under `root`.
    pub(super) fn to_write(root: &Path) -> Self {
        Self {
            locked: lock(root, true),
        }
    }

    /// Waits until no other run writes under `root`.
    pub(super) fn to_read(root: &Path) -> Self {
        Self {
            locked: lock(root, false),
        }
    }

    /// Whether temporary entries found now cannot belong to a living run.
    pub(super) fn is_alone(&self) -> bool {
        self.locked.is_some()
    }
}

#[cfg(unix)]
fn lock(root: &Path, exclusive: bool) -> Option<File> {
    use rustix::fs::{FlockOperation, flock};

    let operation = if exclusive {
        FlockOperation::LockExclusive
    } else {
        FlockOperation::LockShared
    };
    let folder = File::open(root).ok()?;
    loop {
        match flock(&folder, operation) {
            Ok(()) => return Some(folder),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return None,
        }
    }
}

#[cfg(not(unix))]
fn lock(_root: &Path, _exclusive: bool) -> Option<File> {
    None
}
