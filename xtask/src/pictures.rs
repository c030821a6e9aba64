//! `cargo xtask pictures`: how long pictures take, and how much memory.

use crate::bench::{Folder, Run, measure};
use crate::steps::{cargo, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A photo of 24 megapixels.
const WIDTH: u16 = 6000;
const HEIGHT: u16 = 4000;

/// A site with photos, and what its build may take.
struct Case {
    name: &'static str,
    site: PathBuf,
    /// Nothing is there of earlier builds.
    is_cold: bool,
    /// In milliseconds.
    most: f64,
}

/// Each build may have so much memory, in MiB.
const MOST_MEMORY: f64 = 400.0;

/// Builds sites with pictures and prints what each took. Fails where a goal is missed.
pub fn pictures() -> ExitCode {
    match measure_all() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("\nerror: {why}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all() -> Result<bool, String> {
    run(cargo().args(["build", "--release", "--locked"]).env("CARGO_TARGET_DIR", "target"))?;
    let program =
        fs::canonicalize("target/release/vouchfolio").map_err(|error| error.to_string())?;
    let folder = Folder::new()?;
    let sample = folder.0.join("sample");
    put(&sample, "vouchfolio.yaml", &fs::read("vouchfolio.yaml").map_err(|e| e.to_string())?)?;
    copy(Path::new("content"), &sample.join("content"))?;
    println!("making photos of 24 megapixels");
    let photo = photo()?;
    let (one, four) = (folder.0.join("one"), folder.0.join("four"));
    with_photos(&one, &photo, 1)?;
    with_photos(&four, &photo, 4)?;
    let cases = [
        Case { name: "the sample, cold", site: sample.clone(), is_cold: true, most: 10_000.0 },
        Case { name: "the sample, warm", site: sample, is_cold: false, most: 60.0 },
        Case { name: "a photo of 24 megapixels", site: one, is_cold: true, most: 5_000.0 },
        Case { name: "four of them", site: four.clone(), is_cold: true, most: 20_000.0 },
        Case { name: "four of them, warm", site: four, is_cold: false, most: 60.0 },
    ];
    println!("\n| pictures | time | goal | memory | goal |\n|---|--:|--:|--:|--:|");
    let mut is_good = true;
    for case in &cases {
        let Run { wall, peak } = case.measure(&program)?;
        let Case { name, most, .. } = case;
        println!("| {name} | {wall:.0} ms | {most:.0} ms | {peak:.0} MiB | {MOST_MEMORY:.0} MiB |");
        is_good &= wall <= *most && peak <= MOST_MEMORY;
    }
    Ok(is_good)
}

impl Case {
    /// The fastest of three builds.
    fn measure(&self, program: &Path) -> Result<Run, String> {
        let mut best: Option<Run> = None;
        for _ in 0..3 {
            if self.is_cold {
                for made in [".vouchfolio", "public"] {
                    let _ = fs::remove_dir_all(self.site.join(made));
                }
            }
            let mut command = Command::new(program);
            command.args(["build", "--quiet", "-C"]).arg(&self.site);
            let run = measure(&mut command)?;
            let is_better = best.as_ref().is_none_or(|best| run.wall < best.wall);
            best = Some(if is_better { run } else { best.unwrap_or(run) });
        }
        best.ok_or_else(|| "nothing was measured".to_owned())
    }
}

/// A progressive JPEG, which takes most memory, of smooth shapes and some grain.
fn photo() -> Result<Vec<u8>, String> {
    let mut pixels = Vec::with_capacity(usize::from(WIDTH) * usize::from(HEIGHT) * 3);
    let mut state = 1_u32;
    for y in 0..u32::from(HEIGHT) {
        for x in 0..u32::from(WIDTH) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = state >> 28;
            let wave = (x / 7 + y / 5) % 256;
            pixels.extend(
                [x * 200 / 6000 + grain, wave * 200 / 256 + grain, y / 20 + grain].map(|v| v as u8),
            );
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.set_progressive(true);
    let encoded = encoder.encode(&pixels, WIDTH, HEIGHT, jpeg_encoder::ColorType::Rgb);
    encoded.map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A site with a post that shows so many photos, each another to whoever looks at bytes alone.
fn with_photos(site: &Path, photo: &[u8], count: u8) -> Result<(), String> {
    put(site, "vouchfolio.yaml", b"title: Photos\nbase_url: https://photos.example/\n")?;
    put(site, "content/profile.md", b"---\nname: Nia\nheadline: Sees things\n---\n")?;
    let mut post = String::from("---\ntitle: Photos\n---\n");
    for number in 0..count {
        post.push_str(&format!("\n![A photo]({number}.jpg)\n"));
        // A profile that makes no sense, which every reader passes over.
        let segment = [&b"\xFF\xE2\x00\x11ICC_PROFILE\0"[..], &[1, 1, number]].concat();
        let bytes = [&photo[..2], &segment, &photo[2..]].concat();
        put(site, &format!("content/posts/{number}.jpg"), &bytes)?;
    }
    put(site, "content/posts/photos.md", post.as_bytes())
}

fn put(site: &Path, path: &str, bytes: &[u8]) -> Result<(), String> {
    let file = site.join(path);
    let fail = |error: std::io::Error| format!("{}: {error}", file.display());
    fs::create_dir_all(file.parent().unwrap_or(site)).map_err(fail)?;
    fs::write(&file, bytes).map_err(fail)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("{}: {error}", from.display());
    fs::create_dir_all(to).map_err(fail)?;
    for entry in fs::read_dir(from).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(fail)?;
        }
    }
    Ok(())
}
