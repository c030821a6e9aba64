//! Builds a site in memory and lists what it consists of.
//!
//! `cargo run --example build_in_memory -- path/to/site`

use std::path::Path;
use vouchfolio::engine::{Request, build};
use vouchfolio::model::Date;
use vouchfolio::render::Content;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let site = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let today = Date::from_ymd(2026, 1, 1).unwrap_or(Date::YEAR_ONE);
    let request = Request { site: Path::new(&site), today, drafts: false, base_url: None };
    let built = build(&request, &|_| {})?;
    for problem in &built.problems {
        print!("{}", vouchfolio::diagnostic::draw::human(problem));
    }
    for output in &built.outputs {
        match &output.content {
            Content::Bytes(bytes) => println!("{:>8}  {}", bytes.len(), output.path),
            Content::Copy { from, .. } => println!("    copy  {} of {}", output.path, from.display()),
        }
        if let Some(out) = std::env::args().nth(2) {
            let p = Path::new(&out).join(&*output.path);
            std::fs::create_dir_all(p.parent().unwrap())?;
            match &output.content { Content::Bytes(b) => std::fs::write(p, b)?, Content::Copy{from, ..} => { std::fs::copy(from, p)?; } }
        }
    }
    Ok(())
}
