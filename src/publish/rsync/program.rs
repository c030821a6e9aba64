//! The user's own rsync, run so that it asks nothing and reads nothing into names.

use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::super::Error;
use super::destination::Destination;

/// What of this machine is used.
#[derive(Clone, Debug)]
pub struct Tools {
    /// rsync: a name to look for on the path, or a path.
    pub rsync: OsString,
    /// What connects to other machines, as rsync takes it from `RSYNC_RSH`. `None` is `ssh`.
    pub shell: Option<String>,
    /// Somebody sits at a terminal, whom ssh may ask for a passphrase.
    pub may_ask: bool,
    /// Before the second attempt; twice as long before each further one.
    pub pause: Duration,
}

impl Tools {
    pub fn from_environment() -> Tools {
        Tools {
            rsync: "rsync".into(),
            shell: std::env::var("RSYNC_RSH").ok().filter(|shell| !shell.trim().is_empty()),
            may_ask: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
            pause: Duration::from_secs(5),
        }
    }

    /// What is given to rsync as `--rsh`: with ssh, neither a question nor a connection that hangs.
    fn remote_shell(&self) -> String {
        let shell = self.shell.as_deref().unwrap_or("ssh").trim();
        let program = shell.split_whitespace().next().unwrap_or_default();
        if Path::new(program).file_name() != Some(OsStr::new("ssh")) {
            return shell.to_owned();
        }
        let batch = if self.may_ask { "" } else { " -o BatchMode=yes" };
        format!("{shell}{batch} -o ConnectTimeout=30 -o ServerAliveInterval=15")
    }
}

/// The oldest rsync that knows all that is asked of it, of 2013.
const OLDEST: (u32, u32) = (3, 1);

/// Variables that change what the arguments mean.
const CONFUSING: [&str; 5] =
    ["RSYNC_OLD_ARGS", "RSYNC_PROTECT_ARGS", "RSYNC_ICONV", "RSYNC_PARTIAL_DIR", "RSYNC_PROXY"];

/// Of what goes wrong, so many bytes are kept.
const LONGEST_STDERR: u64 = 64 * 1024;

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// `None` where a signal ended it.
    pub code: Option<i32>,
    pub stderr: String,
}

impl Outcome {
    pub fn is_success(&self) -> bool {
        self.code == Some(0)
    }
}

/// Refuses an rsync that is too old, and others that have its name.
pub fn check_version(tools: &Tools) -> Result<(), Error> {
    let mut command = Command::new(&tools.rsync);
    command.arg("--version").stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().map_err(failed_to_run)?;
    check_version_text(&String::from_utf8_lossy(&output.stdout))
}

fn check_version_text(text: &str) -> Result<(), Error> {
    let first = text.lines().next().unwrap_or_default();
    let found = if text.contains("openrsync") {
        "the rsync here is openrsync, which lacks what is needed".to_owned()
    } else {
        match version(first) {
            Some((major, minor)) if (major, minor) < OLDEST => {
                format!("the rsync here is version {major}.{minor}, which is too old")
            }
            Some(_) => return Ok(()),
            None => "the rsync here does not tell its version".to_owned(),
        }
    };
    let (major, minor) = OLDEST;
    Err(Error::Place {
        message: found,
        help: format!(
            "install rsync {major}.{minor} or newer, with `brew install rsync` on macOS, and see that it comes first on the path"
        ),
    })
}

/// Of `rsync  version 3.2.7  protocol version 31`, also with a `v` before the number.
fn version(line: &str) -> Option<(u32, u32)> {
    let (_, rest) = line.strip_prefix("rsync")?.split_once("version ")?;
    let mut numbers = rest.trim_start_matches('v').split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// Runs rsync to its end. Its output is handed on piece by piece.
pub fn run(
    tools: &Tools,
    destination: &Destination,
    arguments: &[OsString],
    on_output: &mut dyn FnMut(&[u8]),
) -> Result<Outcome, Error> {
    let mut command = Command::new(&tools.rsync);
    // Names are sent beside the command line of the other side, where no shell reads them.
    command.args(["--protect-args", "--timeout=300"]);
    if destination.host().is_some() {
        command.arg(format!("--rsh={}", tools.remote_shell()));
        if !tools.may_ask {
            command.env("SSH_ASKPASS_REQUIRE", "never");
        }
    }
    command.args(arguments);
    for variable in CONFUSING {
        command.env_remove(variable);
    }
    // Messages are read by their words; MD5 is what every version knows.
    command.env("LC_ALL", "C").env("RSYNC_CHECKSUM_LIST", "md5");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(failed_to_run)?;
    attend(child, on_output).map_err(failed_to_run)
}

fn attend(mut child: Child, on_output: &mut dyn FnMut(&[u8])) -> std::io::Result<Outcome> {
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let stderr = std::thread::scope(|scope| {
        let stderr = scope.spawn(move || stderr.map(|mut stderr| read_start(&mut stderr)));
        if let Some(mut stdout) = stdout {
            let mut buffer = [0; 16 * 1024];
            // That rsync closes its end is all the same to how it ended.
            while let Ok(read @ 1..) = stdout.read(&mut buffer) {
                on_output(buffer.get(..read).unwrap_or_default());
            }
        }
        stderr.join().ok().flatten().unwrap_or_default()
    });
    let status = child.wait()?;
    Ok(Outcome { code: status.code(), stderr: String::from_utf8_lossy(&stderr).into_owned() })
}

/// The start of what is said; the rest is read and dropped, so that nobody waits.
fn read_start(from: &mut impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let _ = from.by_ref().take(LONGEST_STDERR).read_to_end(&mut kept);
    let _ = std::io::copy(from, &mut std::io::sink());
    kept
}

fn failed_to_run(cause: std::io::Error) -> Error {
    Error::Program { program: "rsync", cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_other_programs_are_refused() {
        let check = |text: &str| check_version_text(text).map_err(|error| error.to_string());
        assert_eq!(check("rsync  version 3.2.7  protocol version 32\nCopyright"), Ok(()));
        assert_eq!(check("rsync  version v3.4.1-18-gb1c3f2 protocol version 32"), Ok(()));
        assert_eq!(check("rsync  version 3.1.0  protocol version 31"), Ok(()));
        let old = "the rsync here is version 2.6, which is too old";
        assert_eq!(check("rsync  version 2.6.9  protocol version 29"), Err(old.to_owned()));
        let other = "the rsync here is openrsync, which lacks what is needed";
        let words = "openrsync: protocol version 29\nrsync version 2.6.9 compatible";
        assert_eq!(check(words), Err(other.to_owned()));
        let none = "the rsync here does not tell its version";
        assert_eq!(check(""), Err(none.to_owned()));
        assert_eq!(check("busybox"), Err(none.to_owned()));
    }

    #[test]
    fn ssh_never_asks_where_nobody_sits() {
        let shell = |shell: Option<&str>, may_ask| {
            let shell = shell.map(str::to_owned);
            let pause = Duration::ZERO;
            Tools { rsync: "rsync".into(), shell, may_ask, pause }.remote_shell()
        };
        let rest = "-o ConnectTimeout=30 -o ServerAliveInterval=15";
        assert_eq!(shell(None, false), format!("ssh -o BatchMode=yes {rest}"));
        assert_eq!(shell(None, true), format!("ssh {rest}"));
        let own = "/usr/bin/ssh -p 2222";
        assert_eq!(shell(Some(own), false), format!("{own} -o BatchMode=yes {rest}"));
        assert_eq!(shell(Some("rsh -x"), false), "rsh -x");
    }
}
