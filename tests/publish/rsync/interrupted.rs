//! Stopped in the middle, and repeated.

use super::*;

const BEFORE: &[(&str, &str)] = &[
    ("assets/a.css", "a"),
    ("index.html", "one"),
    ("old/x.html", "x"),
    ("old/y.html", "y"),
    ("sitemap.xml", "one"),
];
const AFTER: &[(&str, &str)] =
    &[("assets/b.css", "b"), ("index.html", "two"), ("new/z.html", "z"), ("sitemap.xml", "two")];
const THEIRS: &[(&str, &str)] = &[("old/theirs.txt", "theirs"), ("theirs.html", "theirs")];

/// How the run of this number ends: `$run` counts them.
const ENDS: [(&str, &str); 3] = [
    ("before it does anything", "echo 'killed' >&2; exit 20"),
    ("after it did everything", "rsync \"$@\" > /dev/null; exit 20"),
    ("somewhere in between", "rsync \"$@\" > /dev/null & kill -9 $!; wait; exit 20"),
];

#[test]
fn whatever_is_interrupted_can_be_repeated() {
    for (when, end) in ENDS {
        for number in 1.. {
            let Some(mut ground) = Ground::new() else { return };
            let out = ground.path("out");
            put(&out, THEIRS);
            ground.adopt("../out", BEFORE).expect("published");
            ground.through(&format!(
                "run=$(cat \"$here/runs\" 2> /dev/null || echo 0); run=$((run + 1))\n\
                 echo $run > \"$here/runs\"\n\
                 if [ $run = {number} ]; then {end}; fi\nexec rsync \"$@\""
            ));
            let result = ground.publish("../out", AFTER);
            let runs = fs::read_to_string(ground.path("runs")).expect("a number");
            let runs: usize = runs.trim().parse().expect("a number");
            if runs < number {
                result.expect("published");
                // Listing, manifest; manifest and assets, pages, the last ones, deletes, manifest.
                assert_eq!(runs, 7, "{when}");
                break;
            }
            result.expect_err("it was stopped");
            let everything: Vec<_> = [BEFORE, AFTER, THEIRS].concat();
            for (path, text) in tree(&out) {
                // Never torn, and nothing of somebody else's is lost.
                let is_known = everything.contains(&(&*path, &*text)) || path.contains(".~tmp~");
                assert!(is_known, "{path} is {text:?}, run {number} ended {when}");
            }
            ground.tools.rsync = "rsync".into();
            let healed = ground.publish("../out", AFTER).expect("published");
            assert!(healed.stops.is_empty(), "{healed:?}, run {number} ended {when}");
            let expected = [AFTER, THEIRS].concat();
            assert_eq!(tree(&out), texts(&expected), "run {number} ended {when}");
            let again = ground.publish("../out", AFTER).expect("published");
            assert_eq!(again.unchanged, AFTER.len());
            let named = manifest_in(&out).files;
            assert_eq!(named.len(), AFTER.len(), "run {number} ended {when}");
        }
    }
}

#[test]
fn what_an_interrupted_run_left_goes() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    ground.publish("../out", BEFORE).expect("published");
    put(&out, &[("old/.~tmp~/x.html", "half"), (".~tmp~/index.html", "half")]);
    put(&out, &[(".~tmp~/theirs.html", "theirs")]);
    let published = ground.publish("../out", AFTER).expect("published");
    assert!(published.stops.is_empty() && published.foreign.is_empty(), "{published:?}");
    let expected = [AFTER, &[(".~tmp~/theirs.html", "theirs")]].concat();
    assert_eq!(tree(&out), texts(&expected));
}

#[test]
fn a_connection_that_breaks_off_is_made_again() {
    let Some(mut ground) = Ground::new() else { return };
    let out = ground.path("out");
    ground.publish("../out", BEFORE).expect("published");
    let breaks = "run=$(cat \"$here/runs\" 2> /dev/null || echo 0); run=$((run + 1))\n\
                  echo $run > \"$here/runs\"\n\
                  case $run in 4|5|7) echo 'Connection reset by peer' >&2; exit 255;; esac\n\
                  exec rsync \"$@\"";
    ground.through(breaks);
    let published = ground.publish("../out", AFTER).expect("published");
    assert_eq!(*published.events.retries.borrow(), ["the connection broke off"; 3]);
    assert_eq!(tree(&out), texts(AFTER));
    // Not without end, and not where the reason lasts.
    ground.through(
        "case \"$*\" in *--dry-run*) exec rsync \"$@\";; esac\n\
                    echo x >> \"$here/tries\"; echo 'Connection reset by peer' >&2; exit 255",
    );
    fs::remove_file(out.join(MANIFEST)).expect("removed");
    let error = ground.adopt("../out", BEFORE).expect_err("it never works");
    assert!(matches!(error, Error::Place { .. }), "{error}");
    assert_eq!(fs::read_to_string(ground.path("tries")).expect("tries").lines().count(), 4);
}

#[test]
fn a_delete_that_fails_leaves_the_manifest_as_it_was() {
    let Some(mut ground) = Ground::new() else { return };
    let out = ground.path("out");
    ground.publish("../out", BEFORE).expect("published");
    ground.through(
        "case \"$*\" in *--delete-after*) echo 'rsync: delete_file: unlink(old/x.html) failed: \
         Operation not permitted (1)' >&2; exit 23;; esac\nexec rsync \"$@\"",
    );
    let error = ground.publish("../out", AFTER).expect_err("it fails");
    assert!(error.to_string().contains("do not allow it"), "{error}");
    let named = manifest_in(&out).files;
    assert!(named.contains_key("old/x.html") && named.contains_key("new/z.html"), "{named:?}");
    ground.tools.rsync = "rsync".into();
    ground.publish("../out", AFTER).expect("published");
    assert_eq!(tree(&out), texts(AFTER));
}

#[test]
fn two_at_once_do_not_mix() {
    let Some(ground) = Ground::new() else { return };
    let files = made(BEFORE);
    let manifest = Manifest::of("https://maya.test/", &files);
    let base_url = BaseUrl::parse("https://maya.test/").expect("a URL");
    let folder = ground.site();
    let site = Site {
        folder: &folder,
        base_url: &base_url,
        files: &files,
        manifest: &manifest,
        redirects: &[],
    };
    let mut first = ground.open("../out").expect("a place");
    first.survey(&site).expect("a survey");
    let error = ground.publish("../out", AFTER).expect_err("it is locked");
    assert_eq!(error.to_string(), "another publish to `server` is under way");
    drop(first);
    ground.publish("../out", AFTER).expect("published");
}
