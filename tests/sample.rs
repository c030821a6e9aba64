//! Sites as a reader's browser gets them: built from a folder, in memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use vouchfolio::config::BaseUrl;
use vouchfolio::diagnostic::draw;
use vouchfolio::digest::Digest;
use vouchfolio::engine::{self, Built, Memory, Request};
use vouchfolio::model::Date;
use vouchfolio::render::{Content, InMemory};
use vouchfolio::source::disk::Changes;
use vouchfolio::source::image::publishable;

/// The day on which the sample is looked at: it decides what has expired.
pub const TODAY: &str = "2026-06-15";

/// Every file of a built site by its path.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// The sample portfolio, which is this repository's root.
pub static SAMPLE: LazyLock<Tree> = LazyLock::new(|| tree(&build(root(), None)));

/// The sample as it is published below another site's root.
pub static UNDER_SUB_PATH: LazyLock<Tree> = LazyLock::new(|| tree(&build(root(), Some(SUB_PATH))));

pub const SUB_PATH: &str = "https://x.example/sub/path/";

/// The folder of the sample's sources.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Builds a site that must have no errors.
pub fn build(site: &Path, base_url: Option<&str>) -> Built {
    let base_url = base_url.map(|url| BaseUrl::parse(url).expect("a base URL"));
    let today = Date::parse(TODAY).expect("a day");
    let request = Request { site, today, drafts: false, base_url };
    let built = build_with_pictures(&request);
    assert!(!built.has_errors(), "{}", problems(&built));
    built
}

/// A clean build, but for pictures: the same ones need not be made for each test. What is made of
/// them is for the tests in `pictures` to look at.
pub fn build_with_pictures(request: &Request<'_>) -> Built {
    let mut memory = Memory::with_pictures_in(&PICTURES);
    let built = engine::build_again(request, &mut memory, Changes::Unknown, &InMemory, &|_| {});
    built.expect("a readable site")
}

/// Where this very program keeps pictures while it is tested.
static PICTURES: LazyLock<PathBuf> = LazyLock::new(|| {
    let program = fs::read(env!("CARGO_BIN_EXE_vouchfolio")).expect("the program");
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    let own = all.join(Digest::of(&program).to_string());
    if !own.exists() {
        // Those of earlier programs.
        let _ = fs::remove_dir_all(&all);
        fs::create_dir_all(&own).expect("a folder");
    }
    own
});

/// Gives a site the pictures of the sample, as an earlier build would have left them.
pub fn give_pictures(site: &Path) {
    LazyLock::force(&SAMPLE);
    let pictures = ".vouchfolio/cache/pictures";
    copy(&PICTURES.join(pictures), &site.join(pictures));
}

/// The problems of a site, one a line.
pub fn problems(built: &Built) -> String {
    built.problems.iter().map(draw::short).collect()
}

/// The bytes that a build would write.
pub fn tree(built: &Built) -> Tree {
    let bytes = |content: &Content| match content {
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::InPlace => panic!("`engine::build` keeps everything in memory"),
        Content::Copy { from, strip_metadata: true, .. } => {
            publishable(&fs::read(from).expect("a source")).into_owned()
        }
        Content::Copy { from, .. } => fs::read(from).expect("a source"),
    };
    let outputs = built.outputs.iter();
    outputs.map(|output| (output.path.to_string(), bytes(&output.content))).collect()
}

/// Copies the sources of a site.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true if ["public", ".vouchfolio"].iter().any(|made| entry.file_name() == *made) => {}
            true => copy(&entry.path(), &target),
            false => _ = fs::copy(entry.path(), target).expect("a file"),
        }
    }
}
