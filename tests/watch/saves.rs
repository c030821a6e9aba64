//! Every way in which editors save a file.

use super::*;

#[test]
fn the_last_state_of_a_saved_file_is_told_of() {
    let cases: &[(&str, Act, Act)] = &[
        ("in place", as_it_is, |site| put(site, POST, NEW)),
        ("in place without truncating", as_it_is, |site| {
            use std::io::{Seek, Write};
            let mut file = fs::OpenOptions::new().write(true).open(site.join(POST)).unwrap();
            file.write_all(NEW.as_bytes()).unwrap();
            file.rewind().unwrap();
            file.set_len(NEW.len() as u64).unwrap();
        }),
        ("piece by piece", as_it_is, |site| {
            use std::io::Write;
            let mut file = fs::File::create(site.join(POST)).unwrap();
            for piece in NEW.as_bytes().chunks(10) {
                file.write_all(piece).unwrap();
                pause(45);
            }
        }),
        ("twice in a row", as_it_is, |site| {
            put(site, POST, "between");
            pause(10);
            put(site, POST, NEW);
        }),
        ("a hidden file renamed", as_it_is, |site| {
            put(site, "content/posts/.news.md.tmp", NEW);
            rename(site, "content/posts/.news.md.tmp", POST);
        }),
        ("another file renamed", as_it_is, |site| {
            put(site, "content/posts/news.md.tmp.4711", NEW);
            rename(site, "content/posts/news.md.tmp.4711", POST);
        }),
        ("a file from elsewhere renamed", as_it_is, |site| {
            put(site, "../news.md", NEW);
            rename(site, "../news.md", POST);
        }),
        ("Vim, with a backup", as_it_is, |site| {
            probe_as_vim(site);
            rename(site, POST, "content/posts/news.md~");
            put(site, POST, NEW);
            remove(site, "content/posts/news.md~");
            remove(site, "content/posts/.news.md.swp");
        }),
        ("Vim, backupcopy=yes", as_it_is, |site| {
            probe_as_vim(site);
            fs::copy(site.join(POST), site.join("content/posts/news.md~")).unwrap();
            put(site, POST, NEW);
            remove(site, "content/posts/news.md~");
        }),
        ("JetBrains", as_it_is, |site| {
            put(site, "content/posts/news.md___jb_tmp___", NEW);
            rename(site, POST, "content/posts/news.md___jb_old___");
            rename(site, "content/posts/news.md___jb_tmp___", POST);
            remove(site, "content/posts/news.md___jb_old___");
        }),
        ("removed and made again", as_it_is, |site| {
            remove(site, POST);
            pause(80);
            put(site, POST, NEW);
        }),
    ];
    each(cases, |name, _, desk| {
        let last = desk.states.last().and_then(Option::as_deref);
        assert_eq!(last, Some(NEW), "{name}: {:?}", desk.heard);
    });
}

/// Vim looks whether it may make files in the folder, and keeps what is not saved in another.
fn probe_as_vim(site: &Path) {
    put(site, "content/posts/.news.md.swp", "b0VIM");
    put(site, "content/posts/4913", "");
    remove(site, "content/posts/4913");
}

#[cfg(unix)]
#[test]
fn emacs_wakes_by_the_save_alone() {
    each(
        &[("Emacs", as_it_is, |site| {
            let posts = site.join("content/posts");
            std::os::unix::fs::symlink("maya@desk.4711:1781481600", posts.join(".#news.md"))
                .unwrap();
            put(site, "content/posts/#news.md#", "not saved yet");
            pause(300);
            put(site, "content/posts/#news.md#", "not saved yet either");
            rename(site, POST, "content/posts/news.md~");
            put(site, POST, NEW);
            remove(site, "content/posts/#news.md#");
            remove(site, "content/posts/.#news.md");
        })],
        |name, mode, desk| {
            assert_eq!(desk.states.last().and_then(Option::as_deref), Some(NEW), "{name}");
            if mode == Mode::Events {
                assert_eq!(desk.named(), Some(vec![POST.to_owned()]));
            }
        },
    );
}

#[test]
fn a_save_names_its_file_and_no_other() {
    let cases: &[(&str, Act, Act)] = &[
        ("vouchfolio.yaml", as_it_is, |site| put(site, "vouchfolio.yaml", "title: New\n")),
        ("themes/own/styles/own.css", as_it_is, |site| {
            put(site, "themes/own/styles/own.css.tmp~", "p { color: blue }\n");
            rename(site, "themes/own/styles/own.css.tmp~", "themes/own/styles/own.css");
        }),
        ("static/.well-known/security.txt", secure, |site| {
            put(site, "static/.well-known/security.txt", "Contact: mailto:maya@maya.example\n");
        }),
        ("content/posts/second.md", as_it_is, |site| put(site, "content/posts/second.md", NEW)),
        (POST, as_it_is, |site| remove(site, POST)),
    ];
    each(cases, |name, mode, desk| {
        let expected = if mode == Mode::Events { Some(vec![name.to_owned()]) } else { None };
        assert_eq!(desk.named(), expected, "{name}");
    });
}

fn secure(site: &Path) {
    put(site, "static/.well-known/security.txt", "");
}

/// A file that is truncated, and written a moment later, is not shown empty in between.
#[test]
fn a_file_that_is_only_just_empty_is_not_believed() {
    let cases: &[(&str, Act, Act)] = &[
        ("closed in between", as_it_is, |site| {
            put(site, POST, "");
            pause(60);
            put(site, POST, NEW);
        }),
        ("kept open", as_it_is, |site| {
            use std::io::Write;
            let mut file = fs::File::create(site.join(POST)).unwrap();
            pause(60);
            file.write_all(NEW.as_bytes()).unwrap();
        }),
    ];
    each(cases, |name, mode, desk| {
        let states: Vec<_> = desk.states.iter().flatten().map(String::as_str).collect();
        assert_eq!(states.last(), Some(&NEW), "{name}");
        // Where the machine was busy for so long that the pause was longer, it may be.
        let empty = states.iter().filter(|state| state.is_empty()).count();
        assert!(empty == 0 || is_loaded(), "{name}, {mode:?}: {states:?}");
    });
}

/// A file that stays empty is told of, in the end.
#[test]
fn a_file_that_stays_empty_is_believed() {
    each(&[("emptied", as_it_is, |site| put(site, POST, ""))], |_, _, desk| {
        assert_eq!(desk.states.last().and_then(Option::as_deref), Some(""));
    });
}

/// Whether a short pause takes much longer than it should.
fn is_loaded() -> bool {
    let begun = Instant::now();
    (0..10).for_each(|_| pause(5));
    begun.elapsed() > Duration::from_millis(100)
}

/// While the caller is busy nothing is lost.
#[test]
fn what_happens_between_two_waits_is_told_of() {
    for mode in [Mode::Events, Mode::Polling] {
        let mut desk = Desk::new(mode, as_it_is);
        put(&desk.site, POST, NEW);
        put(&desk.site, "content/posts/later/still.md", NEW);
        put(&desk.site, "content/posts/later/still.md", OLD);
        pause(400);
        desk.listen(&mut || false);
        assert!(!desk.heard.is_empty(), "{mode:?}");
    }
}

/// A stream of saves that never pauses is told of while it lasts.
#[test]
fn a_steady_stream_is_told_of_while_it_lasts() {
    let mut desk = Desk::new(Mode::Events, as_it_is);
    desk.during(|site| {
        let begun = Instant::now();
        let mut count = 0;
        while begun.elapsed() < Duration::from_secs(2) {
            count += 1;
            put(site, POST, &format!("{NEW}{count}"));
            pause(2);
        }
    });
    assert!(desk.heard.len() > 1, "{:?}", desk.heard);
    assert!(desk.heard.len() < 100, "{} changes", desk.heard.len());
}
