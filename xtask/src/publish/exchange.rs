//! Puts a finished folder in the place of another one. Where kernel and file system can, the two change places in
//! one step, and there is no moment without a folder; elsewhere two renames leave a short gap.

use std::fs;
use std::io;
use std::path::Path;

/// Puts `new` at `target`. What was there is afterwards at `new` or at `aside`, or nowhere if there was nothing.
pub(super) fn put_in_place(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    if fs::symlink_metadata(target).is_err() {
        return fs::rename(new, target);
    }
    if exchange(new, target)? {
        return Ok(());
    }
    two_renames(new, target, aside)
}

/// `false` if this cannot be done here.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(new: &Path, target: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, new, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_new: &Path, _target: &Path) -> io::Result<bool> {
    Ok(false)
}

/// The way without an exchange: if the second rename fails, the first one is taken back.
pub(super) fn two_renames(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(target, aside)?;
    super::stage::checkpoint();
    fs::rename(new, target).or_else(|error| {
        fs::rename(aside, target)?;
        Err(error)
    })
}
