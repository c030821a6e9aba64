//! Several requests at once.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::pace::Progress;
use super::{Error, Watch};
use crate::http::Retry;

enum Report {
    Sent(u64),
    Retry(Retry),
}

/// Does `work` for each item, on a few threads, in their order. After an error none is begun any
/// more, and those under way come to their end.
pub(super) fn each<T: Sync>(
    items: &[T],
    threads: usize,
    watch: &dyn Watch,
    work: &(dyn Fn(&T, &Progress<'_>) -> Result<(), Error> + Sync),
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let failed = AtomicBool::new(false);
    let (tell, reports) = mpsc::channel();
    let one_thread = |tell: mpsc::Sender<Report>| {
        // Nobody listens any more only when all is over.
        let sent = |bytes| drop(tell.send(Report::Sent(bytes)));
        let retry = |retry: &Retry| drop(tell.send(Report::Retry(retry.clone())));
        let progress = Progress { sent: &sent, retry: &retry };
        while !failed.load(Ordering::Relaxed) {
            let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            if let Err(error) = work(item, &progress) {
                failed.store(true, Ordering::Relaxed);
                return Err(error);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let one_thread = &one_thread;
        let threads: Vec<_> = (0..threads.min(items.len()))
            .map(|_| {
                let tell = tell.clone();
                scope.spawn(move || one_thread(tell))
            })
            .collect();
        drop(tell);
        for report in reports {
            match report {
                Report::Sent(bytes) => watch.sent(bytes),
                Report::Retry(retry) => watch.retry(&retry),
            }
        }
        threads.into_iter().try_fold((), |(), thread| match thread.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })
}
