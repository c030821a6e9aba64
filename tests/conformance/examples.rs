//! Where the examples come from.
//!
//! The specification's text is not ours to copy. `pulldown-cmark` has every example of CommonMark
//! 0.31.2 in its package, and its own examples of the extensions, as Rust tests that its build
//! wrote from them. They are read there, at the version that `Cargo.lock` names.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Markdown, and the HTML that it should become.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    /// Its place in the suite, from 1.
    pub number: usize,
    pub markdown: String,
    pub html: String,
}

/// The examples of one suite, `spec` for CommonMark's.
pub fn read(suite: &str) -> Vec<Example> {
    let path = package().join("tests/suite").join(suite).with_extension("rs");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; find where this version keeps its examples", path.display())
    });
    let examples = parse(&text);
    assert!(!examples.is_empty(), "{}: no example is found in it", path.display());
    examples
}

/// The folder of the `pulldown-cmark` that the program is compiled with.
fn package() -> PathBuf {
    let cargo = || Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let version = cargo().arg("-vV").output().expect("cargo runs");
    let version = String::from_utf8(version.stdout).expect("UTF-8");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "pulldown-cmark");
    let manifest = package.and_then(|package| package["manifest_path"].as_str()).expect("a path");
    PathBuf::from(manifest).with_file_name("")
}

fn parse(text: &str) -> Vec<Example> {
    let tests = text.split("#[test]\nfn ").skip(1);
    tests
        .map(|test| {
            let name = test.split('(').next().unwrap_or_default();
            let number = name.rsplit('_').next().and_then(|number| number.parse().ok());
            let value = |name: &str| {
                let (_, after) = test.split_once(&format!("let {name} = r##\""))?;
                Some(after.split_once("\"##;")?.0.to_owned())
            };
            let example = (number, value("original"), value("expected"));
            let (Some(number), Some(markdown), Some(html)) = example else {
                panic!("`{name}` is not written as examples were");
            };
            Example { number, markdown, html }
        })
        .collect()
}

#[test]
fn examples_are_read() {
    let text = "use x;\n\n#[test]\nfn spec_test_7() {\n    let original = r##\"a \"#\n\"##;\n    \
                let expected = r##\"<p>a \"#</p>\n\"##;\n\n    test(original, expected);\n}\n";
    let example =
        Example { number: 7, markdown: "a \"#\n".to_owned(), html: "<p>a \"#</p>\n".to_owned() };
    assert_eq!(parse(text), [example]);
}

#[test]
#[should_panic(expected = "`spec_test_7` is not written as examples were")]
fn an_example_of_another_form_is_found() {
    parse("#[test]\nfn spec_test_7() {\n    check(\"a\", \"b\");\n}\n");
}
