//! `cargo xtask test`: everything that a change must pass.

use crate::browser;
use crate::steps::{Steps, cargo};
use crate::tools::{CargoTool, DebianTool};
use std::process::{Command, ExitCode};

const CARGO_DENY: CargoTool = CargoTool { name: "cargo-deny", version: "0.20.2" };
const STRACE: DebianTool = DebianTool { program: "strace", package: "strace" };
const SHELLCHECK: DebianTool = DebianTool { program: "shellcheck", package: "shellcheck" };
const RSYNC: DebianTool = DebianTool { program: "rsync", package: "rsync" };
const SSHD: DebianTool = DebianTool { program: "/usr/sbin/sshd", package: "openssh-server" };
const SSH: DebianTool = DebianTool { program: "ssh", package: "openssh-client" };

/// What `test` leaves out.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Leave out the licences and origins of dependencies, and the tests in a browser.
    pub fast: bool,
}

/// Runs every step, and fails if one does.
pub fn test(options: &Options) -> ExitCode {
    let mut steps = Steps::default();
    steps.run("formatting", cargo().args(["fmt", "--all", "--check"]));
    scripts(&mut steps);
    steps.run(
        "lints",
        cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    );
    if options.fast {
        steps.leave_out("dependencies");
    } else {
        dependencies(&mut steps);
    }
    tracing(&mut steps);
    publishing(&mut steps);
    steps.run("tests", cargo().args(["test", "--workspace", "--no-fail-fast"]));
    if options.fast {
        steps.leave_out("browser tests");
    } else {
        browser::run(&mut steps, &browser::Options::default());
    }
    steps.finish("test")
}

/// Shell scripts, which no compiler reads.
fn scripts(steps: &mut Steps) {
    match SHELLCHECK.ensure() {
        Ok(()) => {
            steps.run("scripts", Command::new(SHELLCHECK.program).arg(".ci/run"));
        }
        Err(why) => steps.missing("scripts", &why),
    }
}

/// The program by which a test sees what a build asks of the system.
fn tracing(steps: &mut Steps) {
    if let Err(why) = STRACE.ensure() {
        steps.missing("tracing", &why);
    }
}

/// The programs that sites are published with, and a server to publish to.
fn publishing(steps: &mut Steps) {
    for tool in [RSYNC, SSH, SSHD] {
        if let Err(why) = tool.ensure() {
            steps.missing("publishing", &why);
        }
    }
}

/// Licences, origins and unwanted crates, by `deny.toml`.
fn dependencies(steps: &mut Steps) {
    match CARGO_DENY.path() {
        Ok(deny) => {
            let check = ["check", "bans", "licenses", "sources"];
            steps.run("dependencies", Command::new(deny).args(check));
        }
        Err(why) => steps.missing("dependencies", &why),
    }
}
