//! Programs that the checks need: pinned ones from crates.io, Debian's, and npm's packages.

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
        if ["--version", "-V", "-v"].iter().any(|flag| answers(&[self.program, flag])) {
            return Ok(());
        }
        // A server is not asked: it is where Debian puts it, and older ones know no such flag.
        if Path::new(self.program).is_absolute() && Path::new(self.program).is_file() {
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

/// A folder of packages for Node.js, as its lock file names them.
pub struct NodePackages {
    pub folder: &'static str,
    /// The oldest Node.js that runs them.
    pub node: u32,
}

impl NodePackages {
    /// Runs one of npm's commands on the folder.
    pub fn npm(&self, words: &[&str]) -> Command {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(["--prefix", self.folder]).args(words);
        npm
    }

    /// Makes sure that Node.js is there, and that the packages are as the lock file has them.
    pub fn ensure(&self) -> Result<(), String> {
        let wanted = format!("Node.js {} or newer with npm; see https://nodejs.org/", self.node);
        let node = Command::new("node").arg("--version").output();
        let version = node.map_err(|_| format!("`node` is not installed; it takes {wanted}"))?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        if major(&version).is_none_or(|major| major < self.node) {
            return Err(format!("`node` is {version}; it takes {wanted}"));
        }
        if !succeeds(&mut self.npm(&["--version"])) {
            return Err(format!("`npm` is not installed; it takes {wanted}"));
        }
        if succeeds(&mut self.npm(&["ls"])) {
            return Ok(());
        }
        // Scripts of packages would fetch what is not in the lock file.
        run(&mut self.npm(&["ci", "--ignore-scripts"]))
            .map_err(|why| format!("the packages of {} do not install: {why}", self.folder))
    }
}

/// 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// Whether a command runs and succeeds; its output goes nowhere.
fn answers(words: &[&str]) -> bool {
    succeeds(Command::new(words[0]).args(&words[1..]))
}

fn succeeds(command: &mut Command) -> bool {
    command
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

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn versions_of_node() {
        assert_eq!(major("v20.11.1"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("20.11.1"), None);
        assert_eq!(major(""), None);
    }
}
