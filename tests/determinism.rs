//! The program itself, in other surroundings: the same site, byte for byte, or nothing at all.
#![cfg(unix)]

use crate::sample::{self, TODAY, copy};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;
use tempfile::TempDir;

/// A copy of the sample somewhere below a temporary folder.
struct Copy {
    root: TempDir,
    site: PathBuf,
}

/// What a build is surrounded by.
#[derive(Clone, Copy)]
struct Surroundings {
    folder: &'static str,
    variables: [(&'static str, &'static str); 3],
    umask: &'static str,
}

const SURROUNDINGS: [Surroundings; 3] = [
    Surroundings {
        folder: "site",
        variables: [("RAYON_NUM_THREADS", "1"), ("TZ", "UTC"), ("LC_ALL", "C")],
        umask: "022",
    },
    Surroundings {
        folder: "deep/er/still/a site with spaces, ü",
        variables: [
            ("RAYON_NUM_THREADS", "4"),
            ("TZ", "Pacific/Auckland"),
            ("LC_ALL", "de_DE.UTF-8"),
        ],
        umask: "077",
    },
    Surroundings {
        folder: "other",
        variables: [
            ("RAYON_NUM_THREADS", "3"),
            ("TZ", "Pacific/Pago_Pago"),
            ("LC_ALL", "tr_TR.UTF-8"),
        ],
        umask: "000",
    },
];

impl Copy {
    fn new(folder: &str) -> Copy {
        let root = tempfile::tempdir().expect("a folder");
        let site = root.path().join(folder);
        copy(&sample::root().join("content"), &site.join("content"));
        fs::copy(sample::root().join("vouchfolio.yaml"), site.join("vouchfolio.yaml"))
            .expect("a file");
        // Making them again takes long; that they come out the same is for `pictures` to say.
        sample::give_pictures(&site);
        Copy { root, site }
    }

    fn build(&self, arguments: &[&str]) -> Output {
        self.build_in(SURROUNDINGS[0], arguments)
    }

    /// `sh` sets the umask and becomes the program.
    fn build_in(&self, around: Surroundings, arguments: &[&str]) -> Output {
        let script = format!("umask {}; exec \"$0\" \"$@\"", around.umask);
        Command::new("sh")
            .args([
                "-c",
                &script,
                env!("CARGO_BIN_EXE_vouchfolio"),
                "build",
                "--today",
                TODAY,
                "-C",
            ])
            .arg(&self.site)
            .args(arguments)
            .envs(around.variables)
            .env_remove("SOURCE_DATE_EPOCH")
            .current_dir(self.root.path())
            .output()
            .expect("the program runs")
    }

    fn public(&self) -> PathBuf {
        self.site.join("public")
    }

    fn put(&self, path: &str, content: &str) {
        let file = self.site.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, content).expect("a file");
    }
}

/// What a folder holds: bytes, permissions and time of every file; permissions of every folder.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    bytes: Option<Vec<u8>>,
    mode: u32,
    modified: Option<SystemTime>,
}

fn entries(folder: &Path) -> BTreeMap<String, Entry> {
    let mut entries = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        let metadata = fs::metadata(&inside).expect("a folder");
        let name =
            inside.strip_prefix(folder).expect("inside").to_string_lossy().into_owned() + "/";
        let mode = metadata.permissions().mode() & 0o7777;
        entries.insert(name, Entry { bytes: None, mode, modified: None });
        for entry in fs::read_dir(&inside).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            let metadata = fs::metadata(&path).expect("a file");
            let mode = metadata.permissions().mode() & 0o7777;
            let bytes = Some(fs::read(&path).expect("a file"));
            entries.insert(name, Entry { bytes, mode, modified: metadata.modified().ok() });
        }
    }
    entries
}

fn bytes(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    entries(folder).into_iter().map(|(path, entry)| (path, entry.bytes)).collect()
}

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).into_owned()
}

fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
}

#[test]
fn surroundings_change_nothing() {
    let mut first: Option<BTreeMap<String, Option<Vec<u8>>>> = None;
    for around in SURROUNDINGS {
        let copy = Copy::new(around.folder);
        assert_code(&copy.build_in(around, &[]), 0);
        let tree = bytes(&copy.public());
        let first = first.get_or_insert_with(|| tree.clone());
        assert!(first.keys().eq(tree.keys()), "other files with umask {}", around.umask);
        for (path, bytes) in &tree {
            assert!(first.get(path) == Some(bytes), "{path} differs in {}", around.folder);
        }
    }
    let first = first.unwrap_or_default();
    for (path, bytes) in &*sample::SAMPLE {
        assert!(
            first.get(path) == Some(&Some(bytes.clone())),
            "{path} is not what the engine made"
        );
    }
}

#[test]
fn everybody_may_read_what_was_built() {
    for around in SURROUNDINGS {
        let copy = Copy::new("site");
        assert_code(&copy.build_in(around, &["--out", "new/out"]), 0);
        let entries = entries(&copy.root.path().join("new/out"));
        assert!(entries.len() > 50);
        for (path, entry) in entries {
            let expected = if entry.bytes.is_some() { 0o644 } else { 0o755 };
            let (mode, umask) = (entry.mode, around.umask);
            assert_eq!(mode, expected, "{path} is {mode:o} with umask {umask}");
        }
    }
}

#[test]
fn a_second_build_writes_nothing() {
    let copy = Copy::new("site");
    assert_code(&copy.build(&[]), 0);
    let before = entries(&copy.public());
    let again = copy.build_in(SURROUNDINGS[1], &[]);
    assert_code(&again, 0);
    assert!(said(&again).contains(": 0 written, "), "{}", said(&again));
    assert!(said(&again).contains(" unchanged, 0 removed, "), "{}", said(&again));
    assert!(before == entries(&copy.public()), "a second build touched something");
}

#[test]
fn an_error_in_the_content_leaves_the_last_good_site() {
    let copy = Copy::new("site");
    copy.put("content/posts/broken.md", "---\ntitel: Broken\n---\nHello.\n");
    assert_code(&copy.build(&[]), 1);
    assert!(!copy.public().exists(), "a first build with errors made a folder");
    fs::remove_file(copy.site.join("content/posts/broken.md")).expect("a file");
    assert_code(&copy.build(&[]), 0);
    let before = entries(&copy.public());
    copy.put("content/posts/broken.md", "---\ntitel: Broken\n---\nHello.\n");
    copy.put("content/posts/good.md", "---\ntitle: Good\n---\nHello.\n");
    let output = copy.build(&[]);
    assert_code(&output, 1);
    assert!(said(&output).contains("nothing was written"), "{}", said(&output));
    assert!(before == entries(&copy.public()), "a failed build touched something");
}

#[test]
fn warnings_are_no_errors_unless_they_are_to_be() {
    let copy = Copy::new("site");
    let post = "---\ntitle: A post\n---\nSee [him](../people/callum-reyes.md).\n";
    copy.put("content/posts/warned.md", post);
    let output = copy.build(&["--deny-warnings"]);
    assert_code(&output, 1);
    assert!(!copy.public().exists(), "a refused build wrote something");
    assert!(said(&output).contains("nothing was written"), "{}", said(&output));
    let output = copy.build(&[]);
    assert_code(&output, 0);
    assert!(said(&output).contains("held-back-reference"), "{}", said(&output));
    assert!(copy.public().join("writing/warned/index.html").is_file());
}

#[test]
fn folders_that_are_no_place_for_a_site_are_refused() {
    let copy = Copy::new("parent/site");
    let mut before = bytes(copy.root.path());
    let site = copy.site.to_string_lossy().into_owned();
    for out in [
        "/".to_owned(),
        ".".to_owned(),
        "parent".to_owned(),
        site.clone(),
        format!("{site}/content"),
        format!("{site}/content/posts/out"),
        format!("{site}/private"),
        format!("{site}/static/out"),
    ] {
        for adopt in [&[][..], &["--adopt"]] {
            let arguments = [&["--out", out.as_str()], adopt].concat();
            let output = copy.build(&arguments);
            assert_code(&output, 2);
            assert!(said(&output).starts_with("error: "), "{}", said(&output));
        }
    }
    let mut after = bytes(copy.root.path());
    for files in [&mut before, &mut after] {
        files.retain(|path, _| !path.contains(".vouchfolio"));
    }
    assert!(before == after, "a refused build wrote something");
}

#[test]
fn files_of_others_stop_a_build_until_they_are_given_up() {
    let copy = Copy::new("site");
    copy.put("public/index.html", "mine");
    copy.put("public/notes.txt", "mine too");
    let before = entries(&copy.public());
    let output = copy.build(&[]);
    assert_code(&output, 2);
    assert!(said(&output).contains("--adopt"), "{}", said(&output));
    assert!(before == entries(&copy.public()), "a refused build touched something");
    assert_code(&copy.build(&["--adopt"]), 0);
    assert_eq!(fs::read(copy.public().join("notes.txt")).ok().as_deref(), Some(&b"mine too"[..]));
    let home = fs::read_to_string(copy.public().join("index.html")).unwrap_or_default();
    assert!(home.contains("Maya Okafor"));
    assert_code(&copy.build(&[]), 0);
    assert!(copy.public().join("notes.txt").is_file());
}
