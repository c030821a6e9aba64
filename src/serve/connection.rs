//! Connections: how many, how long, and one service for each.

use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Sleep, sleep};

use super::Shared;
use super::answer::{Ends, answer};

/// The head of a request, in bytes. Longer ones are refused with 431.
const LONGEST_HEAD: usize = 32 << 10;

/// Accepts connections until told to stop.
pub async fn accept(
    listeners: Vec<TcpListener>,
    shared: Arc<Shared>,
    stopped: oneshot::Receiver<()>,
) {
    let permits = Arc::new(Semaphore::new(shared.limits.connections));
    for listener in listeners {
        let (shared, permits) = (Arc::clone(&shared), Arc::clone(&permits));
        tokio::spawn(async move {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            loop {
                let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
                // Such as too many open files: a pause lets others be closed.
                let Ok((stream, peer)) = listener.accept().await else {
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };
                let Ok(local) = stream.local_addr() else { continue };
                _ = stream.set_nodelay(true);
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let ends = Ends { local: local.ip().to_canonical(), peer: peer.ip() };
                    serve(stream, shared, ends).await;
                    drop(permit);
                });
            }
        });
    }
    _ = stopped.await;
}

/// Answers the requests of one connection. What goes wrong there concerns nobody else.
async fn serve(stream: TcpStream, shared: Arc<Shared>, ends: Ends) {
    let limits = shared.limits;
    let stream = Guarded { stream, patience: limits.stalled, stalled: None };
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, Infallible>(answer(&request, &shared, ends).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_header_size(LONGEST_HEAD)
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service);
    _ = connection.await;
}

/// A stream that fails when its other end takes nothing for too long.
struct Guarded {
    stream: TcpStream,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Guarded {
    /// What became of writing, or a failure if it has been waiting for too long.
    fn in_time<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
