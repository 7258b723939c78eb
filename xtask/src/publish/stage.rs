//! New folders and files, complete and on disk under a temporary name beside the place they will take.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{disk, exchange};

/// A folder or file that waits for its place. Dropped before that, it takes itself away.
pub(super) struct Staged {
    temporary: PathBuf,
    target: PathBuf,
    is_folder: bool,
    /// Everything in it that has to reach the disk before it takes its place, files before their folders.
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Staged {
    /// Writes a folder under a temporary name.
    pub(super) fn folder(target: PathBuf, texts: &BTreeMap<String, String>) -> io::Result<Self> {
        let temporary = beside(&target)?;
        fs::create_dir(&temporary)?;
        let mut staged = Self {
            temporary: temporary.clone(),
            target,
            is_folder: true,
            files: Vec::with_capacity(texts.len()),
            folders: Vec::new(),
        };
        let mut folders = BTreeSet::from([temporary.clone()]);
        for (name, text) in texts {
            let path = temporary.join(name);
            let inner = path
                .ancestors()
                .skip(1)
                .take_while(|inner| *inner != temporary);
            folders.extend(inner.map(Path::to_owned));
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, text)?;
            checkpoint();
            staged.files.push(path);
        }
        staged.folders = folders.into_iter().rev().collect();
        Ok(staged)
    }

    /// Writes a file under a temporary name.
    pub(super) fn file(target: PathBuf, text: &str) -> io::Result<Self> {
        let temporary = beside(&target)?;
        let staged = Self {
            temporary: temporary.clone(),
            target,
            is_folder: false,
            files: vec![temporary.clone()],
            folders: Vec::new(),
        };
        fs::write(&temporary, text)?;
        checkpoint();
        Ok(staged)
    }

    /// Takes its place, and removes what was there.
    pub(super) fn put_in_place(self) -> io::Result<()> {
        if self.is_folder {
            let aside = beside(&self.target)?;
            exchange::put_in_place(&self.temporary, &self.target, &aside)?;
            checkpoint();
            sync_parent(&self.target)?;
            for old in [&self.temporary, &aside] {
                if fs::symlink_metadata(old).is_ok() {
                    disk::remove(old)?;
                    checkpoint();
                }
            }
        } else {
            fs::rename(&self.temporary, &self.target)?;
            checkpoint();
            sync_parent(&self.target)?;
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Nothing there is the good case; what cannot be removed is a leftover, which the next run takes away.
        let _ = disk::remove(&self.temporary);
    }
}

/// Brings everything staged to the disk. Side by side, since a file system groups what is synced at the same time.
pub(super) fn sync(staged: &[Staged]) -> io::Result<()> {
    const SIDE_BY_SIDE: usize = 16;
    let files: Vec<&PathBuf> = staged.iter().flat_map(|staged| &staged.files).collect();
    let share = files.len().div_ceil(SIDE_BY_SIDE).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = files
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().try_for_each(|path| sync_path(path))))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| {
                Err(io::Error::other("a thread that synced files has panicked"))
            })
        })
    })?;
    staged
        .iter()
        .flat_map(|staged| &staged.folders)
        .try_for_each(|path| sync_folder(path))
}

fn sync_path(path: &Path) -> io::Result<()> {
    // Some platforms sync only what is open for writing.
    File::options().write(true).open(path)?.sync_all()
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// A name beside `target` that nothing has, in a folder that is there.
fn beside(target: &Path) -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
        return Err(io::Error::other("an output needs a name and a folder"));
    };
    fs::create_dir_all(parent)?;
    loop {
        let unique = format!(
            "{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = parent.join(disk::temporary_name(&name.to_string_lossy(), &unique));
        if fs::symlink_metadata(&path).is_err() {
            return Ok(path);
        }
    }
}

/// A point at which a run may be killed: the tests end the process here.
pub(super) fn checkpoint() {
    #[cfg(test)]
    super::tests::killed::die_if_asked();
}
