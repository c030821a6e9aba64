//! What a build asks of the system, as `strace` sees it: no network, no other program, no file
//! outside of the site, and none in `private/`.

use std::fs;
use std::process::{Command, Stdio};

/// The system calls that are looked at. Threads are none of them; a process only counts once it
/// becomes another program.
pub const TRACED: &str =
    "trace=network,execve,execveat,open,openat,openat2,creat,io_uring_setup,unlinkat,renameat";

/// What every program on Linux reads: its libraries, itself, and how many processors it has.
const SYSTEM: [&str; 10] = [
    "/etc/ld.so.",
    "/lib/",
    "/lib64/",
    "/usr/lib/",
    "/proc/self/",
    "/proc/stat",
    "/sys/fs/cgroup/",
    "/sys/devices/system/cpu/",
    // The allocator asks how memory is handed out.
    "/proc/sys/vm/overcommit_memory",
    "/sys/kernel/mm/transparent_hugepage/enabled",
];

#[test]
fn a_build_stays_within_the_site() {
    let folder = tempfile::tempdir().expect("a folder");
    // As its real path, which the program uses too.
    let site = fs::canonicalize(folder.path()).expect("the folder").join("site");
    let trace = folder.path().join("trace");
    let program = env!("CARGO_BIN_EXE_vouchfolio");
    let run = |words: &[&str]| {
        let mut command = Command::new("strace");
        command.args(["-f", "-s", "4096", "-e", TRACED, "-o"]).arg(&trace).args(words);
        command.current_dir("/").env("SOURCE_DATE_EPOCH", "1781481600");
        // Cargo's, which sends the loader all over the toolchain.
        command.env_remove("LD_LIBRARY_PATH");
        command.stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    if !run(&["true"]).is_ok_and(|status| status.success()) {
        eprintln!("skipped: strace is not installed, or may not trace");
        return;
    }
    let path = site.to_str().expect("a path of UTF-8");
    for words in [&["init", path, "--sample", "--quiet"][..], &["build", "--quiet", "-C", path]] {
        if words[0] == "build" {
            fs::create_dir_all(site.join("private")).expect("a folder");
            fs::write(site.join("private/contacts.yaml"), "phone: 1").expect("a file");
        }
        let status = run(&[&[program], words].concat()).expect("strace runs");
        assert!(status.success(), "{words:?}");
    }
    let trace = fs::read_to_string(&trace).expect("a trace");
    assert!(trace.contains(&format!("\"{path}/content/profile.md\"")), "nothing is traced");
    assert_eq!(beyond(&trace, path), Vec::<&str>::new());
    assert!(site.join("public/index.html").is_file());
}

/// The calls that reach for something else than the site.
pub fn beyond<'t>(trace: &'t str, site: &str) -> Vec<&'t str> {
    let mut programs = 0;
    let within = |path: &str| {
        let inside =
            path.strip_prefix(site).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        inside.is_some_and(|rest| !rest.starts_with("/private") && !rest.contains("/.."))
    };
    let mut calls = trace.lines().collect::<Vec<&str>>();
    calls.retain(|line| {
        let call = line.split_once(' ').map_or(*line, |(_, call)| call).trim_start();
        let Some((name, arguments)) = call.split_once('(') else { return false };
        if call.starts_with(['<', '+', '-']) {
            return false;
        }
        let path = arguments.split('"').nth(1).unwrap_or_default();
        match name {
            "execve" => {
                programs += 1;
                programs > 1
            }
            "open" | "openat" | "openat2" | "creat" | "unlinkat" | "renameat" => {
                // Below a folder that is open already.
                let below = !path.starts_with('/') && !arguments.starts_with("AT_FDCWD");
                let below = below && path != ".." && !path.contains('/');
                !(below || within(path) || SYSTEM.iter().any(|known| path.starts_with(known)))
            }
            // The network, and whatever else is traced.
            _ => true,
        }
    });
    calls
}

#[test]
fn calls_beyond_the_site_are_found() {
    let fine = "1 execve(\"/bin/vouchfolio\", [\"vouchfolio\"], 0x1 /* 3 vars */) = 0\n\
                1 openat(AT_FDCWD, \"/lib/libc.so.6\", O_RDONLY) = 3\n\
                2 openat(AT_FDCWD, \"/site/content\", O_RDONLY <unfinished ...>\n\
                2 <... openat resumed>) = 4\n\
                2 openat(4, \"index.html\", O_RDONLY) = 5\n\
                2 +++ exited with 0 +++\n";
    assert_eq!(beyond(fine, "/site"), Vec::<&str>::new());
    for call in [
        "3 socket(AF_INET, SOCK_STREAM, 0) = 3",
        "3 execve(\"/bin/sh\", [\"sh\"], 0x1 /* 3 vars */) = 0",
        "3 openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY) = 3",
        "3 openat(AT_FDCWD, \"/sites/x\", O_RDONLY) = 3",
        "3 openat(AT_FDCWD, \"/site/private/contacts.yaml\", O_RDONLY) = 3",
        "3 openat(AT_FDCWD, \"/site/../x\", O_RDONLY) = 3",
        "3 openat(AT_FDCWD, \"x\", O_RDONLY) = 3",
        "3 openat(4, \"..\", O_RDONLY) = 3",
    ] {
        assert_eq!(beyond(&format!("{fine}{call}\n"), "/site"), [call]);
    }
}
