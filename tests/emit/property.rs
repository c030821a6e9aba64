//! Whatever a user and builds do in turn, the user's files are safe and the outputs exact.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Event {
    Build {
        outputs: BTreeMap<&'static str, u8>,
        adopt: bool,
    },
    /// Ends when most files are written.
    BuildHalfWay {
        outputs: BTreeMap<&'static str, u8>,
    },
    UserWrites {
        path: &'static str,
        number: u8,
    },
    UserDeletes {
        path: &'static str,
    },
    ManifestIsLost,
}

/// Some are folders of others.
const PATHS: [&str; 9] =
    ["a", "a/b", "a/b/c.html", "a/d.css", "a-b", "e/f/g.html", "e/f", "index.html", "h.css"];

fn event() -> impl Strategy<Value = Event> {
    let path = || proptest::sample::select(&PATHS[..]);
    let outputs = || proptest::collection::btree_map(path(), 0..3u8, 0..6);
    prop_oneof![
        6 => (outputs(), proptest::bool::weighted(0.2))
            .prop_map(|(outputs, adopt)| Event::Build { outputs, adopt }),
        2 => outputs().prop_map(|outputs| Event::BuildHalfWay { outputs }),
        4 => (path(), 0..3u8).prop_map(|(path, number)| Event::UserWrites { path, number }),
        2 => path().prop_map(|path| Event::UserDeletes { path }),
        1 => Just(Event::ManifestIsLost),
    ]
}

/// What must hold after a build, knowing what was there before it.
struct Before {
    files: BTreeMap<String, String>,
    /// Paths that a finished build wrote, as the manifest has them.
    known: BTreeSet<String>,
    adopt: bool,
}

impl Before {
    fn check(
        &self,
        site: &Site,
        outputs: &BTreeMap<String, String>,
        result: &Result<Summary, Error>,
    ) {
        let after = site.files();
        for (path, content) in self.files.iter().filter(|(_, content)| is_the_users(content)) {
            let may_be_overwritten =
                outputs.contains_key(path) && (self.adopt || self.known.contains(path));
            assert!(
                after.get(path) == Some(content)
                    || may_be_overwritten && after.get(path) == outputs.get(path),
                "{path} of the user became {:?}",
                after.get(path)
            );
        }
        match result {
            Ok(_) => {
                for (path, content) in outputs {
                    assert_eq!(after.get(path), Some(content), "{path}");
                }
                let strangers = after.iter().filter(|(path, content)| {
                    !outputs.contains_key(*path) && self.files.get(*path) != Some(content)
                });
                assert_eq!(strangers.count(), 0, "nothing but outputs was written");
            }
            Err(Error::SourceChanged { .. }) => {}
            Err(_) => assert_eq!(after, self.files, "an obstacle stops before anything is done"),
        }
    }
}

fn is_the_users(content: &str) -> bool {
    content.starts_with("user")
}

fn run(events: Vec<Event>) -> anyhow::Result<()> {
    let site = Site::new()?;
    let mut known = BTreeSet::new();
    for event in events {
        let before = |known: &BTreeSet<String>, adopt| Before {
            files: site.files(),
            known: known.clone(),
            adopt,
        };
        let texts_of = |outputs: BTreeMap<&str, u8>| -> BTreeMap<String, String> {
            outputs.into_iter().map(|(path, n)| (path.into(), format!("build {n}"))).collect()
        };
        match event {
            Event::Build { outputs, adopt } => {
                let (before, outputs) = (before(&known, adopt), texts_of(outputs));
                let result = build(&site, &outputs, adopt, false);
                before.check(&site, &outputs, &result);
                if result.is_ok() {
                    let is_left = |path: &String| before.files.contains_key(path);
                    known = known.into_iter().filter(is_left).collect();
                    known.extend(outputs.keys().cloned());
                    if outputs.is_empty() {
                        continue;
                    }
                    let again = build(&site, &outputs, false, false)?;
                    assert_eq!((again.written, again.removed), (0, 0));
                }
            }
            Event::BuildHalfWay { outputs } => {
                let (before, outputs) = (before(&known, false), texts_of(outputs));
                let result = build(&site, &outputs, false, true);
                assert!(result.is_err());
                before.check(&site, &outputs, &result);
            }
            Event::UserWrites { path, number } => {
                // Fails where a file is in the way of a folder, or a folder in the way of it.
                let _ = site.put(path, &format!("user {number}"));
            }
            Event::UserDeletes { path } => {
                let _ = fs::remove_file(site.public().join(path));
            }
            Event::ManifestIsLost => {
                let _ = site.lose_manifest();
                known.clear();
            }
        }
    }
    Ok(())
}

fn build(
    site: &Site,
    outputs: &BTreeMap<String, String>,
    adopt: bool,
    is_broken: bool,
) -> Result<Summary, Error> {
    let outputs: Vec<_> = outputs.iter().map(|(path, text)| (&**path, &**text)).collect();
    let mut outputs = texts(&outputs);
    if is_broken {
        outputs.push(copy_of("zzz.html", "vouchfolio.yaml", b"another title", false));
    }
    site.build_into(&site.public(), &outputs, adopt)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn users_files_are_safe_and_outputs_exact(
        events in proptest::collection::vec(event(), 1..14)
    ) {
        if let Err(error) = run(events) {
            return Err(TestCaseError::fail(error.to_string()));
        }
    }
}

#[test]
fn what_a_killed_build_left_is_no_part_of_the_next_without_a_record() {
    let killed = Event::BuildHalfWay { outputs: BTreeMap::from([("a", 0)]) };
    let next = Event::Build { outputs: BTreeMap::new(), adopt: true };
    run(vec![killed, Event::ManifestIsLost, next]).expect("a build");
}
