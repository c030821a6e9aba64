//! `cargo xtask nu`: the pages of every theme, read by the Nu HTML Checker.

use crate::browser::binary;
use crate::steps::{Steps, cargo};
use crate::tools::{DebianTool, NodePackages};
use std::process::ExitCode;

const PACKAGES: NodePackages = NodePackages { folder: "tests/nu", node: 20 };
const JAVA: DebianTool = DebianTool { program: "java", package: "default-jre-headless" };

pub fn nu() -> ExitCode {
    let mut steps = Steps::default();
    match JAVA.ensure().and_then(|()| PACKAGES.ensure()) {
        Err(why) => steps.missing("Nu HTML Checker", &why),
        Ok(()) => {
            if steps.run("binary", cargo().args(["build", "--package", "vouchfolio"])) {
                let mut nu = PACKAGES.npm(&["run", "nu"]);
                steps.run("Nu HTML Checker", nu.env("VOUCHFOLIO", binary()));
            }
        }
    }
    steps.finish("nu")
}
