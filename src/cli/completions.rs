//! `vouchfolio completions`

use anyhow::Result;
use clap_complete::Shell;

use super::{SUCCESS, report};

#[derive(clap::Args)]
pub struct Arguments {
    /// The shell to complete in
    shell: Shell,
}

pub fn run(arguments: &Arguments, mut command: clap::Command) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "vouchfolio", &mut script);
    report::answer(String::from_utf8(script)?.trim_end());
    Ok(SUCCESS)
}
