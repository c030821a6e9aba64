//! The proof: after any sequence of edits a build with memory comes to what a clean build comes to.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rayon::ThreadPoolBuilder;
use std::sync::LazyLock;

use super::files::variants;
use super::*;

/// How a sequence of builds remembers.
#[derive(Clone, Copy, Debug)]
enum Mode {
    /// In one process, outputs in memory: `serve`.
    Serve,
    /// In one process, outputs in a folder: `watch`.
    Watch,
    /// Each build is a process of its own: `build`.
    Cold,
}

/// Some files change at once, then the site is built.
#[derive(Clone, Debug)]
struct Step {
    /// The file and what it is to hold; both count round.
    edits: Vec<(usize, usize)>,
    asked: Asked,
    /// Whether the build is told which files changed.
    is_told: bool,
}

static VARIANTS: LazyLock<Variants> = LazyLock::new(variants);

fn step() -> impl Strategy<Value = Step> {
    let edit = (0..VARIANTS.len(), 0..12_usize);
    let edits = prop_oneof![
        6 => proptest::collection::vec(edit.clone(), 1),
        3 => proptest::collection::vec(edit, 0..4),
    ];
    // Half of the time everything is mended: a site with a mistake shows little.
    let mended = (0..VARIANTS.len()).prop_map(|file| (file, 0));
    let edits = (edits, proptest::collection::vec(mended, 0..3));
    let rarely = || proptest::bool::weighted(0.1);
    (edits, rarely(), rarely(), rarely(), any::<bool>()).prop_map(
        |((edits, mended), drafts, under_sub_path, later, is_told)| Step {
            edits: edits.into_iter().chain(mended).collect(),
            asked: Asked { drafts, under_sub_path, later },
            is_told,
        },
    )
}

/// Goes through the steps, and compares after each of them.
fn go(mode: Mode, threads: usize, steps: &[Step], mut memory: Memory) {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let site = Site::new();
    for (file, variants) in &*VARIANTS {
        site.put(file, variants[0].as_deref());
    }
    let first = Step { edits: Vec::new(), asked: Asked::default(), is_told: false };
    for (at, step) in std::iter::once(&first).chain(steps).enumerate() {
        let edited = step.edits.iter().map(|(file, variant)| {
            let (file, variants) = VARIANTS.iter().nth(*file).unwrap();
            site.put(file, variants[variant % variants.len()].as_deref())
        });
        let edited: Vec<PathBuf> = edited.collect();
        let changes = if step.is_told { Changes::Files(&edited) } else { Changes::Unknown };
        let (path, asked) = (&*site.path, step.asked);
        let again = pool.install(|| match mode {
            Mode::Serve => into_memory(path, asked, &mut memory, changes),
            Mode::Watch => into_folder(path, asked, Some(&mut memory), changes),
            Mode::Cold => into_folder(path, asked, None, Changes::Unknown),
        });
        let clean = pool.install(|| clean(path, asked));
        again.assert_same(&clean, &format!("after step {at}: {step:?}"));
    }
}

/// Tries so many sequences of builds, with five comparisons in each on average.
fn try_many(mode: Mode, cases: u32, memory: impl Fn() -> Memory) -> Result<(), String> {
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    let case = (prop_oneof![Just(1_usize), Just(3)], proptest::collection::vec(step(), 1..8));
    let result = TestRunner::new(config).run(&case, |(threads, steps)| {
        go(mode, threads, &steps, memory());
        Ok::<_, TestCaseError>(())
    });
    result.map_err(|failure| failure.to_string())
}

#[test]
fn serving_again_comes_to_what_a_clean_build_comes_to() {
    try_many(Mode::Serve, 700, Memory::default).unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn watching_comes_to_what_a_clean_build_comes_to() {
    try_many(Mode::Watch, 300, Memory::default).unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn building_between_runs_comes_to_what_a_clean_build_comes_to() {
    try_many(Mode::Cold, 500, Memory::default).unwrap_or_else(|failure| panic!("{failure}"));
}

/// The comparison is worth something only if it notices what a wrong key does.
#[test]
fn a_key_that_leaves_something_out_is_noticed() {
    use Ingredient::{Piece, Site, Theme, View};
    use vouchfolio::render::Ingredient;
    for ignored in [None, Some(Theme), Some(Site), Some(View), Some(Piece)] {
        let result = try_many(Mode::Serve, 700, || Memory::sabotaged(ignored));
        let failure = result.err().unwrap_or_default();
        assert!(failure.contains("differ"), "without {ignored:?} nothing was noticed: {failure}");
    }
}

#[test]
fn the_site_to_begin_with_is_sound() {
    let site = Site::new();
    for (file, variants) in &*VARIANTS {
        site.put(file, variants[0].as_deref());
    }
    let clean = clean(&site.path, Asked::default());
    assert_eq!(clean.said, "");
    assert!(clean.files.is_some_and(|files| files.len() > 15), "everything is there");
}
