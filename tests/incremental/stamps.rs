//! Files that have the stamp that they had are not read; all others are.

use std::fs::{File, FileTimes};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::files::variants;
use super::*;

/// A stamp is trusted once it is older than two seconds.
const LONG_AGO: Duration = Duration::from_millis(2_200);

fn begin() -> Site {
    let site = Site::new();
    for (file, variants) in &variants() {
        site.put(file, variants[0].as_deref());
    }
    site
}

#[test]
fn files_that_are_old_and_changed_are_read_again() {
    let (site, variants, asked) = (begin(), variants(), Asked::default());
    let mut memory = Memory::default();
    for round in 0..4 {
        sleep(LONG_AGO);
        // What changes, and what was there before it, all have stamps to trust.
        into_memory(&site.path, asked, &mut memory, Changes::Unknown);
        let (named, _) = (variants.iter().nth(round * 7 + 1).unwrap(), ());
        for (file, variants) in [named, variants.get_key_value("content/people/lena.md").unwrap()] {
            site.put(file, variants[(round + 1) % variants.len()].as_deref());
        }
        let again = into_memory(&site.path, asked, &mut memory, Changes::Unknown);
        again.assert_same(&clean(&site.path, asked), &format!("in round {round}"));
        for (file, variants) in &variants {
            site.put(file, variants[0].as_deref());
        }
    }
}

#[test]
fn a_second_change_at_the_same_time_and_of_the_same_size_is_seen() {
    let (site, asked) = (begin(), Asked::default());
    let file = "content/accomplishments/one.md";
    let text = |word: &str| format!("---\ntitle: {word}\ndate: 2024\n---\n\nText.\n");
    let then = SystemTime::now() - Duration::from_secs(3600);
    let put = |word: &str| {
        let path = site.put(file, Some(text(word).as_bytes()));
        let file = File::options().write(true).open(path).unwrap();
        file.set_times(FileTimes::new().set_modified(then)).unwrap();
    };
    let mut memory = Memory::default();
    for word in ["Once", "Then", "Next"] {
        put(word);
        let again = into_memory(&site.path, asked, &mut memory, Changes::Unknown);
        let page = &again.files.unwrap()["accomplishments/one/index.html"];
        assert!(String::from_utf8_lossy(page).contains(word), "{word}");
    }
}

#[test]
fn what_was_missed_is_found_by_looking() {
    let (site, asked) = (begin(), Asked::default());
    let mut memory = Memory::default();
    into_memory(&site.path, asked, &mut memory, Changes::Unknown);
    let is_current = |memory: &mut Memory| engine::is_current(memory, &site.path).unwrap();
    assert!(is_current(&mut memory));
    for (file, variants) in &variants() {
        let Some(other) =
            variants.iter().flatten().find(|other| Some(*other) != variants[0].as_ref())
        else {
            continue;
        };
        site.put(file, Some(other));
        assert!(!is_current(&mut memory), "{file} changed");
        site.put(file, variants[0].as_deref());
        // What was looked at is not lost on a build that is told of nothing.
        let again = into_memory(&site.path, asked, &mut memory, Changes::Unknown);
        again.assert_same(&clean(&site.path, asked), file);
        assert!(is_current(&mut memory), "{file} is as it was");
    }
}

#[test]
fn what_looking_found_is_read_by_the_next_build() {
    let (site, asked) = (begin(), Asked::default());
    let mut memory = Memory::default();
    into_memory(&site.path, asked, &mut memory, Changes::Unknown);
    site.put("content/people/lena.md", variants()["content/people/lena.md"][1].as_deref());
    assert!(!engine::is_current(&mut memory, &site.path).unwrap());
    let again = into_memory(&site.path, asked, &mut memory, Changes::Files(&[]));
    again.assert_same(&clean(&site.path, asked), "after a look");
}
