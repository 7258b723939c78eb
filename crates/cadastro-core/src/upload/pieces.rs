//! The pieces of a file as they are sent: read one by one, measured against the announced length, and told.

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use tokio::io::AsyncReadExt as _;

use crate::error::Refusal;
use crate::upload::{Broken, Chunks, Content, Progress, Upload};

/// How much of a file is read at a time.
const PIECE: usize = 64 * 1024;

impl Upload {
    /// The pieces for one attempt. A stream is taken out of the upload, so there is no second attempt with it.
    pub(super) fn pieces(&mut self) -> Result<Chunks, Refusal> {
        let length = self.length();
        let chunks: Chunks = match &mut self.content {
            Content::Bytes(bytes) => Box::pin(stream::iter(pieces(bytes.clone()).map(Ok))),
            Content::File { path, .. } => Box::pin(read_file(path.clone())),
            Content::UsedUp => return Err(Refusal::UploadUsedUp),
            content @ Content::Stream { .. } => match std::mem::replace(content, Content::UsedUp) {
                Content::Stream { chunks, .. } => chunks,
                _ => return Err(Refusal::UploadUsedUp),
            },
        };
        let measured = measured(chunks, length);
        Ok(Box::pin(told(measured, self.progress.clone(), length)))
    }
}

/// Tells the progress of a file as its pieces are taken.
fn told(
    chunks: impl Stream<Item = Result<Bytes, Broken>> + Send,
    progress: Option<Progress>,
    length: Option<u64>,
) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    let mut sent = 0;
    chunks.inspect(move |chunk| {
        if let (Some(progress), Ok(chunk)) = (&progress, chunk) {
            sent += chunk.len() as u64;
            progress(sent, length);
        }
    })
}

/// What is in memory, in pieces as a file would be read.
fn pieces(mut bytes: Bytes) -> impl Iterator<Item = Bytes> + Send {
    std::iter::from_fn(move || {
        let piece = bytes.split_to(bytes.len().min(PIECE));
        (!piece.is_empty()).then_some(piece)
    })
}

fn read_file(path: std::path::PathBuf) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    enum Reading {
        Closed(std::path::PathBuf),
        Open(tokio::fs::File),
    }
    stream::try_unfold(Reading::Closed(path), |reading| async {
        let mut file = match reading {
            Reading::Closed(path) => tokio::fs::File::open(path)
                .await
                .map_err(|_| Broken::Unreadable)?,
            Reading::Open(file) => file,
        };
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = file
            .read_buf(&mut piece)
            .await
            .map_err(|_| Broken::Unreadable)?;
        Ok((read > 0).then(|| (piece.freeze(), Reading::Open(file))))
    })
}

/// Passes the pieces on and breaks off before the announced length is passed, or at an end that comes too early.
fn measured(
    chunks: Chunks,
    length: Option<u64>,
) -> impl Stream<Item = Result<Bytes, Broken>> + Send {
    let left = length.unwrap_or(u64::MAX);
    stream::try_unfold((chunks, left), move |(mut chunks, left)| async move {
        match chunks.next().await {
            None if length.is_some() && left > 0 => Err(Broken::Shorter),
            None => Ok(None),
            Some(Err(broken)) => Err(broken),
            Some(Ok(chunk)) => match left.checked_sub(chunk.len() as u64) {
                None => Err(Broken::Longer),
                Some(left) => Ok(Some((chunk, (chunks, left)))),
            },
        }
    })
}
