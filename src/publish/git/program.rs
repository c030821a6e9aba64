//! Runs the user's `git`: with what we need said in its environment, and an eye on how much it says.
//!
//! Nothing that is secret becomes an argument, and no prompt waits where nobody can answer.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use super::super::Error;

/// What git says on its output, at most: an answer that is longer is no sensible one.
const LONGEST_ANSWER: u64 = 64 * 1024 * 1024;
/// Of its errors only so much is kept.
const LONGEST_ERROR: usize = 256 * 1024;
const LONGEST_LINE: usize = 16 * 1024;
/// Since this version of git, settings can be given in the environment.
const OLDEST: (u32, u32) = (2, 31);
/// The ways to another repository that are allowed.
const PROTOCOLS: [&str; 3] = ["https", "ssh", "file"];

/// Variables that would point git at another repository than the one we mean, or have it read
/// arguments otherwise. `git rev-parse --local-env-vars` lists most of them.
const DROPPED: [&str; 26] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DEFAULT_HASH",
    "GIT_DEFAULT_REF_FORMAT",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_GLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REF_PARANOIA",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_WORK_TREE",
];

/// Settings under which nothing of the user's changes bytes, runs hooks or waits.
const SETTINGS: [(&str, &str); 17] = [
    ("core.hooksPath", "/dev/null"),
    ("core.autocrlf", "false"),
    ("core.attributesFile", "/dev/null"),
    ("core.fsmonitor", "false"),
    ("core.splitIndex", "false"),
    ("core.fsync", "none"),
    ("core.logAllRefUpdates", "false"),
    // Nothing is ever checked out here, and paths have been looked at.
    ("core.protectNTFS", "false"),
    ("core.protectHFS", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("i18n.commitEncoding", "UTF-8"),
    ("push.gpgSign", "false"),
    ("push.pushOption", ""),
    ("submodule.recurse", "false"),
    // A connection over which nothing comes for two minutes is given up.
    ("http.lowSpeedLimit", "1"),
    ("http.lowSpeedTime", "120"),
];

/// The user's git, with settings of our own.
#[derive(Clone)]
pub(super) struct Git {
    settings: Vec<(String, String)>,
    variables: Vec<(&'static str, OsString)>,
    /// Whether somebody is there to be asked.
    terminal: bool,
}

/// What came of a run.
pub(super) struct Done {
    pub status: ExitStatus,
    pub out: Vec<u8>,
    pub err: String,
}

impl Done {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).trim_end_matches('\n').to_owned()
    }
}

impl Git {
    /// The git on the path, if it is not too old.
    pub fn find() -> Result<Git, Error> {
        let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
        let settings = SETTINGS.map(|(key, value)| (key.to_owned(), value.to_owned())).to_vec();
        let git = Git { settings, variables: Vec::new(), terminal };
        let said = git.run(&["version"], Path::new("."), &[])?.text();
        match version(&said) {
            Some(version) if version >= OLDEST => Ok(git),
            Some((major, minor)) => Err(Error::Place {
                message: format!("git is {major}.{minor}, which is too old"),
                help: format!("install git {}.{} or newer", OLDEST.0, OLDEST.1),
            }),
            None => Err(Error::Place {
                message: "`git version` does not say which it is".to_owned(),
                help: "see that the `git` on the path is git".to_owned(),
            }),
        }
    }

    /// Adds a setting, which counts more than those in files and those before it.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.settings.push((key.into(), value.into()));
    }

    /// Adds a variable to git's environment.
    pub fn variable(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.variables.push((name, value.into()));
    }

    /// Runs git in a folder, with these bytes on its input. A run that fails is no error here.
    pub fn run(&self, arguments: &[&str], folder: &Path, input: &[u8]) -> Result<Done, Error> {
        self.run_and_watch(arguments, folder, input, |_| {})
    }

    /// The same, and each line of what it says on the side is shown as it comes.
    pub fn run_and_watch(
        &self,
        arguments: &[&str],
        folder: &Path,
        input: &[u8],
        line: impl FnMut(&str),
    ) -> Result<Done, Error> {
        let mut child = self.start(arguments, folder, !input.is_empty())?;
        let stdin = child.stdin.take();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || {
            // Whoever stops reading says why on the side.
            let _ = stdin.map(|mut stdin| stdin.write_all(&input));
        });
        let reader = read_all(&mut child);
        let err = read_errors(&mut child, line);
        let out = reader.and_then(|reader| reader.join().ok());
        let _ = writer.join();
        let (out, is_whole) = out.unwrap_or_default();
        if !is_whole {
            let _ = child.kill();
        }
        let status = child.wait().map_err(failed)?;
        if !is_whole {
            return Err(Error::Place {
                message: "git has more to say than can be listened to".to_owned(),
                help: "see whether the branch holds a site at all".to_owned(),
            });
        }
        Ok(Done { status, out, err })
    }

    /// Starts git, and leaves talking with it to the caller.
    pub fn start(&self, arguments: &[&str], folder: &Path, talks: bool) -> Result<Child, Error> {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(folder);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if talks { Stdio::piped() } else { Stdio::null() });
        for variable in DROPPED {
            command.env_remove(variable);
        }
        command.env("LC_ALL", "C").env_remove("LANGUAGE").env("GIT_ALLOW_PROTOCOL", allowed());
        let given = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok());
        let given: usize = given.unwrap_or(0);
        for (number, (key, value)) in (given..).zip(&self.settings) {
            command.env(format!("GIT_CONFIG_KEY_{number}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        command.env("GIT_CONFIG_COUNT", (given + self.settings.len()).to_string());
        if !self.terminal {
            command.env("GIT_TERMINAL_PROMPT", "0").env("GCM_INTERACTIVE", "never");
            command.env("SSH_ASKPASS_REQUIRE", "never").env_remove("SSH_ASKPASS");
        }
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        command.spawn().map_err(failed)
    }

    /// Whether ssh may be told not to ask: nobody is there to answer, and no other ssh is chosen.
    pub fn may_tell_ssh(&self) -> bool {
        let is_set = |name| std::env::var_os(name).is_some();
        !self.terminal && !is_set("GIT_SSH_COMMAND") && !is_set("GIT_SSH")
    }
}

fn failed(cause: io::Error) -> Error {
    Error::Program { program: "git", cause }
}

/// The protocols that are allowed: ours, or fewer where the user allows fewer.
fn allowed() -> String {
    let by_user = std::env::var("GIT_ALLOW_PROTOCOL").ok();
    let is_allowed = |protocol: &&str| {
        by_user.as_ref().is_none_or(|list| list.split(':').any(|allowed| allowed == *protocol))
    };
    PROTOCOLS.into_iter().filter(is_allowed).collect::<Vec<_>>().join(":")
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.strip_prefix("git version ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Reads the output on a thread, up to the limit, and says whether that was all.
fn read_all(child: &mut Child) -> Option<JoinHandle<(Vec<u8>, bool)>> {
    let stdout = child.stdout.take()?;
    Some(std::thread::spawn(move || {
        let mut out = Vec::new();
        let read = stdout.take(LONGEST_ANSWER + 1).read_to_end(&mut out);
        let is_whole = read.is_ok() && out.len() as u64 <= LONGEST_ANSWER;
        (out, is_whole)
    }))
}

/// Reads what git says on the side, where lines of progress end in `\r`. The end of it is kept.
fn read_errors(child: &mut Child, mut on_line: impl FnMut(&str)) -> String {
    let mut kept = String::new();
    let Some(stderr) = child.stderr.take() else { return kept };
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        let Ok(bytes) = reader.fill_buf() else { return kept };
        let is_end = bytes.is_empty();
        let ends = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
        line.extend_from_slice(bytes.get(..ends.unwrap_or(bytes.len())).unwrap_or_default());
        let used = ends.map_or(bytes.len(), |end| end + 1);
        reader.consume(used);
        if ends.is_some() || is_end || line.len() > LONGEST_LINE {
            let text = String::from_utf8_lossy(&line);
            on_line(&text);
            if !text.trim().is_empty() {
                kept.push_str(&text);
                kept.push('\n');
            }
            line.clear();
        }
        if kept.len() > LONGEST_ERROR {
            let half = kept.char_indices().map(|(at, _)| at).find(|at| *at > LONGEST_ERROR / 2);
            kept.drain(..half.unwrap_or(0));
        }
        if is_end {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_read_as_systems_write_them() {
        assert_eq!(version("git version 2.47.3"), Some((2, 47)));
        assert_eq!(version("git version 2.39.5 (Apple Git-154)"), Some((2, 39)));
        assert_eq!(version("git version 2.51.0.windows.1"), Some((2, 51)));
        assert_eq!(version("hub"), None);
    }
}
