//! `cargo xtask bless`: what the tests print now becomes what they expect.

use crate::steps::{Steps, cargo};
use std::process::ExitCode;

/// Runs the tests so that they overwrite their snapshots. Read the difference before committing.
pub fn bless() -> ExitCode {
    let mut steps = Steps::default();
    steps.run(
        "tests",
        cargo()
            .args(["test", "--package", "vouchfolio"])
            .envs([("SNAPSHOTS", "overwrite"), ("TRYCMD", "overwrite")]),
    );
    steps.finish("bless")
}
