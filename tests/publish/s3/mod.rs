//! Buckets: one that behaves as AWS documents it, with any fault on the way, and `s3s-fs`, which
//! checks signatures.

mod faults;
mod hostile;
mod server;
mod whole;

use md5::Digest as _;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::stub::{Reply, Request, Stub, answer};
use super::web::{CANARY, Pages, pace};
use vouchfolio::publish::{MANIFEST, Manifest, Place, Secret, s3};

/// An object, with the headers that it came with.
#[derive(Clone, Debug, Default, PartialEq)]
struct Object {
    bytes: Vec<u8>,
    headers: BTreeMap<String, String>,
}

/// What happens to requests, told by their number and themselves, before they reach the bucket.
type Fault = Box<dyn Fn(usize, &Request) -> What + Send>;

enum What {
    Pass,
    /// The bucket does it, and the answer is lost.
    PassAndCut,
    Instead(Reply),
}

/// A bucket in memory, `maya`.
#[derive(Default)]
pub struct State {
    objects: BTreeMap<String, Object>,
    fault: Option<Fault>,
    count: usize,
    /// ETags are no digests, as where the bucket encrypts with a key of its own.
    is_encrypted: bool,
}

#[derive(Clone)]
pub struct Memory(Arc<Mutex<State>>);

/// So many objects on a page of a listing.
const PAGE: usize = 3;

impl Memory {
    pub fn start() -> (Stub, Memory) {
        let memory = Memory(Arc::default());
        let handler = memory.clone();
        (Stub::start(move |request| handler.handle(request)), memory)
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }

    fn put(&self, key: &str, text: &str) {
        let object = Object { bytes: text.into(), ..Object::default() };
        self.with(|state| state.objects.insert(key.to_owned(), object));
    }

    /// From now on.
    fn fault(&self, fault: impl Fn(usize, &Request) -> What + Send + 'static) {
        let fault: Fault = Box::new(fault);
        self.with(|state| (state.fault, state.count) = (Some(fault), 0));
    }

    fn heal(&self) {
        self.with(|state| state.fault = None);
    }

    fn text(&self, key: &str) -> Option<String> {
        let object = self.with(|state| state.objects.get(key).cloned())?;
        Some(String::from_utf8(object.bytes).unwrap())
    }

    pub fn keys(&self) -> Vec<String> {
        self.with(|state| state.objects.keys().cloned().collect())
    }

    /// Fails unless the bucket has these files as they are, our manifest, and these others.
    fn assert_holds(&self, pages: &Pages, others: &[&str]) {
        let mut keys = pages.paths();
        keys.extend(others.iter().map(|key| (*key).to_owned()));
        keys.push(MANIFEST.to_owned());
        keys.sort();
        assert_eq!(self.keys(), keys);
        let manifest = self.text(MANIFEST).unwrap();
        assert_eq!(Manifest::parse(manifest.as_bytes()).as_ref(), Some(pages.site().manifest));
        for file in pages.site().files {
            let text = self.text(&file.path).unwrap();
            assert_eq!(text.as_bytes(), &*file.bytes().unwrap(), "{}", file.path);
        }
    }

    fn handle(&self, request: &Request) -> Reply {
        let mut state = self.0.lock().unwrap();
        let count = state.count;
        state.count += 1;
        match state.fault.as_ref().map_or(What::Pass, |fault| fault(count, request)) {
            What::Pass => state.done(request),
            What::PassAndCut => {
                state.done(request);
                Reply::Cut
            }
            What::Instead(reply) => reply,
        }
    }
}

impl State {
    fn done(&mut self, request: &Request) -> Reply {
        let path = request.path();
        let Some(key) = path.strip_prefix("/maya/") else {
            return refusal(404, "NoSuchBucket");
        };
        match (&*request.method, key) {
            ("GET", "") => self.listing(request),
            ("GET", key) => match self.objects.get(key) {
                Some(object) => answer(200, object.bytes.clone()),
                None => refusal(404, "NoSuchKey"),
            },
            ("PUT", key) => {
                let names = ["content-type", "cache-control", "content-md5"];
                let headers = names.map(|name| {
                    (name.to_owned(), request.header(name).unwrap_or_default().to_owned())
                });
                let object = Object { bytes: request.body.clone(), headers: headers.into() };
                self.objects.insert(key.to_owned(), object);
                answer(200, "")
            }
            ("DELETE", key) => {
                self.objects.remove(key);
                answer(204, "")
            }
            _ => refusal(405, "MethodNotAllowed"),
        }
    }

    fn listing(&self, request: &Request) -> Reply {
        let prefix = request.query("prefix").unwrap_or_default();
        let after = request.query("continuation-token").unwrap_or_default();
        let known = self.objects.iter().filter(|(key, _)| key.starts_with(&prefix));
        let mut rest = known.filter(|(key, _)| **key > after).peekable();
        let page: Vec<_> = rest.by_ref().take(PAGE).collect();
        let contents: String = page
            .iter()
            .map(|(key, object)| {
                let sum: String = if self.is_encrypted {
                    "00000000000000000000000000000000-1".into()
                } else {
                    hex(&object.bytes)
                };
                listed(key, &sum, object.bytes.len())
            })
            .collect();
        let next = rest.peek().and_then(|_| page.last()).map(|(key, _)| encoded(key));
        answer(200, listing(&contents, next.as_deref()))
    }
}

fn hex(bytes: &[u8]) -> String {
    md5::Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn listed(key: &str, etag: &str, size: usize) -> String {
    format!(
        "<Contents><Key>{}</Key><LastModified>2030-01-01T00:00:00.000Z</LastModified><ETag>&quot;{etag}&quot;</ETag><Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>",
        encoded(key)
    )
}

fn listing(contents: &str, next: Option<&str>) -> String {
    let more = match next {
        Some(token) => format!(
            "<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>"
        ),
        None => "<IsTruncated>false</IsTruncated>".to_owned(),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>maya</Name><EncodingType>url</EncodingType>{contents}{more}</ListBucketResult>"
    )
}

fn encoded(key: &str) -> String {
    let mut text = String::new();
    vouchfolio::plan::percent_encode(key, &mut text);
    text
}

/// An error as S3 documents it.
fn refusal(status: u16, code: &str) -> Reply {
    answer(
        status,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>\u{1b}[31mowned {CANARY}</Message><Resource>/maya</Resource></Error>"
        ),
    )
}

fn options(stub: &Stub) -> s3::Options {
    s3::Options {
        bucket: "maya".into(),
        endpoint: Some(stub.url().into()),
        region: "auto".into(),
        prefix: "".into(),
        key: Secret::new("AKIAMAYA"),
        secret: Secret::new(CANARY),
        token: None,
        pace: pace(3),
    }
}

fn place(stub: &Stub) -> Box<dyn Place> {
    s3::open(&options(stub)).expect("a bucket")
}

/// One that gives up at once.
fn hasty(stub: &Stub) -> Box<dyn Place> {
    s3::open(&s3::Options { pace: pace(1), ..options(stub) }).expect("a bucket")
}
