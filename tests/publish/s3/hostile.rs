//! A bucket that lies.

use super::{Memory, What, hasty, listed, listing, place};
use crate::publish::stub::answer;
use crate::publish::web::{Pages, failure, first, publish};
use std::sync::atomic::{AtomicUsize, Ordering};
use vouchfolio::publish::{Allowed, Entry, MANIFEST, Manifest, Stop, s3};

const NOTHING: Allowed = Allowed { deletes: None, adopt: false };

#[test]
fn listings_without_end_end() {
    let (stub, memory) = Memory::start();
    // The same page again and again.
    memory.fault(|_, _| What::Instead(answer(200, listing("", Some("again")))));
    let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
    assert!(error.contains("is not the listing of a bucket"), "{error}");
    assert_eq!(stub.requests().len(), 2);
    // Always another page, with nothing on it.
    memory.fault(|count, _| What::Instead(answer(200, listing("", Some(&format!("t{count}"))))));
    let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
    assert!(error.contains("holds more than a site does"), "{error}");
    assert_eq!(stub.requests().len(), 1_000);
    // Always another page, full.
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    memory.fault(|count, _| {
        let page: String = (0..5_000)
            .map(|_| listed(&format!("k{}", NEXT.fetch_add(1, Ordering::SeqCst)), "x", 1))
            .collect();
        What::Instead(answer(200, listing(&page, Some(&format!("t{count}")))))
    });
    let error = failure(publish(&mut *hasty(&stub), &first(), NOTHING));
    assert!(error.contains("give the site a bucket of its own, or a `prefix:`"), "{error}");
    assert_eq!(stub.requests().len(), 41);
}

#[test]
fn keys_outside_of_the_prefix_are_not_believed() {
    let (stub, memory) = Memory::start();
    memory.fault(|_, _| {
        What::Instead(answer(200, listing(&listed("other/index.html", "x", 1), None)))
    });
    let options = s3::Options { prefix: "sites/maya".into(), ..super::options(&stub) };
    let error = failure(publish(&mut *s3::open(&options).unwrap(), &first(), NOTHING));
    assert!(error.contains("is not the listing of a bucket"), "{error}");
}

#[test]
fn no_manifest_makes_us_delete_elsewhere() {
    let (stub, memory) = Memory::start();
    let pages = first();
    publish(&mut *place(&stub), &pages, NOTHING).unwrap();
    let mut manifest = pages.site().manifest.clone();
    let forged =
        ["../other/index.html", "a/../../x", "//x", "./x", "a\u{1}b", "gone.html", ".", ""];
    for path in forged {
        manifest.files.insert(path.into(), Entry::default());
        memory.put(path, "not ours");
    }
    memory.put(MANIFEST, &String::from_utf8(manifest.to_bytes()).unwrap());
    stub.requests();
    let allowed = Allowed { deletes: Some(20), adopt: true };
    let done = publish(&mut *place(&stub), &pages, allowed).unwrap();
    // Of all of them, one may be a file of a site.
    assert_eq!(done.counts, [0, 0, 1, 5]);
    assert!(
        done.warnings[0].starts_with("6 objects have keys that no file of a site can have"),
        "{done:?}"
    );
    let lines = stub.lines();
    let deleted: Vec<&String> = lines.iter().filter(|line| line.starts_with("DELETE")).collect();
    assert_eq!(deleted, ["DELETE /maya/gone.html"]);
}

#[test]
fn a_manifest_that_is_none_makes_nothing_ours() {
    for text in ["", "{}", "[1", "<html>", r#"{"version":99,"site":"","files":{}}"#] {
        let (stub, memory) = Memory::start();
        memory.put(MANIFEST, text);
        memory.put("cv.pdf", "not ours");
        let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
        assert!(matches!(&done.stops[..], [Stop::NotOurs { count: 1, .. }]), "{text}: {done:?}");
        assert_eq!(done.warnings, [".vouchfolio.json is no manifest of Vouchfolio"]);
        assert_eq!(memory.text("cv.pdf").as_deref(), Some("not ours"));
    }
}

#[test]
fn a_listing_that_hides_files_makes_them_be_sent() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    memory.fault(|count, _| match count {
        0 => What::Instead(answer(200, listing("", None))),
        _ => What::Pass,
    });
    // There is a manifest where the listing had none: somebody else's, for all that we know.
    let error = failure(publish(&mut *place(&stub), &first(), NOTHING));
    assert!(error.starts_with("somebody else published to `maya` in the meantime"), "{error}");
    memory.heal();
    let text = memory.text("index.html");
    let manifest = memory.text(MANIFEST).unwrap();
    let is_manifest = Manifest::parse(manifest.as_bytes()).is_some();
    assert!(text.is_some() && is_manifest);
    memory.assert_holds(&first(), &[]);
}

#[test]
fn names_reach_the_bucket_as_they_are() {
    let (stub, memory) = Memory::start();
    let pages = Pages::new(&[
        ("a b+c/%41&=?#.html", "<p>"),
        ("ß/日本.html", "<p>"),
        ("media/~'()*!;:@$,.svg", "<svg/>"),
    ]);
    publish(&mut *place(&stub), &pages, NOTHING).unwrap();
    memory.assert_holds(&pages, &[]);
    let done = publish(&mut *place(&stub), &pages, NOTHING).unwrap();
    assert_eq!(done.counts, [0, 0, 0, 3]);
}
