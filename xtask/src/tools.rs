//! Programs that the checks need: pinned ones from crates.io, and Debian's.

use crate::steps::{cargo, run};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where tools from crates.io live, from the repository's root; they are kept between runs.
const TOOLS: &str = "target/tools";

/// A program from crates.io at the one version that the project is checked with.
pub struct CargoTool {
    pub name: &'static str,
    pub version: &'static str,
}

impl CargoTool {
    /// The path of the program, installed first where it is not there at this version.
    pub fn path(&self) -> Result<PathBuf, String> {
        let path = Path::new(TOOLS).join("bin").join(self.name);
        if self.is_installed(&path) {
            return Ok(path);
        }
        eprintln!("\n{} {} is compiled once; this takes minutes", self.name, self.version);
        // A debug build is compiled sooner, and the work it has here is small.
        let mut install = cargo();
        install.args(["install", "--locked", "--debug", "--root", TOOLS]);
        install.arg(format!("{}@{}", self.name, self.version));
        install.env("CARGO_PROFILE_DEV_DEBUG", "0");
        run(&mut install)
            .map_err(|why| format!("{} {} does not install: {why}", self.name, self.version))?;
        Ok(path)
    }

    fn is_installed(&self, path: &Path) -> bool {
        let expected = format!("{} {}", self.name, self.version);
        Command::new(path).arg("--version").stderr(Stdio::null()).output().is_ok_and(|output| {
            output.status.success() && String::from_utf8_lossy(&output.stdout).trim() == expected
        })
    }
}

/// A program from a Debian package.
pub struct DebianTool {
    pub program: &'static str,
    pub package: &'static str,
}

impl DebianTool {
    /// Makes sure that the program is there: installs its package where that needs no password.
    pub fn ensure(&self) -> Result<(), String> {
        if answers(&[self.program, "--version"]) {
            return Ok(());
        }
        let absent = format!("`{}` is not installed", self.program);
        if !answers(&["apt-get", "--version"]) {
            return Err(format!("{absent}, and there is no apt-get"));
        }
        let sudo: &[&str] = if is_root() {
            &[]
        } else if answers(&["sudo", "-n", "true"]) {
            &["sudo", "-n"]
        } else {
            return Err(format!("{absent}; try: sudo apt-get install {}", self.package));
        };
        for words in [&["update"][..], &["install", "--yes", "--no-install-recommends"]] {
            let package = (words[0] == "install").then_some(self.package);
            let line: Vec<&str> =
                sudo.iter().chain(&["apt-get"]).chain(words).copied().chain(package).collect();
            run(Command::new(line[0]).args(&line[1..]).env("DEBIAN_FRONTEND", "noninteractive"))
                .map_err(|why| format!("{absent}, and apt-get failed: {why}"))?;
        }
        Ok(())
    }
}

/// Whether a command runs and succeeds; its output goes nowhere.
fn answers(words: &[&str]) -> bool {
    Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == "0")
}
