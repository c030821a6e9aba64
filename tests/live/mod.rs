//! `serve` and `watch` as people run them: the program itself, on a site that somebody edits.

#![cfg(unix)]

#[cfg(target_os = "linux")]
mod calls;
mod ending;
mod lasting;
mod options;
mod random;
mod recovery;
mod saves;
mod said;
mod untouched;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

use crate::incremental::variants;
use crate::serve::{Reply, exchange, replies, without_script};

/// How long anything may take on a machine that does other things too.
const LONGEST: Duration = Duration::from_secs(60);

/// How long nothing must be said for a program to have said all: longer than it waits until it
/// looks whether something was missed.
const SILENCE: Duration = Duration::from_millis(1500);

/// 15 June 2026, which decides what has expired.
const TODAY: (&str, &str) = ("SOURCE_DATE_EPOCH", "1781481600");

/// What most tests edit, and its page.
const ONE: &str = "content/accomplishments/one.md";
const ONE_PAGE: &str = "accomplishments/one/";

/// What the file holds, with these words in it.
fn one(words: &str) -> String {
    format!("---\ntitle: One\ndate: 2024\nskills: [payments]\nwith: [lena]\n---\n\n{words}\n")
}

/// A small site with one of everything, in a folder of its own.
struct Site {
    /// Outputs and copies may lie beside the site.
    folder: TempDir,
    path: PathBuf,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        let path = fs::canonicalize(folder.path()).expect("the folder").join("site");
        let site = Site { folder, path };
        for (file, variants) in variants() {
            if let Some(content) = &variants[0] {
                site.put(file, content);
            }
        }
        site
    }

    /// Writes a file in place, and the folders that it is in.
    fn put(&self, file: &str, content: impl AsRef<[u8]>) {
        let path = self.path.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.path.join(file)).expect("the file is removed");
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path.join(from), self.path.join(to)).expect("it is renamed");
    }

    fn read(&self, file: &str) -> Vec<u8> {
        fs::read(self.path.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn run(&self, words: &[&str]) -> Program {
        Program::start(command(&self.path, words))
    }

    /// A server of any free port, with these further words, once it is there.
    fn serve(&self, words: &[&str]) -> Program {
        let mut program = self.run(&[&["serve", "--port", "0"], words].concat());
        program.find_port();
        program
    }

    fn watch(&self) -> Program {
        let program = self.run(&["watch"]);
        program.err.wait_for("the first build", |lines| lines.iter().any(is_built));
        program
    }
}

/// Whether a line says that a build went well.
fn is_built(line: impl AsRef<str>) -> bool {
    line.as_ref().starts_with("built ")
}

fn is_not_built(line: impl AsRef<str>) -> bool {
    line.as_ref().starts_with("not built: ")
}

/// The command, in this folder.
fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchfolio"));
    command.args(words).current_dir(folder).env(TODAY.0, TODAY.1);
    command
}

/// A program under way. It ends with the test.
struct Program {
    child: Child,
    /// Of the program itself, where another one runs it.
    pid: u32,
    out: Lines,
    err: Lines,
    port: u16,
}

impl Program {
    fn start(mut command: Command) -> Program {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let out = Lines::of(child.stdout.take().expect("its output"));
        let err = Lines::of(child.stderr.take().expect("its errors"));
        Program { pid: child.id(), child, out, err, port: 0 }
    }

    /// Waits until a server says where it is.
    fn find_port(&mut self) {
        let line = self.err.wait_for("the address", |lines| {
            lines
                .iter()
                .find_map(|line| line.split_once("serving at http://")?.1.split_once('/'))
                .map(|(host, _)| host.to_owned())
        });
        let port = line.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        self.port = port.unwrap_or_else(|| panic!("no port in {line}"));
    }

    /// What the server answers.
    fn get(&self, path: &str) -> Reply {
        let head = format!(
            "GET /{path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        let raw = exchange(SocketAddr::from((Ipv4Addr::LOCALHOST, self.port)), head.as_bytes());
        let mut replies = replies(&raw, false);
        assert_eq!(replies.len(), 1, "{}", String::from_utf8_lossy(&raw));
        replies.remove(0)
    }

    /// A page as it was built; `None` where there is none.
    fn page(&self, path: &str) -> Option<String> {
        let reply = self.get(path);
        assert!([200, 404].contains(&reply.status), "{reply:?}");
        let html = without_script(&reply.body, "/");
        (reply.status == 200).then(|| String::from_utf8(html).expect("text"))
    }

    /// Waits until the page at this path says this.
    #[track_caller]
    fn wait_for_page(&self, path: &str, words: &str) {
        wait_until(&format!("`{words}` at /{path}; said: {:#?}", self.err), || {
            self.page(path).is_some_and(|page| page.contains(words))
        });
    }

    fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.pid);
        let status = Command::new("sh").args(["-c", &line]).status().expect("a shell");
        assert!(status.success(), "{line}");
    }

    /// Waits until the program has ended.
    fn end(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("the program") {
                return status;
            }
            assert!(begun.elapsed() < LONGEST, "the program does not end");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// What a program says, line by line.
#[derive(Clone)]
struct Lines(Arc<(Mutex<Heard>, Condvar)>);

#[derive(Default)]
struct Heard {
    lines: Vec<String>,
    is_over: bool,
}

impl Lines {
    /// Reads until the program ends.
    fn of(pipe: impl Read + Send + 'static) -> Lines {
        let lines = Lines(Arc::default());
        let heard = lines.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines() {
                heard.add(|heard| heard.lines.push(line.expect("text")));
            }
            heard.add(|heard| heard.is_over = true);
        });
        lines
    }

    fn add(&self, add: impl FnOnce(&mut Heard)) {
        add(&mut self.0.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.1.notify_all();
    }

    fn all(&self) -> Vec<String> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).lines.clone()
    }

    /// Waits until what was said is as it should be.
    #[track_caller]
    fn wait_for<T: Verdict>(&self, what: &str, check: impl Fn(&[String]) -> T) -> T::Value {
        let begun = Instant::now();
        let mut heard = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(value) = check(&heard.lines).verdict() {
                return value;
            }
            let left = LONGEST.saturating_sub(begun.elapsed());
            if left.is_zero() || heard.is_over {
                let lines = heard.lines.join("\n");
                // Unlocked, lest the reader fail too.
                drop(heard);
                panic!("waited for {what}, but it says:\n{lines}");
            }
            (heard, _) = self.0.1.wait_timeout(heard, left).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Everything that was said, once nothing has been said for a while.
    fn settled(&self) -> Vec<String> {
        let mut before = self.all();
        loop {
            std::thread::sleep(SILENCE);
            let now = self.all();
            if now.len() == before.len() {
                return now;
            }
            before = now;
        }
    }

    /// Everything that is said until the program ends.
    fn to_end(&self) -> Vec<String> {
        let mut heard = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        while !heard.is_over {
            heard = self.0.1.wait(heard).unwrap_or_else(PoisonError::into_inner);
        }
        heard.lines.clone()
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.all().fmt(f)
    }
}

/// What a look at lines comes to: yes or no, or a value or none.
trait Verdict {
    type Value;
    fn verdict(self) -> Option<Self::Value>;
}

impl Verdict for bool {
    type Value = ();
    fn verdict(self) -> Option<()> {
        self.then_some(())
    }
}

impl<T> Verdict for Option<T> {
    type Value = T;
    fn verdict(self) -> Option<T> {
        self
    }
}

/// Looks again and again until something is as it should be.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LONGEST, "waited for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
