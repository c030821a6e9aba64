//! A site at a place, from the first publish on.

use super::*;
use std::os::unix::fs::symlink;

const FIRST: &[(&str, &str)] = &[
    ("404.html", "<title>No such page</title>"),
    ("assets/site.3f9a1c2e.css", "a {}"),
    ("index.html", "<title>Maya</title> one"),
    ("old/deep/index.html", "<title>Old</title>"),
    ("sitemap.xml", "<one/>"),
    ("vouch/gone.html", "<title>Gone</title>"),
    ("vouch/index.html", "<title>Who</title>"),
];
const SECOND: &[(&str, &str)] = &[
    ("404.html", "<title>No such page</title>"),
    ("assets/site.00000000.css", "b {}"),
    ("index.html", "<title>Maya</title> two"),
    ("new/a/index.html", "<title>New</title>"),
    ("sitemap.xml", "<two/>"),
    ("vouch/index.html", "<title>Who</title>"),
];

#[test]
fn first_then_changed_then_nothing_to_do() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    let first = ground.publish("../out", FIRST).expect("published");
    assert_eq!(first.added.len(), FIRST.len());
    assert_eq!(tree(&out), texts(FIRST));

    let again = ground.publish("../out", FIRST).expect("published");
    assert_eq!((again.unchanged, again.added.len()), (FIRST.len(), 0));
    assert_eq!(again.events.begun.borrow().len(), 0, "something was sent");

    let stamp = |path: &str| fs::metadata(out.join(path)).and_then(|it| it.modified()).ok();
    let before = stamp("vouch/index.html");
    let second = ground.publish("../out", SECOND).expect("published");
    assert_eq!(second.added, ["assets/site.00000000.css", "new/a/index.html"]);
    assert_eq!(second.changed, ["index.html", "sitemap.xml"]);
    let gone = ["assets/site.3f9a1c2e.css", "old/deep/index.html", "vouch/gone.html"];
    assert_eq!(second.deleted, gone);
    // No folder is left behind, either.
    assert_eq!(tree(&out), texts(SECOND));
    assert_eq!(stamp("vouch/index.html"), before, "an unchanged file was written");

    let manifest = manifest_in(&out);
    let named: Vec<&str> = manifest.files.keys().map(|path| &**path).collect();
    let expected: Vec<&str> = SECOND.iter().map(|(path, _)| *path).collect();
    assert_eq!(named, expected);
    assert!(manifest.files.values().all(|entry| entry.digest.is_some()));
    assert_eq!(fs::read_dir(ground.path("site/.vouchfolio/publish")).expect("it").count(), 1);
    assert_eq!(fs::read_to_string(ground.path("site/.vouchfolio/.gitignore")).expect("it"), "*\n");
}

#[test]
fn a_survey_changes_nothing() {
    let Some(ground) = Ground::new() else { return };
    let files = made(FIRST);
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
    let survey = |ground: &Ground| {
        ground.open("../out").and_then(|mut place| place.survey(&site)).expect("a survey")
    };
    assert!(survey(&ground).files.is_empty());
    assert!(!ground.path("out").exists(), "the folder was made");
    put(&ground.path("out"), &[("index.html", "theirs"), ("a/b", "theirs")]);
    assert_eq!(survey(&ground).files.len(), 2);
    assert_eq!(tree(&ground.path("out")), texts(&[("index.html", "theirs"), ("a/b", "theirs")]));
}

#[test]
fn what_is_at_the_place_counts_and_not_what_once_was() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    ground.publish("../out", FIRST).expect("published");
    // As long as before, and with the old time.
    let page = out.join("index.html");
    let time = fs::metadata(&page).and_then(|it| it.modified()).expect("a time");
    put(&out, &[("index.html", "<title>Maya</title> TWO")]);
    fs::File::options().write(true).open(&page).and_then(|it| it.set_modified(time)).expect("set");
    fs::remove_file(out.join("vouch/index.html")).expect("removed");
    let healed = ground.publish("../out", FIRST).expect("published");
    assert_eq!(healed.changed, ["index.html"]);
    assert_eq!(healed.added, ["vouch/index.html"]);
    assert_eq!(tree(&out), texts(FIRST));
}

#[test]
fn everybody_may_read_what_is_sent_whatever_the_umask() {
    let Some(mut ground) = Ground::new() else { return };
    ground.through("umask 077; exec rsync \"$@\"");
    ground.publish("../out", &[("a/b/index.html", "x"), ("c.css", "x")]).expect("published");
    let mode = |path: &str| {
        fs::metadata(ground.path(path)).expect("it is there").permissions().mode() & 0o7777
    };
    for folder in ["out", "out/a", "out/a/b"] {
        assert_eq!(mode(folder), 0o755, "{folder}");
    }
    for file in ["out/a/b/index.html", "out/c.css", "out/.vouchfolio.json"] {
        assert_eq!(mode(file), 0o644, "{file}");
    }
    // A folder that is there keeps its own mode.
    let own = fs::Permissions::from_mode(0o2775);
    fs::set_permissions(ground.path("out/a"), own.clone()).expect("set");
    fs::set_permissions(ground.path("out"), own).expect("set");
    ground.publish("../out", &[("a/x.html", "y")]).expect("published");
    assert_eq!((mode("out"), mode("out/a")), (0o2775, 0o2775));
}

#[test]
fn names_are_taken_as_they_are() {
    let Some(ground) = Ground::new() else { return };
    let odd = [
        "#hash.html",
        "; semicolon.html",
        "-rf/--delete.html",
        "a[b]*?.html",
        "a b /c  d.html",
        "it's \"quoted\" $(touch x).html",
        "ä/ö.html",
        "R /index.html",
        "~home.html",
        "trailing /x",
    ];
    let with = |more: &[&'static str]| {
        let all = ["index.html"].into_iter().chain(more.iter().copied());
        all.map(|path| (path, path)).collect::<Vec<_>>()
    };
    ground.publish("../out", &with(&odd)).expect("published");
    assert_eq!(tree(&ground.path("out")), texts(&with(&odd)));
    let again = ground.publish("../out", &with(&odd)).expect("published");
    assert_eq!(again.unchanged, odd.len() + 1);
    // What only looks like one of them stays.
    let alike = [("a[b]*?.htm", "theirs"), ("abXY.html", "theirs"), ("ab.html", "theirs")];
    put(&ground.path("out"), &alike);
    ground.publish("../out", &with(&[])).expect("published");
    let left: Vec<_> = with(&[]).into_iter().chain(alike).collect();
    assert_eq!(tree(&ground.path("out")), texts(&left));
}

#[test]
fn foreign_files_are_never_touched() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    let theirs = [("theirs/a.html", "theirs"), ("old/keep.txt", "theirs"), (".htaccess", "theirs")];
    put(&out, &theirs);
    let stopped = ground.publish("../out", FIRST).expect("a plan");
    assert!(matches!(&stopped.stops[..], [Stop::NotOurs { count: 3, .. }]), "{stopped:?}");
    assert_eq!(tree(&out), texts(&theirs));

    ground.adopt("../out", FIRST).expect("published");
    let both = |files: &[(&'static str, &'static str)]| {
        texts(&theirs.iter().chain(files).copied().collect::<Vec<_>>())
    };
    assert_eq!(tree(&out), both(FIRST));
    let second = ground.publish("../out", SECOND).expect("published");
    assert_eq!(second.foreign.len(), 3);
    assert_eq!(tree(&out), both(SECOND));
}

#[test]
fn a_file_of_somebody_else_is_overwritten_only_when_allowed() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    ground.publish("../out", FIRST).expect("published");
    put(&out, &[("new/a/index.html", "theirs")]);
    let stopped = ground.publish("../out", SECOND).expect("a plan");
    assert!(matches!(&stopped.stops[..], [Stop::Taken { count: 1, .. }]), "{stopped:?}");
    assert_eq!(tree(&out)["index.html"], "<title>Maya</title> one");
    ground.adopt("../out", SECOND).expect("published");
    assert_eq!(tree(&out), texts(SECOND));
}

#[test]
fn many_deletes_are_stopped() {
    let Some(ground) = Ground::new() else { return };
    let many: Vec<(String, String)> =
        (0..30).map(|n| (format!("p/{n}.html"), n.to_string())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(a, b)| (&**a, &**b)).collect();
    ground.publish("../out", &many).expect("published");
    let few = &many[..5];
    let stopped = ground.publish_as("../out", few, Allowed::default()).expect("a plan");
    assert!(matches!(stopped.stops[0], Stop::Deletes { deleted: 25, before: 30 }), "{stopped:?}");
    assert_eq!(tree(&ground.path("out")), texts(&many));
    ground.publish("../out", few).expect("published");
    assert_eq!(tree(&ground.path("out")), texts(few));
}

#[test]
fn a_link_is_replaced_and_never_followed() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    put(&ground.path("else"), &[("index.html", "elsewhere"), ("f", "elsewhere")]);
    fs::create_dir(&out).expect("a folder");
    symlink("../else/f", out.join("index.html")).expect("a link");
    symlink("/nowhere", out.join("broken")).expect("a link");
    let stopped = ground.publish("../out", &[("index.html", "ours")]).expect("a plan");
    assert!(matches!(&stopped.stops[..], [Stop::NotOurs { count: 2, .. }]), "{stopped:?}");
    ground.adopt("../out", &[("index.html", "ours")]).expect("published");
    let expected = [("index.html", "ours"), ("broken", "-> /nowhere")];
    assert_eq!(tree(&out), texts(&expected));

    // A folder that is a link would lead every file elsewhere.
    symlink("../else", out.join("vouch")).expect("a link");
    let files = [("index.html", "ours"), ("vouch/index.html", "ours")];
    let error = ground.adopt("../out", &files).expect_err("an obstacle");
    assert!(error.to_string().starts_with("vouch at "), "{error}");
    assert!(matches!(error, Error::Refused { .. }));
    assert_eq!(
        tree(&ground.path("else")),
        texts(&[("index.html", "elsewhere"), ("f", "elsewhere")])
    );

    // A file of ours that became a link is nobody's to delete.
    fs::remove_file(out.join("vouch")).expect("removed");
    ground.publish("../out", &[("index.html", "ours"), ("gone.html", "ours")]).expect("published");
    fs::remove_file(out.join("gone.html")).expect("removed");
    symlink("../else/f", out.join("gone.html")).expect("a link");
    let after = ground.publish("../out", &[("index.html", "ours")]).expect("published");
    assert_eq!(after.deleted, Vec::<String>::new());
    assert_eq!(tree(&out)["gone.html"], "-> ../else/f");
}

#[test]
fn files_become_folders_and_folders_files() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    let one = [("index.html", "1"), ("a", "file"), ("b/c/d", "file"), ("b/e", "file")];
    let two = [("index.html", "1"), ("a/x/y", "file"), ("b", "file")];
    ground.publish("../out", &one).expect("published");
    ground.publish("../out", &two).expect("published");
    assert_eq!(tree(&out), texts(&two));
    ground.publish("../out", &one).expect("published");
    assert_eq!(tree(&out), texts(&one));

    // With something foreign among it, nothing is done.
    put(&out, &[("b/c/theirs", "theirs")]);
    let before = tree(&out);
    let error = ground.adopt("../out", &two).expect_err("an obstacle");
    assert!(error.to_string().starts_with("b at "), "{error}");
    assert_eq!(tree(&out), before);
}

#[test]
fn a_manifest_that_is_none_is_not_believed() {
    let Some(ground) = Ground::new() else { return };
    let out = ground.path("out");
    ground.publish("../out", FIRST).expect("published");
    put(&out, &[(MANIFEST, "{\"version\": 1, \"files\": \"all\"}")]);
    let stopped = ground.publish("../out", SECOND).expect("a plan");
    assert_eq!(stopped.warnings.len(), 1, "{stopped:?}");
    assert!(stopped.warnings[0].contains("is not as a publish leaves it"), "{stopped:?}");
    assert!(matches!(&stopped.stops[..], [Stop::NotOurs { .. }]), "{stopped:?}");
    // One that names what is outside of the folder reaches nothing.
    put(&ground.path("outside"), &[("precious.html", "theirs")]);
    let mut manifest = Manifest::of("https://maya.test/", &made(FIRST));
    for path in ["../outside/precious.html", "/etc/hostname", "old/../../outside/precious.html"] {
        manifest.files.insert(path.into(), Default::default());
    }
    fs::write(out.join(MANIFEST), manifest.to_bytes()).expect("written");
    let after = ground.publish("../out", SECOND).expect("published");
    assert_eq!(after.deleted.len(), 3, "{after:?}");
    assert_eq!(tree(&out), texts(SECOND));
    assert_eq!(tree(&ground.path("outside")), texts(&[("precious.html", "theirs")]));
}

#[test]
fn progress_adds_up() {
    let Some(ground) = Ground::new() else { return };
    let large = "x".repeat(3_000_000);
    let files = [("assets/large.js", &*large), ("index.html", "page"), ("sitemap.xml", "map")];
    let all: u64 = files.iter().map(|(_, text)| text.len() as u64).sum();
    let published = ground.publish("../out", &files).expect("published");
    assert_eq!(*published.events.begun.borrow(), [(3, all)]);
    assert_eq!(*published.events.sent.borrow(), all);
}
