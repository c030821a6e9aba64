//! `cargo xtask screenshots`: the pictures of the themes that the README shows.

use crate::browser::{PACKAGES, binary, is_ready};
use crate::steps::Steps;
use crate::tools::DebianTool;
use std::process::ExitCode;

const PNGQUANT: DebianTool = DebianTool { program: "pngquant", package: "pngquant" };

pub fn screenshots() -> ExitCode {
    let mut steps = Steps::default();
    if is_ready(&mut steps, "screenshots", &PACKAGES, &[&PNGQUANT]) {
        let mut screenshots = PACKAGES.npm(&["run", "screenshots"]);
        steps.run("screenshots", screenshots.env("VOUCHFOLIO", binary()));
    }
    steps.finish("screenshots")
}
