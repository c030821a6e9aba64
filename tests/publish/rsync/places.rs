//! Which places are refused, and what is said of those that fail.

use super::*;

/// The message and the help for a destination.
fn said(ground: &Ground, destination: &str) -> (String, String) {
    let error = ground.publish(destination, &[("index.html", "x")]).expect_err(destination);
    (error.to_string(), error.help())
}

#[test]
fn places_that_no_site_is_sent_to_are_refused() {
    let Some(ground) = Ground::new() else { return };
    put(&ground.site(), &[("content/profile.md", "x")]);
    put(&ground.path("work"), &[(".git/HEAD", "x")]);
    for (destination, expected) in [
        ("/", "cannot publish into `/`: it is the root of the file system"),
        (".", "cannot publish into `.`: it is the site's own folder"),
        ("..", "cannot publish into `..`: it holds the site's own folder"),
        ("content/x", "cannot publish into `content/x`: it is inside the site's content folder"),
        ("../work", "cannot publish into `../work`: it holds a .git repository"),
        ("~/out", "`~/out` begins with `~`, which only a shell understands"),
        ("rsync://host/x", "`rsync://` sends everything unencrypted, and lets in whoever asks"),
        ("sftp://host/x", "`sftp://` is no way to reach an rsync server"),
        (
            "host::module",
            "`host::module` names a module of an rsync server, which is reached unencrypted",
        ),
        ("host:", "`host:` is the home folder on that machine"),
        ("host:~", "`host:~` is the home folder on that machine"),
        ("host:./", "`host:./` is the home folder on that machine"),
        ("host:/", "`host:/` is the root of the file system on that machine"),
        ("host:~lena/x", "`~lena/x` is another person's home folder"),
        ("host:/a/../b", "`/a/../b` leads up through `..`"),
        ("host:/a/*/b", "rsync takes `/a/*/b` for a pattern that may mean several folders"),
        ("host:/a[1]", "rsync takes `/a[1]` for a pattern that may mean several folders"),
        ("maya@-oProxyCommand=x:/y", "`maya@-oProxyCommand=x` is no name of a machine"),
        ("-oProxyCommand=x:/y", "`-oProxyCommand=x` is no name of a machine"),
        ("a b:/y", "`a b` is no name of a machine"),
        ("@host:/y", "`@host` is no name of a machine"),
        (":/y", "`` is no name of a machine"),
        ("a\nb", "the destination holds a control character"),
    ] {
        let error = ground.publish(destination, &[("a", "x")]).expect_err(destination);
        assert_eq!(error.to_string(), expected);
        assert!(matches!(error, Error::Refused { .. }), "{error:?}");
        assert!(!error.help().is_empty(), "{destination}");
    }
    assert!(!ground.path("site/.vouchfolio").exists());
}

#[test]
fn a_password_is_not_repeated() {
    let Some(ground) = Ground::new() else { return };
    for destination in [
        "maya:canary-7391@host:/x",
        "ssh://maya:canary-7391@host/x",
        "rsync://maya:canary-7391@host/x",
    ] {
        let error = ground.open(destination).expect_err(destination);
        let shown = format!("{error} {error:?} {}", error.help());
        assert!(!shown.contains("canary"), "{shown}");
    }
}

#[test]
fn a_folder_is_made_but_none_above_it() {
    let Some(ground) = Ground::new() else { return };
    let (message, _) = said(&ground, "../not/there");
    assert_eq!(message, format!("the folder {} is not there", ground.path("not").display()));
    assert!(!ground.path("not").exists());
    put(&ground.path(""), &[("file", "theirs")]);
    let (message, _) = said(&ground, "../file");
    let reason = "it is, or lies below, something that is not a folder";
    assert_eq!(message, format!("cannot publish into `../file`: {reason}"));
}

#[test]
fn a_local_folder_may_have_any_name() {
    let Some(ground) = Ground::new() else { return };
    put(&ground.path("ab"), &[("theirs", "theirs")]);
    for name in ["a[b]*", "it's $(touch x)", "host:x", " a  b", "-rf"] {
        let destination = ground.path(name);
        let destination = destination.to_str().expect("a text");
        for text in ["one", "two"] {
            ground.publish(destination, &[("index.html", text)]).expect(name);
            assert_eq!(tree(&ground.path(name)), texts(&[("index.html", text)]), "{name}");
        }
    }
    assert_eq!(tree(&ground.path("ab")), texts(&[("theirs", "theirs")]));
}

#[test]
fn an_rsync_that_cannot_be_used_is_named() {
    let Some(mut ground) = Ground::new() else { return };
    ground.tools.rsync = ground.path("no-such-rsync").into();
    let (message, help) = said(&ground, "../out");
    assert_eq!(message, "cannot run `rsync`: it, or a folder on the way to it, is not there");
    assert!(help.contains("install `rsync`"), "{help}");
    let script = ground.path("old");
    fs::write(&script, "#!/bin/sh\necho 'openrsync: protocol version 29'\n").expect("a script");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("its mode");
    ground.tools.rsync = script.into();
    let (message, help) = said(&ground, "../out");
    assert_eq!(message, "the rsync here is openrsync, which lacks what is needed");
    assert!(help.contains("brew install rsync"), "{help}");
    assert!(!ground.path("out").exists());
}

#[test]
fn what_rsync_says_is_shown_without_what_moves_the_cursor() {
    let Some(mut ground) = Ground::new() else { return };
    ground.through("printf '\\033[2Jsomething odd\\007\\n' >&2; exit 9");
    let (message, _) = said(&ground, "../out");
    assert_eq!(message, "rsync failed: [2Jsomething odd");
}

#[test]
fn variables_that_change_what_arguments_mean_do_not_reach_rsync() {
    let Some(mut ground) = Ground::new() else { return };
    ground.through("env > \"$here/env\"; exec env RSYNC_MAX_ALLOC=1g rsync \"$@\"");
    ground.publish("../out", &[("index.html", "x")]).expect("published");
    let env = fs::read_to_string(ground.path("env")).expect("the environment");
    assert!(env.contains("LC_ALL=C\n"), "{env}");
    for variable in ["RSYNC_OLD_ARGS", "RSYNC_PROTECT_ARGS", "RSYNC_ICONV", "RSYNC_PARTIAL_DIR"] {
        assert!(!env.contains(variable), "{variable}");
    }
}
