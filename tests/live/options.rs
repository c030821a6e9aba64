//! What the words after `serve` do.

use super::*;

/// A port that is free, and the one after it too.
fn free_port() -> u16 {
    loop {
        let listen = |port| std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let port = listen(0).and_then(|one| one.local_addr()).expect("a port").port();
        if port < u16::MAX - 1 && listen(port + 1).is_ok() && listen(port).is_ok() {
            return port;
        }
    }
}

#[test]
fn a_port_that_is_taken_gives_way_to_the_next_free_one() {
    let site = Site::new();
    let port = free_port();
    let words = ["serve", "--port", &port.to_string()];
    let serve = || {
        let mut program = site.run(&words);
        program.find_port();
        program
    };
    let first = serve();
    let second = serve();
    assert_eq!(first.port, port);
    // Another test may have taken the very next one.
    assert!((port + 1..port + 20).contains(&second.port), "{} after {port}", second.port);
    let line = |program: &Program| program.err.all().swap_remove(0);
    assert_eq!(line(&first), format!("serving at http://localhost:{port}/; Ctrl-C ends"));
    let expected = format!(
        "port {port} is taken, so serving at http://localhost:{}/; Ctrl-C ends",
        second.port
    );
    assert_eq!(line(&second), expected);
    // Each is a server of its own.
    site.put(ONE, one("Seen by both."));
    first.wait_for_page(ONE_PAGE, "Seen by both.");
    second.wait_for_page(ONE_PAGE, "Seen by both.");
}

/// Runs a command that must fail before it serves; what it says.
fn refused(folder: &Path, words: &[&str]) -> String {
    let mut program = Program::start(command(folder, words));
    let code = program.end().code();
    let said = program.err.to_end().join("\n");
    assert_eq!(code, Some(2), "{words:?}: {said}");
    said
}

#[test]
fn what_cannot_work_is_said_before_it_starts() {
    let site = Site::new();
    let folder = site.folder.path();
    for command in ["serve", "watch"] {
        assert_eq!(
            refused(folder, &[command]),
            "error: this folder is no site: it has no vouchfolio.yaml\n  \
             help: run `vouchfolio init` to start one, or name its folder with `-C DIR`"
        );
    }
    let serve = |words: &[&str]| refused(&site.path, &[&["serve"], words].concat());
    let first = |words: &[&str]| serve(words).lines().next().unwrap_or_default().to_owned();
    assert_eq!(
        first(&["--editor", "wrong"]),
        "error: invalid value 'wrong' for '--editor <EDITOR>': the editor `wrong` is not known; \
         write one of `vscode`, `vscodium`, `cursor`, `zed`, `idea`, `sublime`, `none`, or a URL \
         with {file}"
    );
    assert_eq!(
        first(&["--port", "99999"]),
        "error: invalid value '99999' for '--port <PORT>': 99999 is not in 0..=65535"
    );
    // An address that is for documentation, so no machine has it.
    assert_eq!(
        serve(&["--host", "203.0.113.77"]),
        "error: cannot serve at 203.0.113.77:8000: this machine has no such address; without one, \
         --host stands for all it has"
    );
    let unknown = serve(&["--host", "nowhere.invalid"]);
    assert!(unknown.starts_with("error: the host `nowhere.invalid` is not known ("), "{unknown}");
    assert!(unknown.ends_with("); give a name or an address of this machine"), "{unknown}");
    assert!(!unknown.contains("os error"), "{unknown}");
}

#[test]
fn other_machines_are_let_in_with_a_warning() {
    let site = Site::new();
    let program = site.serve(&["--host"]);
    let warning = program.err.wait_for("the warning", |lines| {
        lines.iter().find(|line| line.starts_with("warning")).cloned()
    });
    let (before, after) = (
        "warning: everybody on this network can read the site",
        ", with all that \
                            is not published yet",
    );
    let address = warning.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    let address = address.unwrap_or_else(|| panic!("{warning}"));
    // A machine without a network has no address for others.
    let Some(url) = address.strip_prefix(" at ") else { return assert_eq!(address, "") };
    let host = url.strip_prefix("http://").and_then(|url| url.strip_suffix('/')).expect("a URL");
    let socket: SocketAddr = host.parse().expect("an address");
    assert!(!socket.ip().is_loopback() && socket.port() == program.port, "{url}");
    let head = format!("GET /{ONE_PAGE} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let raw = exchange(socket, head.as_bytes());
    assert!(replies(&raw, false)[0].text().contains("<title>One"), "{raw:?}");
}

#[test]
fn drafts_are_shown_where_they_are_asked_for() {
    let site = Site::new();
    site.put(ONE, one("A draft.").replace("title: One", "title: One\ndraft: true"));
    let without = site.serve(&[]);
    let with = site.serve(&["--drafts"]);
    assert_eq!(without.page(ONE_PAGE), None);
    assert!(with.page(ONE_PAGE).is_some_and(|page| page.contains("A draft.")));
}

/// As on a host that has the site below another one.
#[test]
fn the_site_stands_below_the_path_of_its_base_url() {
    let site = Site::new();
    let program = site.serve(&["--base-url", "https://x.example/sub/"]);
    let line = format!("serving at http://localhost:{}/sub/; Ctrl-C ends", program.port);
    assert_eq!(program.err.all().first(), Some(&line));
    let reply = program.get("sub/accomplishments/one/");
    assert_eq!(reply.status, 200);
    let html = String::from_utf8(without_script(&reply.body, "/sub/")).expect("text");
    assert!(html.contains("href=\"/sub/"), "{html}");
    let lost = program.get("accomplishments/one/");
    assert_eq!(lost.status, 404, "{lost:?}");
}

/// From elsewhere, with the site's folder named in each way.
#[test]
fn the_site_may_be_anywhere() {
    let site = Site::new();
    std::os::unix::fs::symlink(&site.path, site.folder.path().join("link")).expect("a link");
    let absolute = site.path.to_string_lossy().into_owned();
    for (count, name) in ["site", "./site/", "link", &absolute].into_iter().enumerate() {
        let words = ["-C", name, "serve", "--port", "0"];
        let mut program = Program::start(command(site.folder.path(), &words));
        program.find_port();
        program.err.wait_for("the first build", |lines| lines.iter().any(is_built));
        let words = format!("Words {count}.");
        site.put(ONE, one(&words));
        program.wait_for_page(ONE_PAGE, &words);
        let line = program.err.wait_for("the line", |lines| {
            lines.iter().filter(|line| is_built(line)).nth(1).cloned()
        });
        assert!(line.ends_with(": content/accomplishments/one.md"), "{name}: {line}");
    }
}

/// Where the system does not tell of changes, and where it is told not to.
#[test]
fn changes_are_looked_for_where_nobody_tells_of_them() {
    let site = Site::new();
    let program = site.serve(&["--poll"]);
    site.put(ONE, one("Found."));
    program.wait_for_page(ONE_PAGE, "Found.");
    // Nothing is said, for this is what was asked for.
    assert!(!program.err.all().iter().any(|line| line.starts_with("note")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_limit_that_is_reached_is_said_and_does_no_harm() {
    let site = Site::new();
    let cases = [
        (
            "max_inotify_watches",
            "echo 3 > ",
            "note: the system watches no more folders, so changes are looked for every 2 s; raise the \
          limit with `sudo sysctl fs.inotify.max_user_watches=524288` and start again",
        ),
        (
            "max_inotify_instances",
            "echo 0 > ",
            "note: too many programs watch folders, so changes are looked for every 2 s; raise the limit \
          with `sudo sysctl fs.inotify.max_user_instances=1024` and start again",
        ),
    ];
    for (file, set, notice) in cases {
        let limit = format!("{set}/proc/sys/user/{file}");
        let can = Command::new("unshare").args(["-Ur", "sh", "-c", &limit]).output();
        if !can.is_ok_and(|output| output.status.success()) {
            eprintln!("skipped: this system allows no user namespaces, so no limits of one's own");
            return;
        }
        let script = format!("{limit} && exec \"$0\" \"$@\"");
        let mut command = Command::new("unshare");
        command.args(["-Ur", "sh", "-c", &script, env!("CARGO_BIN_EXE_vouchfolio")]);
        command.args(["serve", "--port", "0"]).current_dir(&site.path).env(TODAY.0, TODAY.1);
        let mut program = Program::start(command);
        program.find_port();
        program.err.wait_for("the notice", |lines| lines.iter().any(|line| line == notice));
        let begun = Instant::now();
        let words = format!("Words in spite of {}.", file.replace('_', " "));
        site.put(ONE, one(&words));
        program.wait_for_page(ONE_PAGE, &words);
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        let said = program.err.settled();
        assert_eq!(said.iter().filter(|line| line.starts_with("note")).count(), 1, "{said:#?}");
    }
}
