//! What a response holds: bytes in memory, a file piece by piece, or events.

#![allow(clippy::disallowed_methods, reason = "the rim: this file reads sources of copies")]

use hyper::body::{Bytes, Frame, SizeHint};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// How much of a file is in memory at a time, in bytes.
const PIECE: usize = 256 << 10;

/// The body of a response.
pub enum Body {
    Bytes(Bytes),
    /// Pieces as they come. An error cuts the response short, so that nobody takes it for whole.
    Pieces(mpsc::Receiver<io::Result<Bytes>>),
}

impl Body {
    pub fn empty() -> Body {
        Body::Bytes(Bytes::new())
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut *self {
            Body::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Body::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Body::Pieces(pieces) => {
                pieces.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Body::Bytes(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Body::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Body::Pieces(_) => SizeHint::default(),
        }
    }
}

/// A file that is a source of an output.
pub struct Source {
    file: File,
    /// In bytes.
    pub length: u64,
}

impl Source {
    /// Opens a file. Whatever else is there, such as a pipe that would be waited for, is refused.
    pub async fn open(path: PathBuf) -> io::Result<Source> {
        let opened = spawn_blocking(move || {
            if !fs::metadata(&path)?.is_file() {
                return Err(io::Error::other("it is not a file"));
            }
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok(Source { file, length })
        });
        opened.await?
    }

    /// The whole file.
    pub async fn read(mut self) -> io::Result<Vec<u8>> {
        let read = spawn_blocking(move || {
            let mut bytes = Vec::new();
            self.file.read_to_end(&mut bytes)?;
            Ok(bytes)
        });
        read.await?
    }

    /// These bytes of the file, of which never more than a piece is in memory.
    pub fn pieces(self, range: Range<u64>) -> Body {
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let Range { start, end } = range;
            let (mut file, mut at) = (self.file, start);
            while at < end {
                let wanted = usize::try_from(end - at).map_or(PIECE, |left| left.min(PIECE));
                let read = spawn_blocking(move || read_at(file, at, wanted)).await;
                let piece = match read.map_err(io::Error::from).flatten() {
                    Ok((same, piece)) => {
                        file = same;
                        piece
                    }
                    Err(error) => {
                        _ = sender.send(Err(error)).await;
                        return;
                    }
                };
                at += piece.len() as u64;
                if sender.send(Ok(piece)).await.is_err() {
                    return;
                }
            }
        });
        Body::Pieces(receiver)
    }
}

fn read_at(mut file: File, at: u64, length: usize) -> io::Result<(File, Bytes)> {
    file.seek(SeekFrom::Start(at))?;
    let mut piece = vec![0; length];
    let read = file.read(&mut piece)?;
    piece.truncate(read);
    match read {
        // It is shorter than it was.
        0 => Err(ErrorKind::UnexpectedEof.into()),
        _ => Ok((file, piece.into())),
    }
}
