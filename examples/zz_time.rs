#[global_allocator]
static A: mimalloc::MiMalloc = mimalloc::MiMalloc;
use std::path::{Path, PathBuf};
use std::time::Instant;
use vouchfolio::engine::{self, Memory, Request, Stage};
use vouchfolio::model::Date;
use vouchfolio::render::InMemory;
use vouchfolio::source::disk::Changes;
fn main() {
    let site = std::env::args().nth(1).unwrap();
    let site = std::fs::canonicalize(site).unwrap();
    let file: PathBuf = site.join(std::env::args().nth(2).unwrap());
    let today = Date::from_ymd(2026, 6, 15).unwrap();
    let request = Request { site: Path::new(&site), today, drafts: false, base_url: None };
    let mut memory = Memory::default();
    let original = std::fs::read_to_string(&file).unwrap();
    for i in 0..std::env::args().nth(3).map_or(6, |n| n.parse().unwrap()) {
        std::thread::sleep(std::time::Duration::from_millis(300));
        let t = Instant::now();
        let last = std::cell::Cell::new(t);
        let names = std::cell::RefCell::new(Vec::<(Stage, std::time::Duration)>::new());
        let on = |s: Stage| {
            let n = Instant::now();
            names.borrow_mut().push((s, n - last.get()));
            last.set(n);
        };
        if i > 0 {
            std::fs::write(&file, format!("{original}\n\nmarker {i}\n")).unwrap();
        }
        let files = [file.clone()];
        let changes = if i == 0 || i == 4 { Changes::Unknown } else { Changes::Files(&files) };
        let built = engine::build_again(&request, &mut memory, changes, &InMemory, &on).unwrap();
        let e = last.get().elapsed();
        println!(
            "{i}: {:?} outputs {} problems {} | {} render {:?}",
            t.elapsed(),
            built.outputs.len(),
            built.problems.len(),
            names
                .borrow()
                .windows(2)
                .map(|w| format!("{} {:?}", w[0].0.as_str(), w[1].1))
                .collect::<Vec<_>>()
                .join(" "),
            e
        );
    }
    std::fs::write(&file, original).unwrap();
}
