//! However a site is edited, what is served in the end is what a clean build writes.

use std::collections::{BTreeMap, BTreeSet};

use super::untouched::{files, try_clean};
use super::*;

/// Numbers that look random and are the same each time: the generator of Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", 2014.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

const EDITS: usize = 1000;

/// After so many edits it is compared.
const PART: usize = 100;

/// Folders that are taken away and put back.
const FOLDERS: [&str; 5] =
    ["content/accomplishments", "content", "static", "themes", "themes/small/templates"];

#[test]
fn a_thousand_edits() {
    let site = Site::new();
    let program = site.serve(&[]);
    let mut random = Random(20_260_615);
    let mut said = Vec::new();
    let mut known = BTreeSet::new();
    for edit in 0..EDITS {
        let what = random_edit(&site, &mut random);
        said.push(what);
        // Some come one after another, as in a checkout, others while it is built.
        if random.below(4) == 0 {
            std::thread::sleep(Duration::from_millis(random.below(60) as u64));
        }
        if (edit + 1) % PART == 0 {
            let out = mend(&site, &mut random);
            let expected = files(&out);
            known.extend(expected.keys().cloned());
            if let Err(wrong) = compare(&program, &expected, &known) {
                let lines = program.err.all();
                let lines = lines[lines.len().saturating_sub(20)..].join("\n");
                let said = said.join("\n");
                panic!("after edit {edit}: {wrong}\nit says:\n{lines}\nedits:\n{said}");
            }
            said.clear();
        }
    }
    let built = program.err.all().iter().filter(|line| is_built(line)).count();
    let refused = program.err.all().iter().filter(|line| is_not_built(line)).count();
    assert!(built > 30 && refused > 30, "{built} builds and {refused} refusals");
}

/// Makes one edit, and says what it was.
fn random_edit(site: &Site, random: &mut Random) -> String {
    let all = variants();
    let (file, variants) = all.iter().nth(random.below(all.len())).expect("a file");
    let path = site.path.join(file);
    match random.below(24) {
        // A folder goes, and comes back.
        0 => {
            let folder = FOLDERS[random.below(FOLDERS.len())];
            if !site.path.join(folder).exists() {
                return String::new();
            }
            site.rename(folder, "../aside");
            std::thread::sleep(Duration::from_millis(random.below(80) as u64));
            site.rename("../aside", folder);
            format!("{folder} went and came back")
        }
        // A file gets another name, or that of another one.
        1 if path.exists() => {
            let folder = path.parent().expect("a folder");
            let name = ["renamed.md", "another.md", "two.md"][random.below(3)];
            fs::rename(&path, folder.join(name)).expect("renamed");
            format!("{file} renamed to {name}")
        }
        // Saved as many editors do.
        2..=15 => match &variants[0] {
            Some(content) => {
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                let temporary = path.with_extension("tmp");
                fs::write(&temporary, content).expect("written");
                fs::rename(&temporary, &path).expect("renamed");
                format!("{file} as at first, by another file")
            }
            None => remove(site, file),
        },
        _ => {
            let at = random.below(variants.len());
            match &variants[at] {
                Some(content) => site.put(file, content),
                None => return remove(site, file),
            }
            format!("{file} {at}")
        }
    }
}

/// Takes a file away, and the folders that are empty then.
fn remove(site: &Site, file: &str) -> String {
    let path = site.path.join(file);
    if fs::remove_file(&path).is_ok() {
        let above = path.ancestors().skip(1).take_while(|folder| *folder != site.path);
        above.take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
    }
    format!("{file} removed")
}

/// Waits until what is served is what a clean build wrote; else how it differs.
fn compare(
    program: &Program,
    expected: &BTreeMap<String, Vec<u8>>,
    known: &BTreeSet<String>,
) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        let wrong = differences(program, expected, known);
        if wrong.is_empty() {
            return Ok(());
        }
        if begun.elapsed() > LONGEST {
            return Err(wrong);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Puts files back until the site can be built; the folder that a clean build wrote.
fn mend(site: &Site, random: &mut Random) -> PathBuf {
    let all = variants();
    for attempt in 0..4 {
        if let Ok(out) = try_clean(site) {
            return out;
        }
        // Files that others were renamed to.
        for top in ["content", "static", "themes"] {
            let walk = walkdir::WalkDir::new(site.path.join(top)).into_iter().flatten();
            for entry in walk.filter(|entry| entry.file_type().is_file()) {
                let inside = entry.path().strip_prefix(&site.path).expect("inside");
                if !all.contains_key(&*inside.to_string_lossy()) {
                    fs::remove_file(entry.path()).expect("removed");
                }
            }
        }
        // Half of the rest, as long as that may do.
        for (file, variants) in &all {
            match &variants[0] {
                _ if attempt < 3 && random.below(2) == 0 => {}
                Some(content) => site.put(file, content),
                None => drop(remove(site, file)),
            }
        }
    }
    try_clean(site).unwrap_or_else(|said| panic!("the site as it was at first: {said}"))
}

/// How what is served differs from what was built: files that are missing or others, and those of
/// earlier builds that are still there.
fn differences(
    program: &Program,
    expected: &BTreeMap<String, Vec<u8>>,
    known: &BTreeSet<String>,
) -> String {
    let sitemap = String::from_utf8_lossy(&expected["sitemap.xml"]);
    let base = if sitemap.contains("oth.example/sub/") { "sub/" } else { "" };
    let is_wrong = |path: &&String| {
        let reply = program.get(&format!("{base}{path}"));
        let Some(bytes) = expected.get(*path) else { return reply.status != 404 };
        let body = match path.ends_with(".html") && reply.status == 200 {
            true => without_script(&reply.body, &format!("/{base}")),
            false => reply.body,
        };
        reply.status != 200 || body != *bytes
    };
    known.iter().filter(is_wrong).map(String::as_str).collect::<Vec<_>>().join(", ")
}
