//! How long after a save a server shows the new words, Hugo's and this program's in one run.

use super::{Corpus, HUGO};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Medians in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    pub size: usize,
    /// An accomplishment is edited, on its own page.
    pub hugo: f64,
    pub accomplishment: f64,
    /// A testimonial is edited, on the page of the accomplishment that it is about.
    pub testimonial: f64,
}

/// How often each file is edited.
const EDITS: &str = "9";

impl Served {
    pub fn measure(corpus: &Corpus) -> Result<Served, String> {
        eprintln!("edits at N = {}", corpus.size);
        let (hugo, site) = (corpus.folder.join("hugo"), corpus.folder.join("plain"));
        let (id, testimonial) = subject(&site)?;
        let accomplishment = format!("content/accomplishments/{id}.md");
        let ours = |file: &str| {
            latency(&id, &site.join(file), |port| {
                let mut server = Command::new(&corpus.program);
                server.arg("-C").arg(&site).args(["serve", "--port", port]);
                server
            })
        };
        let theirs = latency(&id, &hugo.join(&accomplishment), |port| {
            let mut server = Command::new(&corpus.hugo);
            server.args(["server", "--bind", "127.0.0.1", "--port", port, "--source"]).arg(&hugo);
            server
        });
        Ok(Served {
            size: corpus.size,
            hugo: theirs?,
            accomplishment: ours(&accomplishment)?,
            testimonial: ours(&testimonial)?,
        })
    }

    /// The goals that are missed.
    pub fn missed(&self) -> Vec<String> {
        let goal = match self.size {
            1_000 => 50.0,
            10_000 => 150.0,
            _ => return Vec::new(),
        };
        let all = [("an accomplishment", self.accomplishment), ("a testimonial", self.testimonial)];
        let missed = all.iter().filter(|(_, median)| *median > goal);
        let words = missed.map(|(what, median)| {
            format!("N = {}: {what} is served {median:.0} ms after a save, not {goal}", self.size)
        });
        words.collect()
    }
}

pub fn table(rows: &[Served]) -> String {
    let mut table = format!(
        "From a save until the page is served with the new words: medians of {EDITS} edits, looked \
         for every 5 ms.\n\n\
         | N | Hugo {HUGO}: an accomplishment | Vouchfolio: an accomplishment \
         | a testimonial, on the accomplishment's page |\n|--:|--:|--:|--:|\n"
    );
    for Served { size, hugo, accomplishment, testimonial } in rows {
        table += &format!(
            "| {size} | {hugo:.0} ms | **{accomplishment:.0} ms** | **{testimonial:.0} ms** |\n"
        );
    }
    table
}

/// An accomplishment's id, and the file of a testimonial about it.
fn subject(site: &Path) -> Result<(String, String), String> {
    for path in files(&site.join("content/testimonials"))? {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let about = text.split_once("about").map_or("", |(_, rest)| rest);
        let id = about.split(['[', ']', '"', ' ', ':', '\n']).find(|word| !word.is_empty());
        if let (Some(id), Some(name)) = (id, path.file_name()) {
            let file = format!("content/testimonials/{}", name.to_string_lossy());
            return Ok((id.to_owned(), file));
        }
    }
    Err("no testimonial is about an accomplishment".to_owned())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    Ok(files)
}

/// Runs a server under `benches/edit_latency.py`.
fn latency(id: &str, file: &Path, server: impl Fn(&str) -> Command) -> Result<f64, String> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    let port = port.map_err(|error| error.to_string())?.port().to_string();
    let mut script = Command::new("python3");
    script.args(["benches/edit_latency.py", "--edits", EDITS, "--url"]);
    script.arg(format!("http://127.0.0.1:{port}/accomplishments/{id}/")).arg("--file").arg(file);
    let server = server(&port);
    script.arg("--").arg(server.get_program()).args(server.get_args());
    let output = script.output().map_err(|error| format!("python3: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    median(&text).ok_or_else(|| {
        format!("benches/edit_latency.py: {text}{}", String::from_utf8_lossy(&output.stderr))
    })
}

/// Reads `… median 41, min 35, …`.
fn median(printed: &str) -> Option<f64> {
    printed.split_once("median ")?.1.split(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_read() {
        let printed = "up 0.17 s; edit->served ms: median 49, min 45, max 225\n";
        assert_eq!(median(printed), Some(49.0));
        assert_eq!(median("never served"), None);
    }

    #[test]
    fn goals_are_those_of_a_size() {
        let served = Served { size: 1_000, hugo: 500.0, accomplishment: 50.0, testimonial: 51.0 };
        assert_eq!(
            served.missed(),
            ["N = 1000: a testimonial is served 51 ms after a save, not 50"]
        );
        assert!(Served { size: 10_000, ..served }.missed().is_empty());
        assert!(Served { size: 100, testimonial: 900.0, ..served }.missed().is_empty());
    }
}
