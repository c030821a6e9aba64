//! What is kept between runs is used, and never trusted further than it goes.

use super::files::variants;
use super::*;
use std::sync::Barrier;
use std::thread;
use vouchfolio::source::disk::{Cache, Fault};

/// A site that was built once, with what is in its cache.
fn built() -> (Site, Vec<PathBuf>) {
    let site = Site::new();
    for (file, variants) in &variants() {
        site.put(file, variants[0].as_deref());
    }
    into_folder(&site.path, Asked::default(), None, Changes::Unknown);
    let cache = site.path.join(".vouchfolio/cache");
    let mut files: Vec<_> = fs::read_dir(cache).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 2, "{files:?}");
    (site, files)
}

/// Builds with what is in the cache; says what of it was of no use.
fn again(site: &Site) -> (Outcome, Vec<Fault>) {
    let asked = Asked::default();
    let out = site.path.with_extension("public");
    let options =
        Options { site: &site.path, out: &out, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options).unwrap();
    let mut memory = Memory::load(&site.path).for_one();
    memory.load_pages(&destination.name());
    let request = asked.request(&site.path);
    let built = engine::build_again(&request, &mut memory, Changes::Unknown, &destination, &|_| {})
        .unwrap();
    emit::emit(&built.outputs, destination).unwrap();
    (Outcome::of(&built, Some(files_in(&out))), memory.save())
}

#[test]
fn a_damaged_cache_is_not_used_and_made_anew() {
    let (site, files) = built();
    let clean = clean(&site.path, Asked::default());
    for file in files {
        let whole = fs::read(&file).unwrap();
        let cuts = [0, 1, 20, whole.len() / 2, whole.len() - 1];
        let torn = cuts.map(|end| whole[..end].to_vec());
        let flipped = [30, 60, 100, whole.len() - 3].map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            bytes
        });
        for damaged in torn.into_iter().chain(flipped).chain([b"something else".to_vec()]) {
            fs::write(&file, &damaged).unwrap();
            let (outcome, faults) = again(&site);
            outcome.assert_same(&clean, "with a damaged cache");
            assert!(matches!(faults[..], [Fault::Damaged | Fault::Foreign]), "{faults:?}");
            assert!(again(&site).1.is_empty(), "it was made anew");
        }
    }
}

#[test]
fn a_cache_of_another_version_is_not_used() {
    let (site, files) = built();
    let clean = clean(&site.path, Asked::default());
    for file in files {
        let whole = fs::read(&file).unwrap();
        let line = whole.iter().position(|byte| *byte == b'\n').unwrap();
        let head = String::from_utf8(whole[..line].to_vec()).unwrap();
        let ours = head.split(' ').nth(1).unwrap();
        let foreign = head.replace(ours, "0000000000000000");
        fs::write(&file, [foreign.as_bytes(), &whole[line..]].concat()).unwrap();
        let (outcome, faults) = again(&site);
        outcome.assert_same(&clean, "with a foreign cache");
        assert!(matches!(faults[..], [Fault::Foreign]), "{faults:?}");
    }
}

#[test]
fn the_cache_of_another_site_does_no_harm() {
    let (site, _) = built();
    let (other, files) = built();
    other.put("content/profile.md", variants()["content/profile.md"][1].as_deref());
    again(&other);
    for file in files {
        let to = site.path.join(".vouchfolio/cache").join(file.file_name().unwrap());
        fs::copy(file, to).unwrap();
    }
    let (outcome, _) = again(&site);
    outcome.assert_same(&clean(&site.path, Asked::default()), "with another site's cache");
}

#[test]
fn a_cache_that_cannot_be_written_is_a_note() {
    let (site, _) = built();
    let cache = site.path.join(".vouchfolio/cache");
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "in the way").unwrap();
    let (outcome, faults) = again(&site);
    outcome.assert_same(&clean(&site.path, Asked::default()), "without a cache");
    assert!(faults.iter().any(|fault| matches!(fault, Fault::NotWritten(_))), "{faults:?}");
}

#[test]
fn two_that_write_the_cache_at_once_do_not_mix() {
    let site = Site::new();
    let cache = Cache::of(&site.path).unwrap();
    let both = Barrier::new(2);
    let write = |byte: u8| {
        // Neither ends before the other has begun.
        let parts = (0..2).map(|_| {
            both.wait();
            vec![byte; 1000]
        });
        cache.save("some", parts).unwrap();
    };
    thread::scope(|scope| {
        scope.spawn(|| write(1));
        scope.spawn(|| write(2));
    });
    let content = cache.load("some").unwrap().unwrap();
    assert!([[1; 2000], [2; 2000]].contains(&<[u8; 2000]>::try_from(&*content).unwrap()));
}

#[test]
fn outputs_that_are_gone_or_edited_are_made_again() {
    let (site, _) = built();
    let out = site.path.with_extension("public");
    fs::remove_file(out.join("index.html")).unwrap();
    fs::write(out.join("vouch/index.html"), "by hand").unwrap();
    let (outcome, faults) = again(&site);
    outcome.assert_same(&clean(&site.path, Asked::default()), "after somebody was in the folder");
    assert!(faults.is_empty(), "{faults:?}");
}
