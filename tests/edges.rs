//! Sites at the edges, and the example sites: what each is, and that it is fit to be published.
//!
//! What they look like is in `tests/golden/NAME`; that their pages and data are sound is for
//! `site` to say.

mod crowd;
mod examples;
mod mistakes;

pub use crowd::{BASE_URL as CROWD, tree as crowd};

use crate::sample::{self, Tree};
use std::sync::LazyLock;
use vouchfolio::diagnostic::Severity;

/// A site and what is special about it.
pub struct Edge {
    /// The folder of its sources, from the repository's root.
    pub folder: &'static str,
    pub base_url: &'static str,
    pub language: &'static str,
    pub owner: &'static str,
    /// The pages that show the point; of the others the digest is kept.
    pub shown: &'static [&'static str],
}

impl Edge {
    /// The last part of the folder's name.
    pub fn name(&self) -> String {
        self.folder.replace("tests/sites/", "").replace("examples/", "example-")
    }
}

const ADA: Edge = Edge {
    folder: "",
    base_url: "https://ada.example/",
    language: "en",
    owner: "Ada",
    shown: &["index.html", "vouch/index.html"],
};

pub const EDGES: [Edge; 11] = [
    // A profile with a name and a headline, and nothing else.
    Edge {
        folder: "tests/sites/empty",
        shown: &["index.html", "vouch/index.html", "accomplishments/index.html", "feed.xml"],
        ..ADA
    },
    // A file of every kind, each with its required fields alone.
    Edge {
        folder: "tests/sites/bare",
        shown: &["index.html", "vouch/index.html", "resume/index.html"],
        ..ADA
    },
    // Somebody who may be asked and has said nothing; nobody did anything.
    Edge { folder: "tests/sites/one-person", ..ADA },
    // Accomplishments, and not one person.
    Edge { folder: "tests/sites/nobody-vouches", ..ADA },
    // Quotes by people who asked not to be named, and no others.
    Edge { folder: "tests/sites/nameless", ..ADA },
    // A little of everything.
    Edge { folder: "tests/sites/minimal", ..ADA },
    // Every field there is, some of them hostile; below a path; two entries a page.
    Edge {
        folder: "tests/sites/full",
        base_url: "https://eva.example/deep/er/",
        language: "de",
        owner: "Eva \"E\" <b>Wörth</b>",
        shown: &["vouch/index.html", "accomplishments/bruch-1/index.html", "resume/index.html"],
    },
    // Names of sixty letters, and in scripts that run to the left or have no spaces.
    Edge {
        folder: "tests/sites/names",
        base_url: "https://names.example/",
        owner: "Wolfeschlegelsteinhausenbergerdorff-Vandenheuvelmansdottirsen",
        shown: &["vouch/index.html", "people/amal/index.html"],
        ..ADA
    },
    // In Arabic, with words that the site brings itself.
    Edge {
        folder: "tests/sites/right-to-left",
        base_url: "https://layla.example/",
        language: "ar",
        owner: "ليلى المنصوري",
        shown: &["index.html", "accomplishments/flood/index.html", "resume/index.html"],
    },
    Edge {
        folder: "examples/minimal",
        base_url: "https://nia.example/",
        owner: "Nia Calloway",
        ..ADA
    },
    Edge {
        folder: "examples/consultant",
        base_url: "https://solbach.example/beratung/",
        language: "de",
        owner: "Henrike Solbach",
        shown: &["index.html", "zusammenarbeit/index.html"],
    },
];

/// The outputs of [`EDGES`], in their order.
pub static TREES: LazyLock<Vec<Tree>> = LazyLock::new(|| {
    let build = |edge: &Edge| sample::tree(&sample::build(&sample::root().join(edge.folder), None));
    EDGES.iter().map(build).collect()
});

#[test]
fn every_site_in_the_folders_is_listed() {
    for folder in ["tests/sites", "examples"] {
        let entries = std::fs::read_dir(sample::root().join(folder)).expect("a folder");
        for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
            let found = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let is_broken = mistakes::FOLDERS.contains(&&*found);
            assert!(
                is_broken || EDGES.iter().any(|edge| edge.folder == found),
                "{found} is not in EDGES"
            );
        }
    }
}

#[test]
fn sites_that_are_shown_have_no_problem() {
    for edge in &EDGES {
        let mut built = sample::build(&sample::root().join(edge.folder), None);
        built.problems.retain(|found| found.severity != Severity::Note);
        assert_eq!(sample::problems(&built), "", "{}", edge.folder);
    }
}
