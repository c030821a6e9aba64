//! Live reload: what the browser is told, as server-sent events.
//!
//! A browser says which page it shows and which version of it. Each of its events follows from
//! comparing that with what is served, so it makes no difference whether it was connected when
//! something changed, or which server it was connected to.

use hyper::body::Bytes;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::body::Body;
use super::notice::NOTHING_HERE;
use super::problems::Problems;
use super::site::{Found, Site};
use super::target::{self, Target};
use super::version::{Difference, Linked, Swapped, Version};
use super::{Shared, State};
use crate::render::{Content, Output};

/// Events that wait until the browser takes them. Then the next change is waited with.
const QUEUED: usize = 8;

/// The streams that are open, oldest first.
#[derive(Default)]
pub struct Streams(Mutex<VecDeque<AbortHandle>>);

impl Streams {
    /// Adds a stream, and ends the oldest if there are too many: most likely nobody reads it.
    fn add(&self, stream: AbortHandle, most: usize) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|stream| !stream.is_finished());
        open.push_back(stream);
        while open.len() > most {
            if let Some(oldest) = open.pop_front() {
                oldest.abort();
            }
        }
    }
}

/// What a browser shows.
pub struct Client {
    /// The base path that its page was loaded from.
    base: String,
    /// The path of its URL as in a request.
    page: String,
    /// The version that its page was served with. Empty where it does not know.
    version: String,
    /// On this machine, so that it may know where files are.
    is_local: bool,
}

impl Client {
    /// Reads the query of the stream's URL.
    pub fn read(query: &str, base: &str, is_local: bool) -> Client {
        let value = |key| target::parameter(query, key).unwrap_or_default();
        let (page, version) = (value("page"), value("version"));
        Client { base: base.to_owned(), page, version, is_local }
    }
}

/// Opens a stream of events for a browser.
pub fn open(shared: &Arc<Shared>, client: Client) -> Body {
    let (sender, receiver) = mpsc::channel(QUEUED);
    let most = shared.limits.streams;
    let stream = tokio::spawn(send(Arc::clone(shared), client, sender));
    shared.streams.add(stream.abort_handle(), most);
    Body::Pieces(receiver)
}

/// Sends events until the browser is gone.
async fn send(
    shared: Arc<Shared>,
    mut client: Client,
    sender: mpsc::Sender<io::Result<Bytes>>,
) -> Option<()> {
    let mut states = shared.state.subscribe();
    let mut known = None;
    loop {
        let state = Arc::clone(&states.borrow_and_update());
        let mut events = problems(&shared, &state, &client, &mut known);
        if let Some(site) = &state.site {
            events += &changes(site, &mut client);
        }
        if !events.is_empty() {
            sender.send(Ok(events.into())).await.ok()?;
        }
        while timeout(shared.limits.keep_alive, states.changed()).await.is_err() {
            // A comment, which the browser ignores.
            sender.send(Ok(Bytes::from_static(b":\n\n"))).await.ok()?;
        }
    }
}

/// The problems of the last build, if the browser does not have them.
fn problems(
    shared: &Shared,
    state: &State,
    client: &Client,
    known: &mut Option<Arc<Problems>>,
) -> String {
    let Some(problems) = &state.problems else { return String::new() };
    if known.as_ref().is_some_and(|known| Arc::ptr_eq(known, problems)) {
        return String::new();
    }
    *known = Some(Arc::clone(problems));
    event("problems", &problems.json(&shared.editor, &shared.folder, client.is_local))
}

/// What the browser has to do to show what is served now, which it is taken to do.
fn changes(site: &Site, client: &mut Client) -> String {
    if client.base != site.base_path() {
        return follow_site(site, client);
    }
    let path = inside(site, &client.page);
    let page = path.as_deref().and_then(|path| match site.find(path) {
        Found::Output(output) => Some(output),
        Found::Folder | Found::Nothing => None,
    });
    let Shown { version, text, stylesheets } = shown(site, page);
    let before = std::mem::replace(&mut client.version, text);
    if before.is_empty() || before == client.version {
        return String::new();
    }
    let moved = path.as_deref().and_then(|path| site.moved(path));
    if let (None, Some(moved)) = (page, moved) {
        return follow(&format!("{}{}", site.base_path(), target::encode(moved)));
    }
    let difference = match (version, before.parse()) {
        (Some(version), Ok(before)) => version.differs_from(&before, &stylesheets),
        _ => Difference::Page,
    };
    match difference {
        Difference::Page => event("reload", "{}"),
        Difference::Stylesheets(swapped) => {
            let address = |path: &str| format!("{}{}", site.base_path(), target::encode(path));
            let stylesheets = swapped.iter().map(|Swapped { from, to, digest }| {
                let (from, to) = (address(from), address(to));
                serde_json::json!({ "from": from, "to": to, "digest": digest.to_string() })
            });
            let stylesheets: Vec<_> = stylesheets.collect();
            let data = serde_json::json!({ "stylesheets": stylesheets, "version": client.version });
            event("css", &data.to_string())
        }
        // Such as a fingerprint in the page: nothing to see, and known from now on.
        Difference::None => {
            event("version", &serde_json::json!({ "version": client.version }).to_string())
        }
    }
}

/// The whole site is at another base path now.
fn follow_site(site: &Site, client: &mut Client) -> String {
    let inside = client.page.strip_prefix(&client.base).unwrap_or_default();
    let url = format!("{}{inside}", site.base_path());
    client.base = site.base_path().to_owned();
    client.page.clone_from(&url);
    client.version.clear();
    follow(&url)
}

fn follow(url: &str) -> String {
    event("follow", &serde_json::json!({ "url": url }).to_string())
}

/// What a browser is shown at a path.
struct Shown<'s> {
    version: Option<Version>,
    /// The version as the page has it.
    text: String,
    stylesheets: Vec<Linked<'s>>,
}

fn shown<'s>(site: &'s Site, page: Option<&'s Output>) -> Shown<'s> {
    let Some(output) = page.or_else(|| site.not_found()) else {
        return Shown { version: None, text: NOTHING_HERE.to_owned(), stylesheets: Vec::new() };
    };
    let Content::Bytes(html) = &output.content else {
        // A page of `static/`, whose text is not at hand: as a whole.
        let text = whole(output);
        return Shown { version: None, text, stylesheets: Vec::new() };
    };
    let (version, stylesheets) = Version::of(site, &output.path, html);
    Shown { text: version.to_string(), version: Some(version), stylesheets }
}

/// The version of an output whose text is not at hand.
fn whole(output: &Output) -> String {
    format!("whole-{}", output.digest)
}

/// The version of a page, as it is put into the page.
pub fn version(site: &Site, output: &Output) -> String {
    shown(site, Some(output)).text
}

/// The path of a URL within the site.
fn inside(site: &Site, page: &str) -> Option<String> {
    let inside = page.strip_prefix(site.base_path())?;
    match target::read(&format!("/{inside}")) {
        Target::Path(path) => path.strip_prefix('/').map(str::to_owned),
        Target::Nothing | Target::Invalid => None,
    }
}

/// One event; the data is one line.
fn event(kind: &str, data: &str) -> String {
    let mut event = String::with_capacity(kind.len() + data.len() + 16);
    _ = write!(event, "event: {kind}\ndata: {data}\n\n");
    event
}
