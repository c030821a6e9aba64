//! A dev server over the outputs in memory, with live reload and the problems shown in the page.
//!
//! It is given what a build made and shows it; it neither builds nor waits for changes. A request
//! is looked up among the outputs and never becomes a path on disk. What is added to a page, the
//! script that reloads it, is added to the response and never to the output.

mod answer;
mod body;
mod connection;
mod editor;
mod guard;
mod inject;
mod listen;
mod notice;
mod problems;
mod range;
mod references;
mod site;
mod stream;
mod target;
mod version;

pub use editor::Editor;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::{oneshot, watch};

use crate::diagnostic::{InWords, Located};
use crate::render::{Output, media_type};
use guard::Allowed;
use listen::Listening;
use problems::Problems;
use site::Site;
use stream::Streams;

/// Where and how to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// `localhost`, another name of this machine, or an address. `0.0.0.0` and `::` are all of
    /// this machine's addresses.
    pub host: String,
    /// 0 is any free one.
    pub port: u16,
    /// Otherwise the next free port is taken; [`Server::address`] tells which.
    pub port_is_fixed: bool,
    /// The path of the base URL, `/` or `/sub/path/`, as far as it is known before the first
    /// build.
    pub base_path: String,
    /// What the places of problems open.
    pub editor: Editor,
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            host: "localhost".to_owned(),
            port: 8000,
            port_is_fixed: false,
            base_path: "/".to_owned(),
            editor: Editor::default(),
            limits: Limits::default(),
        }
    }
}

/// How much the server does for clients that want too much, or are slow.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time. Others wait.
    pub connections: usize,
    /// Pages that wait for changes at a time. The oldest make way.
    pub streams: usize,
    /// How long the head of a request may take. Also how long an idle connection is kept.
    pub head: Duration,
    /// How long a client may take none of what it is being sent.
    pub stalled: Duration,
    /// How often a page that waits for changes is told that the server is still there.
    pub keep_alive: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 256,
            streams: 64,
            head: Duration::from_secs(5),
            stalled: Duration::from_secs(20),
            keep_alive: Duration::from_secs(15),
        }
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the host `{0}` is not known ({text}); give a name or an address of this machine", text = InWords(.1))]
    UnknownHost(String, io::Error),
    #[error("port {0} is taken by another program")]
    PortTaken(u16),
    #[error("the ports {0} to {1} are all taken by other programs")]
    NoPortFree(u16, u16),
    #[error("cannot serve at {0}: {text}", text = listen::why(.1))]
    Listen(SocketAddr, io::Error),
    #[error("cannot start the server: {}", InWords(.0))]
    Start(io::Error),
}

/// Starts to serve. Until something is shown, every page says that the first build is under way.
///
/// The outputs to come are those of the site in this folder, which is written as it was for the
/// engine.
pub fn start(options: &Options, site: &Path) -> Result<Server, Error> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Start)?;
    let Listening { listeners, address, name } = listen::listen(options)?;
    let absolute = std::path::absolute(site).map_err(Error::Start)?;
    let nothing =
        State { bases: vec![options.base_path.as_str().into()], site: None, problems: None };
    let (state, _) = watch::channel(Arc::new(nothing));
    let shared = Arc::new(Shared {
        allowed: Allowed::new(&name, address),
        folder: Folder { given: site.to_owned(), absolute },
        editor: options.editor.clone(),
        limits: options.limits,
        streams: Streams::default(),
        state,
    });
    let (stop, stopped) = oneshot::channel();
    let serving = Arc::clone(&shared);
    let thread = thread::Builder::new()
        .name("serve".to_owned())
        .spawn(move || {
            runtime.block_on(connection::accept(listeners, serving, stopped));
            runtime.shutdown_background();
        })
        .map_err(Error::Start)?;
    let builds = AtomicU64::new(1);
    Ok(Server { address, name, shared, builds, stop: Some(stop), thread: Some(thread) })
}

/// A server that runs until it is dropped, which ends it at once.
pub struct Server {
    address: SocketAddr,
    name: String,
    shared: Arc<Shared>,
    /// How many were shown.
    builds: AtomicU64,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Where it listens, with the port that it took.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the site's first page, as a browser on this machine opens it.
    pub fn url(&self) -> String {
        let port = match self.address.port() {
            80 => String::new(),
            port => format!(":{port}"),
        };
        format!("http://{}{port}{}", self.name, self.shared.state().base_path())
    }

    /// The URL by which other machines of the network reach it, if they do.
    pub fn url_for_others(&self) -> Option<String> {
        let address = listen::seen_by_others(self.address.ip())?;
        let address = SocketAddr::new(address, self.address.port());
        Some(format!("http://{address}{}", self.shared.state().base_path()))
    }

    /// Serves these outputs from now on, below the path of the base URL that they were built for,
    /// and tells the browsers what differs. The problems are those of a build without errors.
    pub fn show(&self, base_path: &str, outputs: &[Output], problems: &[Located]) {
        let problems = self.problems(problems);
        let mut outputs = outputs.to_vec();
        if !outputs.is_sorted_by(|a, b| a.path <= b.path) {
            outputs.sort_by(|a, b| a.path.cmp(&b.path));
        }
        let before = self.shared.state();
        let site = Site::new(outputs, base_path, before.site.as_deref());
        let mut bases = before.bases.clone();
        bases.retain(|base| **base != *base_path);
        bases.push(base_path.into());
        self.shared.state.send_replace(Arc::new(State {
            bases,
            site: Some(Arc::new(site)),
            problems: Some(problems),
        }));
    }

    /// Shows these problems over the pages of the last good build, or instead of pages if there
    /// was none.
    pub fn show_problems(&self, problems: &[Located]) {
        let problems = self.problems(problems);
        let before = self.shared.state();
        self.shared.state.send_replace(Arc::new(State {
            bases: before.bases.clone(),
            site: before.site.clone(),
            problems: Some(problems),
        }));
    }

    fn problems(&self, problems: &[Located]) -> Arc<Problems> {
        let build = self.builds.fetch_add(1, Ordering::Relaxed);
        Arc::new(Problems::new(problems, build))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            _ = thread.join();
        }
    }
}

/// What all connections know.
struct Shared {
    allowed: Allowed,
    folder: Folder,
    editor: Editor,
    limits: Limits,
    streams: Streams,
    state: watch::Sender<Arc<State>>,
}

impl Shared {
    /// What is shown now.
    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.borrow())
    }
}

/// The site's folder.
struct Folder {
    /// As it was written for the engine.
    given: PathBuf,
    absolute: PathBuf,
}

impl Folder {
    /// The whole path of a source.
    fn join(&self, source: &Path) -> PathBuf {
        self.absolute.join(source.strip_prefix(&self.given).unwrap_or(source))
    }
}

/// What is shown at a time.
struct State {
    /// The base path, and before it those that were in use earlier: pages that were loaded from
    /// there have yet to be told.
    bases: Vec<Arc<str>>,
    /// Of the last good build.
    site: Option<Arc<Site>>,
    /// Of the last build; none before the first.
    problems: Option<Arc<Problems>>,
}

impl State {
    fn base_path(&self) -> &str {
        self.bases.last().map_or("/", |base| base)
    }
}
