//! From a request to a response.
//!
//! The target of a request is compared with the paths of outputs, and never used as a path. What
//! is read from disk are the sources of copies, whose paths come from the build.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, StatusCode};

use super::body::{Body, Source};
use super::inject::{FOLDER, inject};
use super::range::{Wanted, is_known, wanted};
use super::site::{Found, Site};
use super::stream::{self, Client};
use super::target::{self, Target};
use super::{Shared, State, guard, media_type, notice};
use crate::diagnostic::InWords;
use crate::digest::Digest;
use crate::render::{Content, Output};
use crate::source::image::publishable;

/// The script that pages load, and what pages of the server's own look like.
const CLIENT: &str = include_str!("client/livereload.js");
const NOTICE: &str = include_str!("client/notice.css");

/// The longest target of a request, in bytes.
const LONGEST_TARGET: usize = 8 << 10;

/// What pages of the server's own may load.
const POLICY: &str = "default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'";

/// Both ends of a connection.
#[derive(Clone, Copy)]
pub struct Ends {
    pub local: IpAddr,
    pub peer: IpAddr,
}

/// Answers a request, whatever it asks for.
pub async fn answer(
    request: &Request<Incoming>,
    shared: &Arc<Shared>,
    ends: Ends,
) -> Response<Body> {
    let (uri, headers) = (request.uri(), request.headers());
    let authority = uri.authority().map(|authority| authority.as_str());
    if let Err(refusal) = shared.allowed.host(headers, authority, ends.local) {
        let status = match refusal {
            guard::Refusal::NoHost => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        };
        return words(status, notice::refused(refusal));
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut response = words(
            StatusCode::METHOD_NOT_ALLOWED,
            "Only GET and HEAD are answered here: the site is made of files.\n",
        );
        set(&mut response, ALLOW, "GET, HEAD");
        return response;
    }
    if uri.scheme_str().is_some_and(|scheme| scheme != "http") {
        return words(StatusCode::BAD_REQUEST, "Only http is spoken here.\n");
    }
    let (path, query) = (uri.path(), uri.query().unwrap_or_default());
    if path.len() + query.len() > LONGEST_TARGET {
        return words(StatusCode::URI_TOO_LONG, "This address is too long.\n");
    }
    let state = shared.state();
    let own = state
        .bases
        .iter()
        .rev()
        .find_map(|base| Some((&**base, path.strip_prefix(&**base)?.strip_prefix(FOLDER)?)));
    if let Some((base, name)) = own {
        return own_file(name, base, request, shared, ends);
    }
    let base = state.base_path();
    match path.strip_prefix(base) {
        Some(inside) => page_or_file(inside, query, request, shared, &state).await,
        None if path == "/" => redirect(StatusCode::FOUND, base, query),
        None if format!("{path}/") == base => redirect(StatusCode::MOVED_PERMANENTLY, base, query),
        None => {
            let text = format!("Nothing is here: the site is at {base}, as its base URL says.\n");
            words(StatusCode::NOT_FOUND, &text)
        }
    }
}

/// The files and the stream that are the server's own.
fn own_file(
    name: &str,
    base: &str,
    request: &Request<Incoming>,
    shared: &Arc<Shared>,
    ends: Ends,
) -> Response<Body> {
    let (kind, text) = match name {
        "livereload" => return live_reload(base, request, shared, ends),
        "livereload.js" => ("text/javascript; charset=utf-8", CLIENT),
        "notice.css" => ("text/css; charset=utf-8", NOTICE),
        _ => return words(StatusCode::NOT_FOUND, "The server has no such file of its own.\n"),
    };
    let etag = etag(Digest::of(text.as_bytes()));
    if is_known(request.headers(), &etag) {
        return not_modified(&etag);
    }
    let mut response = respond(StatusCode::OK, kind, Bytes::from_static(text.as_bytes()));
    set(&mut response, ETAG, &etag);
    response
}

/// The stream of changes for a page of this base path.
fn live_reload(
    base: &str,
    request: &Request<Incoming>,
    shared: &Arc<Shared>,
    ends: Ends,
) -> Response<Body> {
    if let Err(refusal) = guard::same_origin(request.headers()) {
        return words(StatusCode::FORBIDDEN, notice::refused(refusal));
    }
    if request.method() == Method::HEAD {
        let mut response = words(StatusCode::METHOD_NOT_ALLOWED, "");
        set(&mut response, ALLOW, "GET");
        return response;
    }
    let query = request.uri().query().unwrap_or_default();
    let client = Client::read(query, base, ends.peer.to_canonical().is_loopback());
    let mut response = Response::new(stream::open(shared, client));
    set(&mut response, CONTENT_TYPE, "text/event-stream");
    finish(response)
}

/// What the site has at a path, which is still encoded.
async fn page_or_file(
    inside: &str,
    query: &str,
    request: &Request<Incoming>,
    shared: &Shared,
    state: &State,
) -> Response<Body> {
    let base = state.base_path();
    let Some(site) = &state.site else {
        let page = notice::no_build(state, base);
        let mut response = own_page(StatusCode::SERVICE_UNAVAILABLE, page);
        set(&mut response, RETRY_AFTER, "1");
        return response;
    };
    let path = match target::read(&format!("/{inside}")) {
        Target::Path(path) => path,
        Target::Nothing => return not_found(site, shared).await,
        Target::Invalid => {
            return words(StatusCode::BAD_REQUEST, "This address is not encoded as it must be.\n");
        }
    };
    let path = path.strip_prefix('/').unwrap_or_default();
    match site.find(path) {
        Found::Output(output) if media_type::is_html(&output.path) => {
            page(output, site, shared, Some(request.headers())).await
        }
        Found::Output(output) => file(output, request, shared).await,
        Found::Folder => {
            let to = format!("{base}{}/", target::encode(path));
            redirect(StatusCode::MOVED_PERMANENTLY, &to, query)
        }
        Found::Nothing => not_found(site, shared).await,
    }
}

/// The site's own page that says that nothing is here, or else the server's.
async fn not_found(site: &Site, shared: &Shared) -> Response<Body> {
    let mut response = match site.not_found() {
        Some(output) => page(output, site, shared, None).await,
        None => return own_page(StatusCode::NOT_FOUND, notice::nothing_here(site.base_path())),
    };
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
        response.headers_mut().remove(ETAG);
    }
    response
}

/// A page with the script in it. Without headers it has no conditions.
async fn page(
    output: &Output,
    site: &Site,
    shared: &Shared,
    headers: Option<&HeaderMap>,
) -> Response<Body> {
    let html = match &output.content {
        Content::Bytes(html) => inject_into(html, output, site),
        Content::Copy { from, .. } => match whole(from, shared).await {
            Ok(html) => inject_into(&html, output, site),
            Err(response) => return response,
        },
        Content::InPlace => return not_at_hand(output),
    };
    let etag = etag(Digest::of(&html));
    if headers.is_some_and(|headers| is_known(headers, &etag)) {
        return not_modified(&etag);
    }
    let mut response = respond(StatusCode::OK, &media_type::media_type(&output.path), html.into());
    set(&mut response, ETAG, &etag);
    response
}

fn inject_into(html: &[u8], output: &Output, site: &Site) -> Vec<u8> {
    inject(html, site.base_path(), &stream::version(site, output))
}

/// A file as it is, or a range of it.
async fn file(output: &Output, request: &Request<Incoming>, shared: &Shared) -> Response<Body> {
    let etag = etag(output.digest);
    if is_known(request.headers(), &etag) {
        return not_modified(&etag);
    }
    let held = match hold(output, shared).await {
        Ok(held) => held,
        Err(response) => return response,
    };
    let length = match &held {
        Held::Bytes(bytes) => bytes.len() as u64,
        Held::Source(source) => source.length,
    };
    let (status, range) = match wanted(request.headers(), &etag, length) {
        _ if request.method() == Method::HEAD => (StatusCode::OK, 0..length),
        Wanted::All => (StatusCode::OK, 0..length),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            let text = format!("The file has {length} bytes, and none in this range.\n");
            let mut response = words(StatusCode::RANGE_NOT_SATISFIABLE, &text);
            set(&mut response, CONTENT_RANGE, &format!("bytes */{length}"));
            return response;
        }
    };
    let (start, end) = (range.start, range.end);
    let body = match held {
        _ if request.method() == Method::HEAD => Body::empty(),
        Held::Bytes(bytes) => {
            let place = |at| usize::try_from(at).unwrap_or(bytes.len()).min(bytes.len());
            Body::Bytes(bytes.slice(place(start)..place(end)))
        }
        Held::Source(source) => source.pieces(range),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, &media_type::media_type(&output.path));
    set(&mut response, CONTENT_LENGTH, &(end - start).to_string());
    set(&mut response, ACCEPT_RANGES, "bytes");
    set(&mut response, ETAG, &etag);
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {start}-{}/{length}", end.saturating_sub(1));
        set(&mut response, CONTENT_RANGE, &range);
    }
    finish(response)
}

/// The content of an output, ready to be sent.
enum Held {
    Bytes(Bytes),
    Source(Source),
}

async fn hold(output: &Output, shared: &Shared) -> Result<Held, Response<Body>> {
    match &output.content {
        Content::Bytes(bytes) => Ok(Held::Bytes(bytes.clone())),
        Content::Copy { from, strip_metadata: true } => {
            let bytes = whole(from, shared).await?;
            Ok(Held::Bytes(publishable(&bytes).into_owned().into()))
        }
        Content::Copy { from, .. } => {
            let source = Source::open(shared.folder.join(from)).await;
            source.map(Held::Source).map_err(|error| unreadable(from, &error))
        }
        Content::InPlace => Err(not_at_hand(output)),
    }
}

/// The bytes of a source.
async fn whole(from: &Path, shared: &Shared) -> Result<Vec<u8>, Response<Body>> {
    let read = async { Source::open(shared.folder.join(from)).await?.read().await };
    read.await.map_err(|error| unreadable(from, &error))
}

fn unreadable(from: &Path, error: &std::io::Error) -> Response<Body> {
    let status = match error.kind() {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    let name = from.file_name().unwrap_or_default().to_string_lossy();
    let text =
        format!("The file {name}, which this is a copy of, cannot be read: {}.\n", InWords(error));
    words(status, &text)
}

fn not_at_hand(output: &Output) -> Response<Body> {
    let text = format!("The bytes of {} are not in memory.\n", output.path);
    words(StatusCode::INTERNAL_SERVER_ERROR, &text)
}

fn etag(digest: Digest) -> String {
    format!("\"{digest}\"")
}

fn not_modified(etag: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    set(&mut response, ETAG, etag);
    finish(response)
}

/// The query goes along. The target is a path of this site.
fn redirect(status: StatusCode, to: &str, query: &str) -> Response<Body> {
    let mark = if query.is_empty() { "" } else { "?" };
    let mut response = words(status, &format!("This is at {to}\n"));
    set(&mut response, LOCATION, &format!("{to}{mark}{query}"));
    response
}

/// A page of the server's own.
fn own_page(status: StatusCode, html: Vec<u8>) -> Response<Body> {
    let mut response = respond(status, "text/html; charset=utf-8", html.into());
    set(&mut response, CONTENT_SECURITY_POLICY, POLICY);
    response
}

fn words(status: StatusCode, text: &str) -> Response<Body> {
    respond(status, "text/plain; charset=utf-8", Bytes::from(text.to_owned()))
}

fn respond(status: StatusCode, kind: &str, bytes: Bytes) -> Response<Body> {
    let length = bytes.len();
    let mut response = Response::new(Body::Bytes(bytes));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, kind);
    set(&mut response, CONTENT_LENGTH, &length.to_string());
    finish(response)
}

/// What every response says: ask again next time, do not guess the type, and no other site's page
/// may embed this.
fn finish(mut response: Response<Body>) -> Response<Body> {
    set(&mut response, CACHE_CONTROL, "no-cache");
    set(&mut response, X_CONTENT_TYPE_OPTIONS, "nosniff");
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    set(&mut response, policy, "same-origin");
    response
}

/// Sets a header. A value that cannot be one is left out.
fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
