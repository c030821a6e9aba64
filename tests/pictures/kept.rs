//! What was made of pictures is made once, and nothing else is ever taken for it.

use super::*;
use vouchfolio::emit::{self, Options};

const POST: &str = "content/posts/post.md";

/// A build as the command makes it, with what earlier runs left.
fn run(site: &Site) -> (Tree, Memory, Vec<String>) {
    let mut memory = Memory::load(&site.path);
    let built = site.again(&mut memory);
    assert!(!built.has_errors(), "{}", sample::problems(&built));
    let tree = sample::tree(&built);
    let faults = memory.save().iter().map(ToString::to_string).collect();
    (tree, memory, faults)
}

fn cache(site: &Site) -> PathBuf {
    site.path.join(".vouchfolio/cache/pictures")
}

fn site() -> Site {
    Site::showing("a.jpg", &jpeg(&corners(600, 30), None))
}

#[test]
fn a_second_run_makes_nothing_and_comes_to_the_same() {
    let site = site();
    let clean = site.build();
    assert!(files_in(&cache(&site)).is_empty(), "a build without a cache wrote one");
    let (first, memory, faults) = run(&site);
    assert_eq!((memory.encoded_pictures(), faults), (1, Vec::new()));
    let (second, memory, faults) = run(&site);
    assert_eq!((memory.encoded_pictures(), faults), (0, Vec::new()));
    assert!(first == clean && second == clean, "the cache changes what comes out");
}

#[test]
fn a_process_makes_each_picture_once() {
    let site = site();
    for mut memory in [Memory::default(), Memory::load(&site.path)] {
        let first = sample::tree(&site.again(&mut memory));
        site.put(POST, "---\ntitle: Another\n---\n\n![A picture](a.jpg) ![again](a.jpg)\n");
        let second = sample::tree(&site.again(&mut memory));
        assert_eq!(memory.encoded_pictures(), 1);
        assert_eq!(said(&variants(&first)), said(&variants(&second)));
        // Somebody empties the cache under a server that is running.
        fs::remove_dir_all(site.path.join(".vouchfolio")).ok();
        assert!(sample::tree(&site.again(&mut memory)) == second);
        site.put(POST, "---\ntitle: A post\n---\n\n![A picture](a.jpg)\n");
    }
}

#[test]
fn what_is_damaged_is_made_again() {
    let site = site();
    let (clean, _, _) = run(&site);
    let kept = files_in(&cache(&site));
    assert_eq!(kept.len(), 5, "{kept:?}");
    for file in &kept {
        let whole = fs::read(file).expect("a file");
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        for damaged in
            [Some(flipped), Some(whole[..whole.len() / 2].to_vec()), Some(Vec::new()), None]
        {
            match &damaged {
                Some(bytes) => fs::write(file, bytes).expect("a file"),
                None => fs::remove_file(file).expect("a file"),
            }
            let (tree, memory, faults) = run(&site);
            assert!(tree == clean, "{} was trusted", file.display());
            assert_eq!(memory.encoded_pictures(), 1, "{}", file.display());
            // Where the file is gone that tells of the others, nobody misses them.
            let is_first = file.extension().is_some_and(|it| it.len() == 8);
            let note = "the cache is damaged, so it was not used";
            let expected = if damaged.is_none() && is_first { &[][..] } else { &[note] };
            assert_eq!(faults, expected, "{}", file.display());
            assert_eq!(fs::read(file).expect("a file"), whole, "it heals");
        }
    }
}

#[test]
fn what_the_site_no_longer_has_is_not_kept() {
    let site = site();
    site.put("content/posts/b.jpg", jpeg(&corners(40, 30), None));
    let both = "---\ntitle: A post\n---\n\n![A picture](a.jpg) ![another](b.jpg)\n";
    site.put(POST, both);
    run(&site);
    let before = files_in(&cache(&site)).len();
    // A draft may show it again soon.
    site.put(POST, both.replace("![another](b.jpg)", ""));
    run(&site);
    assert_eq!(files_in(&cache(&site)).len(), before);
    fs::remove_file(site.path.join("content/posts/b.jpg")).expect("a file");
    fs::write(cache(&site).join("foreign"), "x").expect("a file");
    let (_, memory, _) = run(&site);
    assert_eq!(memory.encoded_pictures(), 0);
    assert_eq!(files_in(&cache(&site)).len(), 5, "{:?}", files_in(&cache(&site)));
}

#[test]
fn other_bytes_under_the_same_name_are_another_picture() {
    let site = site();
    let (first, _, _) = run(&site);
    site.put("content/posts/a.jpg", jpeg(&image::imageops::rotate180(&corners(600, 30)), None));
    let (second, memory, _) = run(&site);
    assert_eq!(memory.encoded_pictures(), 1);
    let names = |tree: &Tree| variants(tree).iter().map(|it| it.name.clone()).collect::<Vec<_>>();
    assert!(names(&first).iter().all(|name| !names(&second).contains(name)), "an old address");
    assert!(second == site.build());
}

#[test]
fn a_killed_build_leaves_nothing_that_is_trusted() {
    let site = site();
    let (clean, _, _) = run(&site);
    // The file that tells of the others comes last; before it there may be any of them, and one
    // that is not finished.
    let kept = files_in(&cache(&site));
    let index = kept.iter().find(|file| file.extension().is_some_and(|it| it.len() == 8));
    let index = index.expect("what tells of the others");
    fs::remove_file(index).expect("a file");
    let torn = kept.last().expect("a file").with_extension("jpg.1-2.tmp");
    fs::write(&torn, "half of").expect("a file");
    let (tree, memory, faults) = run(&site);
    assert!(tree == clean && faults.is_empty());
    assert_eq!(memory.encoded_pictures(), 1);
}

#[test]
fn sites_do_not_share_what_they_keep() {
    let (one, other) = (site(), site());
    run(&one);
    let (_, memory, _) = run(&other);
    assert_eq!(memory.encoded_pictures(), 1);
}

#[test]
fn pictures_in_the_cache_are_written_and_left_alone() {
    let site = site();
    let out = site.path.with_extension("public");
    let publish = || {
        let options =
            Options { site: &site.path, out: &out, adopt: false, wait: true, on_wait: &|| {} };
        let destination = emit::prepare(&options).expect("a folder");
        let mut memory = Memory::load(&site.path);
        let built = site.again(&mut memory);
        emit::emit(&built.outputs, destination).expect("a site")
    };
    assert!(publish().written > 10);
    assert_eq!(publish().written, 0);
    let clean = site.build();
    for (path, bytes) in clean.iter().filter(|(path, _)| path.starts_with("media/")) {
        assert_eq!(&fs::read(out.join(path)).expect("a file"), bytes, "{path}");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_told_of_and_not_needed() {
    let site = site();
    let elsewhere = site.path.with_extension("elsewhere");
    fs::create_dir_all(&elsewhere).expect("a folder");
    fs::create_dir_all(site.path.join(".vouchfolio/cache")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&elsewhere, cache(&site)).expect("a link");
    #[cfg(not(unix))]
    fs::write(cache(&site), "in the way").expect("a file");
    let (tree, _, faults) = run(&site);
    assert!(tree == site.build());
    assert!(faults.iter().any(|it| it.contains("could not be written")), "{faults:?}");
    assert!(files_in(&elsewhere).is_empty(), "written behind a link");
}

#[test]
fn a_check_makes_no_pictures_and_finds_those_that_cannot_be() {
    let site = site();
    let check = || {
        let today = Date::parse(TODAY).expect("a day");
        let request = Request { site: &site.path, today, drafts: false, base_url: None };
        engine::check(&request, &|_| {}).expect("a readable site")
    };
    assert_eq!(sample::problems(&check()), "");
    assert!(files_in(&cache(&site)).is_empty());
    site.put("content/posts/a.jpg", b"\xFF\xD8\xFF\xE0 and no more");
    assert!(sample::problems(&check()).contains("bad-image"));
}
