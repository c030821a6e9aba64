//! Over ssh, to a server of the test's own.

use super::server::{Server, free_port, user};
use super::*;

const ONE: &[(&str, &str)] =
    &[("assets/a b.css", "a"), ("index.html", "one"), ("old/x[1].html", "x"), ("r.html", "r")];
const TWO: &[(&str, &str)] = &[("assets/a b.css", "a"), ("index.html", "two"), ("ä/#z.html", "z")];

fn ground(server: &Server) -> Option<Ground> {
    let mut ground = Ground::new()?;
    ground.tools.shell = Some(server.shell("key"));
    Some(ground)
}

#[test]
fn first_then_changed_then_nothing_to_do() {
    let Some(server) = Server::start("") else { return };
    let Some(ground) = ground(&server) else { return };
    // As nasty as a path may be.
    let out = ground.path("it's a \"site\"; $(touch hacked) `touch hacked` & #1");
    let to = server.destination(&out);
    let first = ground.publish(&to, ONE).expect("published");
    assert_eq!(first.added.len(), ONE.len());
    assert_eq!(tree(&out), texts(ONE));
    let mode = fs::metadata(&out).expect("it is there").permissions().mode() & 0o7777;
    assert_eq!(mode, 0o755);

    put(&out, &[("old/theirs.txt", "theirs"), ("theirs.html", "theirs")]);
    let second = ground.publish(&to, TWO).expect("published");
    assert_eq!(second.deleted, ["old/x[1].html", "r.html"]);
    let expected = [TWO, &[("old/theirs.txt", "theirs"), ("theirs.html", "theirs")]].concat();
    assert_eq!(tree(&out), texts(&expected));

    let again = ground.publish(&to, TWO).expect("published");
    assert_eq!((again.unchanged, again.foreign.len()), (TWO.len(), 2));
    assert!(!ground.path("hacked").exists());
}

#[test]
fn paths_may_begin_in_the_home_folder() {
    let Some(server) = Server::start("") else { return };
    let Some(ground) = ground(&server) else { return };
    let home = std::env::home_dir().expect("a home folder");
    let folder = tempfile::tempdir_in(&home).expect("a folder");
    let name = folder.path().file_name().and_then(|name| name.to_str()).expect("a name");
    for (at, start) in ["", "~/", "./"].into_iter().enumerate() {
        let text = at.to_string();
        let to = format!("{}@127.0.0.1:{start}{name}/-x", user());
        ground.publish(&to, &[("index.html", &text)]).expect("published");
        assert_eq!(tree(&folder.path().join("-x")), texts(&[("index.html", &text)]));
    }
    let missing = format!("{}@127.0.0.1:{name}/a/b", user());
    let error = ground.publish(&missing, ONE).expect_err("no parent");
    let parent = format!("{}@127.0.0.1:{name}/a", user());
    assert_eq!(error.to_string(), format!("the folder {parent} is not there"));
}

#[test]
fn who_is_not_let_in_is_told_so() {
    let Some(server) = Server::start("") else { return };
    let Some(mut ground) = ground(&server) else { return };
    let out = ground.path("out");
    let to = server.destination(&out);
    let who = format!("{}@127.0.0.1", user());

    ground.tools.shell = Some(server.shell("other"));
    let error = ground.publish(&to, ONE).expect_err("the key is refused");
    assert_eq!(error.to_string(), format!("{who} does not let you in"));
    assert!(error.help().contains("authorized_keys"), "{}", error.help());

    ground.tools.shell = Some(server.shell("key"));
    server.forget();
    let error = ground.publish(&to, ONE).expect_err("the host key is unknown");
    assert_eq!(error.to_string(), format!("the host key of {who} is not known here"));

    server.trust(&server.file("other.pub"));
    let error = ground.publish(&to, ONE).expect_err("the host key changed");
    let changed = format!("the host key of {who} is not the one that it had before");
    assert_eq!(error.to_string(), changed);

    ground.tools.shell = Some(format!("ssh -F none -p {}", free_port()));
    let error = ground.publish(&to, ONE).expect_err("nobody listens");
    assert_eq!(error.to_string(), format!("no connection to {who} could be made"));
    assert!(matches!(error, Error::Place { .. }));

    ground.tools.shell = Some(ground.path("no-such-ssh").display().to_string());
    let error = ground.publish(&to, ONE).expect_err("there is no ssh");
    assert_eq!(error.to_string(), "`ssh` could not be started");
    assert!(!out.exists());
}

#[test]
fn servers_that_are_not_what_they_should_be() {
    let noise = "head -c 3000000 /dev/urandom";
    for (command, expected) in [
        ("echo Welcome to the machine", "answers with something that is not rsync"),
        ("internal-sftp", ""),
        ("sh -c 'echo bash: line 1: rsync: command not found >&2; exit 127'", "there is no rsync"),
        ("sh -c 'echo rsync: on remote machine: -s: unknown option >&2; exit 1'", "does not under"),
        (noise, "answers with something that is not rsync"),
        ("true", "the connection to"),
        ("kill -9 $PPID", "the connection to"),
    ] {
        let Some(server) = Server::start(&format!("ForceCommand {command}")) else { return };
        let Some(ground) = ground(&server) else { return };
        let to = server.destination(&ground.path("out"));
        let error = ground.publish(&to, ONE).expect_err(command);
        assert!(error.to_string().contains(expected), "{command}: {error}");
        assert!(!error.help().is_empty(), "{command}: {error}");
        assert!(error.to_string().len() < 300, "{command}: {error}");
        assert!(!error.to_string().contains(char::is_control), "{command}: {error}");
        assert!(!ground.path("out").exists(), "{command}");
    }
}

#[test]
fn nothing_but_the_address_is_in_the_arguments() {
    let Some(server) = Server::start("") else { return };
    let Some(mut ground) = ground(&server) else { return };
    ground.through("printf '%s\\n' \"$@\" >> \"$here/arguments\"; exec rsync \"$@\"");
    let to = server.destination(&ground.path("out"));
    ground.publish(&to, ONE).expect("published");
    ground.publish(&to, TWO).expect("published");
    // The folder, what is in it, and the one above it.
    let place = server.destination(&ground.path(""));
    let arguments = fs::read_to_string(ground.path("arguments")).expect("arguments");
    for line in arguments.lines() {
        let is_place = line.starts_with(&place) || line.contains(".vouchfolio/publish/server/");
        let is_shell = line.starts_with("--rsh=ssh ") && line.contains(" -o BatchMode=yes ");
        assert!(is_place || is_shell || line == "--" || line.starts_with("--"), "{line}");
        // Names of files are in none of them.
        assert!(!line.contains("index.html") && !line.contains("x[1]"), "{line}");
    }
    let runs = arguments.lines().filter(|line| *line == "--protect-args").count();
    // First two looks and three uploads; then two looks, two uploads, deletes, the manifest.
    assert_eq!(runs, 5 + 6, "{arguments}");
}
