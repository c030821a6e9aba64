//! What wakes nobody.

use super::*;

#[test]
fn what_a_build_ignores_wakes_nobody() {
    let cases: &[(&str, Act, Act)] = &[
        ("hidden", as_it_is, |site| {
            put(site, "content/posts/.news.md.swp", "b0VIM");
            put(site, "content/.obsidian/workspace.json", "{}");
            put(site, "themes/own/.git/index", "DIRC");
            put(site, ".env", "SECRET=1");
            put(site, "static/.DS_Store", "Bud1");
            rename(site, "static/.DS_Store", "static/.DS_Store~");
        }),
        ("within hidden folders", hide, |site| {
            put(site, "content/.obsidian/plugins/more/data.json", "{}");
            put(site, "themes/own/.git/objects/aa/bb", "blob");
        }),
        ("backups", as_it_is, |site| {
            put(site, "content/posts/news.md~", OLD);
            put(site, "content/posts/#news.md#", "not saved");
            remove(site, "content/posts/news.md~");
        }),
        ("outputs", publish, |site| {
            for folder in ["public", "private", ".vouchfolio/cache", ".git/refs", "preview"] {
                put(site, &format!("{folder}/index.html"), "<!doctype html>");
                put(site, &format!("{folder}/more/content/index.html"), "<!doctype html>");
                rename(site, &format!("{folder}/index.html"), &format!("{folder}/page.html"));
            }
            put(site, "preview.vouchfolio-tmp/index.html", "<!doctype html>");
            fs::remove_dir_all(site.join("public")).unwrap();
            rename(site, "preview.vouchfolio-tmp", "public");
        }),
        ("beside the site's own", as_it_is, |site| {
            put(site, "README.md", "read me");
            put(site, "notes/content/posts/news.md", NEW);
        }),
        ("reading", as_it_is, |site| {
            for _ in 0..50 {
                assert_eq!(files(site).len(), 4);
            }
        }),
        ("a pipe", as_it_is, |site| {
            let path = site.join("content/posts/pipe.md");
            let made = std::process::Command::new("mkfifo").arg(path).status();
            assert!(cfg!(not(unix)) || made.is_ok_and(|status| status.success()));
        }),
    ];
    each(cases, |name, mode, desk| {
        // A look at everything may follow two seconds after the site was made.
        let heard = desk.heard.len();
        assert!(heard == 0 || mode == Mode::Polling && heard == 1, "{name}: {:?}", desk.heard);
    });
}

fn hide(site: &Path) {
    put(site, "content/.obsidian/plugins/more/data.json", "");
    put(site, "themes/own/.git/objects/aa/bb", "");
}

fn publish(site: &Path) {
    for folder in ["public", "private", ".vouchfolio/cache", ".git/refs"] {
        put(site, &format!("{folder}/more/index.html"), "");
    }
}

#[test]
fn a_wait_ends_by_patience_and_by_being_stopped() {
    for mode in [Mode::Events, Mode::Polling] {
        let mut desk = Desk::new(mode, as_it_is);
        let begun = Instant::now();
        while !matches!(desk.watch.next(Some(Duration::from_millis(50))), News::Quiet) {}
        assert!(begun.elapsed() >= Duration::from_millis(50));
        let stopper = desk.watch.stopper();
        std::thread::spawn(move || {
            pause(100);
            stopper.clone().stop();
        });
        while !matches!(desk.watch.next(None), News::Stopped) {}
        assert!(matches!(desk.watch.next(None), News::Stopped), "it stays stopped");
    }
}

#[test]
fn a_site_that_is_not_there_cannot_be_watched() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("nowhere");
    let error = Watch::start(&site, Options::default()).err().expect("an error");
    let site = site.display();
    assert_eq!(
        error.to_string(),
        format!("cannot watch `{site}`: it, or a folder on the way to it, is not there")
    );
}

/// Nothing is done while nothing happens: the threads that wait use no time of the processor.
#[cfg(target_os = "linux")]
#[test]
fn waiting_costs_nothing() {
    let mut desk = Desk::new(Mode::Events, as_it_is);
    let ticks = || {
        let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        stat.split(' ').next().unwrap().parse::<u64>().unwrap()
    };
    let before = ticks();
    assert!(matches!(desk.watch.next(Some(Duration::from_secs(2))), News::Quiet));
    let spent = Duration::from_nanos(ticks() - before);
    assert!(spent < Duration::from_millis(10), "{spent:?} of 2 s");
}
