//! Two builds of one site at once.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

#[test]
fn the_second_build_waits_and_says_so_once() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (folder, public, preview) = (site.path(), site.public(), site.path().join("preview"));
    let options =
        Options { site: &folder, out: &public, adopt: false, wait: true, on_wait: &|| {} };
    let first = emit::prepare(&options)?;
    let waits = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let on_wait = &|| _ = waits.fetch_add(1, Ordering::SeqCst);
            let options = Options { site: &folder, out: &preview, on_wait, ..no_wait() };
            let options = Options { wait: true, ..options };
            emit::prepare(&options).map(|_| public.join("index.html").exists())
        });
        while waits.load(Ordering::SeqCst) == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        emit::emit(&texts(&[("index.html", "first")]), first)?;
        let first_was_done =
            second.join().map_err(|_| anyhow::anyhow!("the thread panicked"))??;
        assert!(first_was_done);
        anyhow::Ok(())
    })?;
    assert_eq!(waits.load(Ordering::SeqCst), 1);
    Ok(())
}

#[test]
fn without_waiting_the_second_build_fails() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (folder, public) = (site.path(), site.public());
    let options = Options { site: &folder, out: &public, ..no_wait() };
    let first = emit::prepare(&options)?;
    assert!(matches!(emit::prepare(&options), Err(Error::Locked { .. })));
    drop(first);
    assert!(emit::prepare(&options).is_ok());
    Ok(())
}

fn no_wait() -> Options<'static> {
    let nowhere = Path::new("");
    Options { site: nowhere, out: nowhere, adopt: false, wait: false, on_wait: &|| {} }
}
