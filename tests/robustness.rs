//! What files can be, besides what people mean to write: other line ends and encodings, things
//! that are no files, texts made to take long, and arbitrary bytes. The same site comes out, or a
//! problem is reported; nothing panics, hangs or grows without bound.

mod arbitrary;
#[cfg(target_os = "linux")]
mod calls;
mod growth;
mod matrix;
#[cfg(unix)]
mod special;

#[cfg(target_os = "linux")]
pub use calls::{TRACED, beyond};

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Runs something that must end within this time, even where nothing is optimised.
fn within<T: Send + 'static>(
    seconds: u64,
    what: &str,
    run: impl FnOnce() -> T + Send + 'static,
) -> T {
    let (sender, done) = mpsc::channel();
    let handle = thread::spawn(move || {
        let _ = sender.send(run());
    });
    match done.recv_timeout(Duration::from_secs(seconds)) {
        Ok(found) => found,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what} takes more than {seconds} s"),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            handle.join().map(|()| unreachable!("it ended without a result")).expect(what)
        }
    }
}

#[test]
fn what_takes_too_long_is_found() {
    let slow = thread::spawn(|| within(0, "a nap", || thread::sleep(Duration::from_secs(1))));
    let why = slow.join().expect_err("a panic");
    assert_eq!(why.downcast_ref(), Some(&"a nap takes more than 0 s".to_owned()));
    assert_eq!(within(60, "nothing", || 3), 3);
}
