//! What a server asks of the system, as `strace` sees it: no other program, no file outside of the
//! site, and no connection of its own.

use super::*;
use crate::robustness::{TRACED, beyond};

#[test]
fn a_server_stays_within_the_site() {
    let site = Site::new();
    site.put("private/contacts.yaml", "phone: 1");
    let trace = site.folder.path().join("trace");
    let strace = |words: &[&str]| {
        let mut command = Command::new("strace");
        command.args(["-f", "-s", "4096", "-e", TRACED, "-o"]).arg(&trace).args(words);
        command.current_dir("/").env(TODAY.0, TODAY.1).env_remove("LD_LIBRARY_PATH");
        command
    };
    if !strace(&["true"]).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: strace is not installed, or may not trace");
        return;
    }
    let path = site.path.to_str().expect("a path of UTF-8").to_owned();
    let program = env!("CARGO_BIN_EXE_vouchfolio");
    let mut program = Program::start(strace(&[program, "serve", "--port", "0", "-C", &path]));
    program.find_port();
    site.put(ONE, one("Other words."));
    program.wait_for_page(ONE_PAGE, "Other words.");
    site.put(ONE, one("[Broken](nowhere.md)"));
    program.err.wait_for("a refusal", |lines| lines.iter().any(is_not_built));
    for path in ["", "nowhere/", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "assets/x.css"] {
        program.get(path);
    }
    program.err.settled();
    // What runs under strace, and not strace itself.
    let children = format!("/proc/{0}/task/{0}/children", program.pid);
    let children = fs::read_to_string(children).expect("its children");
    program.pid = children.trim().parse().expect("one child");
    program.signal("INT");
    assert_eq!(program.end().code(), Some(0));

    let trace = fs::read_to_string(&trace).expect("a trace");
    assert!(trace.contains(&format!("\"{path}/content/profile.md\"")), "nothing is traced");
    let calls = beyond(&trace, &path);
    assert!(calls.iter().any(|call| call.contains("accept")), "no request is traced");
    let unexpected: Vec<&str> = calls.into_iter().filter(|call| !is_serving(call)).collect();
    assert_eq!(unexpected, Vec::<&str>::new());
    assert!(!site.path.join("public").exists());
}

/// Whether a call belongs to a server that others connect to.
fn is_serving(call: &str) -> bool {
    let call = call.split_once(' ').map_or(call, |(_, call)| call).trim_start();
    let name = call.split('(').next().unwrap_or_default();
    let is_here = call.contains("127.0.0.1") || call.contains("\"::1\"");
    match name {
        "bind" => is_here,
        "socket" => call.contains("SOCK_STREAM"),
        // Within the process: signals, and the end of the server.
        "socketpair" => call.contains("AF_UNIX"),
        "listen" | "accept4" | "recvfrom" | "sendto" | "recvmsg" | "sendmsg" | "shutdown"
        | "setsockopt" | "getsockopt" | "getsockname" | "getpeername" => true,
        _ => false,
    }
}

#[test]
fn calls_that_no_server_makes_are_found() {
    for call in [
        "3 connect(9, {sa_family=AF_INET, sin_port=htons(80)}, 16) = 0",
        "3 bind(9, {sa_family=AF_INET, sin_addr=inet_addr(\"0.0.0.0\")}, 16) = 0",
        "3 socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0) = 3",
        "3 openat(AT_FDCWD, \"/etc/hosts\", O_RDONLY) = 3",
    ] {
        assert_eq!(beyond(call, "/site"), [call]);
        assert!(!is_serving(call), "{call}");
    }
}
