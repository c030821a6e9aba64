//! A small site and one publish of it, for places that are reached by HTTP.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use vouchfolio::config::BaseUrl;
use vouchfolio::engine::Redirect;
use vouchfolio::http::Retry;
use vouchfolio::publish::{
    Allowed, Error, File, Manifest, Pace, Place, Sent, Site, Size, Stop, Survey, Watch, guard, plan,
};

/// No text that anybody sees may hold it.
pub const CANARY: &str = "canary7Qx9hidden";

/// A site in memory.
pub struct Pages {
    base_url: BaseUrl,
    files: Vec<File>,
    manifest: Manifest,
    pub redirects: Vec<Redirect>,
}

impl Pages {
    pub fn new(files: &[(&str, &str)]) -> Pages {
        let mut files: Vec<File> =
            files.iter().map(|(path, text)| File::new(*path, text.as_bytes().to_vec())).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let manifest = Manifest::of("https://maya.example/", &files);
        let base_url = BaseUrl::parse("https://maya.example/").unwrap();
        Pages { base_url, files, manifest, redirects: Vec::new() }
    }

    pub fn site(&self) -> Site<'_> {
        Site {
            folder: Path::new("."),
            base_url: &self.base_url,
            files: &self.files,
            manifest: &self.manifest,
            redirects: &self.redirects,
        }
    }

    /// The files as a place should have them.
    pub fn paths(&self) -> Vec<String> {
        self.files.iter().map(|file| file.path.to_string()).collect()
    }
}

/// A page, a photo, a stylesheet with fingerprint, and what leads to them.
pub fn first() -> Pages {
    Pages::new(&[
        ("index.html", "<title>Maya Okafor</title>"),
        ("old/index.html", "<title>Old</title>"),
        ("assets/site.3f9a1c2e.css", "a{}"),
        ("media/été à Lomé.jpg", "jpeg"),
        ("sitemap.xml", "<urlset/>"),
    ])
}

/// The same after some work.
pub fn second() -> Pages {
    Pages::new(&[
        ("index.html", "<title>Maya Okafor, again</title>"),
        ("new/index.html", "<title>New</title>"),
        ("assets/site.77777777.css", "b{}"),
        ("media/été à Lomé.jpg", "jpeg"),
        ("sitemap.xml", "<urlset>2</urlset>"),
    ])
}

/// Never waits for long.
pub fn pace(attempts: u32) -> Pace {
    Pace {
        attempts,
        pause: Duration::from_millis(2),
        longest: Duration::from_millis(20),
        patience: Duration::from_secs(20),
    }
}

/// What one publish did.
#[derive(Debug, Default)]
pub struct Done {
    /// How many were added, changed, deleted, and left as they are.
    pub counts: [usize; 4],
    pub foreign: usize,
    pub stops: Vec<Stop>,
    pub warnings: Vec<String>,
    pub sent: Option<Sent>,
    /// What was told on the way.
    pub retries: Vec<String>,
    pub bytes: u64,
    pub size: u64,
}

/// Publishes as the command does: looks, plans, stops at guards, sends.
pub fn publish(place: &mut dyn Place, pages: &Pages, allowed: Allowed) -> Result<Done, Error> {
    let site = pages.site();
    let survey: Survey = place.survey(&site)?;
    let plan = plan(site.files, &survey);
    let lengths = [&plan.added, &plan.changed, &plan.unchanged].map(Vec::len);
    let [added, changed, unchanged] = lengths;
    let mut done = Done {
        counts: [added, changed, plan.deleted.len(), unchanged],
        foreign: plan.foreign.len(),
        stops: guard(&plan, allowed),
        warnings: survey.warnings.clone(),
        ..Done::default()
    };
    if !done.stops.is_empty() {
        return Ok(done);
    }
    // As the command does.
    let settled = survey.manifest.as_ref().is_some_and(|there| there.is_same(site.manifest));
    if plan.is_empty() && settled {
        return Ok(done);
    }
    let seen = Seen::default();
    let sent = place.send(&site, &plan, &seen);
    let Seen { retries, bytes, size } = seen;
    done.retries = retries.into_inner().unwrap();
    done.bytes = bytes.into_inner().unwrap();
    done.size = size.into_inner().unwrap();
    done.sent = Some(sent?);
    Ok(done)
}

#[derive(Default)]
struct Seen {
    retries: Mutex<Vec<String>>,
    bytes: Mutex<u64>,
    size: Mutex<u64>,
}

impl Watch for Seen {
    fn begin(&self, _: usize, size: Size) {
        *self.size.lock().unwrap() = size.0;
    }

    fn sent(&self, bytes: u64) {
        *self.bytes.lock().unwrap() += bytes;
    }

    fn step(&self, _: &str) {}

    fn retry(&self, retry: &Retry) {
        self.retries.lock().unwrap().push(retry.why.clone());
    }
}

/// The error of a publish, as its owner sees it, after a look that it holds no secret.
pub fn failure(result: Result<Done, Error>) -> String {
    let error = result.map(|done| format!("{done:?}")).expect_err("a failure");
    let text = format!("{error}\n  help: {}", error.help());
    for text in [&text, &format!("{error:?}")] {
        assert!(!text.contains(CANARY), "{text}");
        assert!(!text.contains("X-Amz-"), "{text}");
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
    text
}
