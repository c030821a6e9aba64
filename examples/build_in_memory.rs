//! Builds a site in memory and lists what it consists of; nothing is written.
//!
//! `cargo run --example build_in_memory -- examples/minimal`

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program of its own"
)]

use std::path::Path;
use vouchfolio::diagnostic::draw;
use vouchfolio::engine::{Request, build};
use vouchfolio::model::Date;
use vouchfolio::render::Content;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let site = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let today = Date::from_ymd(2026, 6, 15).unwrap_or(Date::YEAR_ONE);
    let request = Request { site: Path::new(&site), today, drafts: false, base_url: None };
    let built = build(&request, &|_| {})?;
    for problem in &built.problems {
        eprint!("{}", draw::short(problem));
    }
    for output in &built.outputs {
        match &output.content {
            Content::Bytes(bytes) => println!("{:>8}  {}", bytes.len(), output.path),
            // Only `engine::build_into` makes these.
            Content::InPlace => println!("{:>8}  {}", "written", output.path),
            Content::Copy { .. } => println!("{:>8}  {}", "copy", output.path),
        }
    }
    if built.has_errors() {
        return Err("the site has errors, so there is nothing to show".into());
    }
    Ok(())
}
