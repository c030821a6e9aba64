//! Every way in which editors save a file. In the end the new words are there, and until then the
//! old ones: never anything else.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

/// What a save does to the file that these new words are to be in.
type Save = fn(&Site, &str);

const SAVES: [(&str, Save); 9] = [
    ("in place", |site, text| site.put(ONE, text)),
    ("truncated, then written", |site, text| {
        use std::io::Write;
        let mut file = fs::File::create(site.path.join(ONE)).expect("the file");
        std::thread::sleep(Duration::from_millis(60));
        file.write_all(text.as_bytes()).expect("written");
    }),
    ("a temporary file renamed", |site, text| {
        site.put("content/accomplishments/.one.md.tmp", text);
        site.rename("content/accomplishments/.one.md.tmp", ONE);
    }),
    ("Vim, with a backup", |site, text| {
        site.put("content/accomplishments/.one.md.swp", "b0VIM");
        site.put("content/accomplishments/4913", "");
        site.remove("content/accomplishments/4913");
        site.rename(ONE, "content/accomplishments/one.md~");
        site.put(ONE, text);
        site.remove("content/accomplishments/one.md~");
        site.remove("content/accomplishments/.one.md.swp");
    }),
    ("deleted and made again", |site, text| {
        site.remove(ONE);
        site.put(ONE, text);
    }),
    ("VS Code", |site, text| {
        use std::io::{Seek, Write};
        let mut file = fs::OpenOptions::new().write(true).open(site.path.join(ONE)).expect("open");
        file.set_len(0).expect("truncated");
        file.rewind().expect("at the start");
        file.write_all(text.as_bytes()).expect("written");
        file.sync_data().expect("on disk");
    }),
    ("JetBrains", |site, text| {
        site.put("content/accomplishments/one.md___jb_tmp___", text);
        site.rename(ONE, "content/accomplishments/one.md___jb_old___");
        site.rename("content/accomplishments/one.md___jb_tmp___", ONE);
        site.remove("content/accomplishments/one.md___jb_old___");
    }),
    ("a folder replaced", |site, text| {
        site.put("../next/one.md", text);
        fs::copy(
            site.path.join("content/accomplishments/two.md"),
            site.path.join("../next/two.md"),
        )
        .expect("a copy");
        site.rename("content/accomplishments", "../before");
        site.rename("../next", "content/accomplishments");
        fs::remove_dir_all(site.path.join("../before")).expect("removed");
    }),
    ("git", |site, text| {
        git(site, &["checkout", "-q", text.lines().last().expect("a line")]);
    }),
];

#[test]
fn every_way_of_saving_shows_the_new_words_and_nothing_else() {
    let site = Site::new();
    // The last way is git, with hundreds of other files.
    let last = SAVES.len();
    site.put(ONE, one(&words(last)));
    (0..500).for_each(|number| site.put(&post(number), post_text(number, "later")));
    git(&site, &["init", "-q"]);
    commit(&site, &words(last));
    site.put(ONE, one(&words(last - 1)));
    (0..500).for_each(|number| site.put(&post(number), post_text(number, "sooner")));
    commit(&site, &words(last - 1));
    site.put(ONE, one(&words(0)));

    let serve = site.serve(&[]);
    let watch = site.watch();
    for (at, (name, save)) in SAVES.iter().enumerate() {
        // What git finds must be what it knows.
        save_and_look(&site, &serve, &watch, name, *save, (&words(at), &words(at + 1)));
    }
    serve.wait_for_page("writing/post-499/", "later");
    let file = site.path.join("public/writing/post-499/index.html");
    wait_until("the last post", || fs::read_to_string(&file).is_ok_and(|it| it.contains("later")));
    for program in [serve, watch] {
        let said = program.err.all();
        let shown = said.iter().filter(|line| line.contains("error")).count();
        // Nobody but who saves slowly hears of an error, and of no more than one.
        assert!(shown <= 2, "{said:#?}");
    }
}

fn words(at: usize) -> String {
    format!("words-{at}")
}

fn post(number: usize) -> String {
    format!("content/posts/post-{number}.md")
}

fn post_text(number: usize, words: &str) -> String {
    format!("---\ntitle: Post {number}, {words}\ndate: 2025-01-02\n---\n\nText.\n")
}

/// Commits everything, and gives the commit a name.
fn commit(site: &Site, name: &str) {
    git(site, &["add", "content"]);
    let identity = ["-c", "user.name=Maya Okafor", "-c", "user.email=maya@maya.example"];
    git(site, &[&identity[..], &["commit", "-q", "-m", name]].concat());
    git(site, &["tag", name]);
}

fn git(site: &Site, words: &[&str]) {
    let mut command = Command::new("git");
    // What the machine is set up for does not matter.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.args(words).current_dir(&site.path).output().expect("git runs");
    assert!(output.status.success(), "{words:?}: {output:?}");
}

/// Saves once, and looks at the page and at the file all the time until the new words are there.
fn save_and_look(
    site: &Site,
    serve: &Program,
    watch: &Program,
    name: &str,
    save: Save,
    (old, new): (&str, &str),
) {
    let file = site.path.join("public").join(ONE_PAGE).join("index.html");
    let is_over = AtomicBool::new(false);
    let served = || serve.page(ONE_PAGE);
    let written = || fs::read_to_string(&file).ok();
    let before = &[served(), written()];
    std::thread::scope(|scope| {
        let look = |look: &dyn Fn() -> Option<String>, before: Option<String>| {
            // On a busy machine the new words may be there before this thread is.
            let mut states = vec![before];
            let begun = Instant::now();
            // Once more after the new words: it must not go back.
            loop {
                let is_last = is_over.load(Ordering::Relaxed) || begun.elapsed() > LONGEST;
                let state = look();
                if states.last() != Some(&state) {
                    states.push(state);
                }
                if is_last {
                    return states;
                }
            }
        };
        let page = scope.spawn(move || look(&served, before[0].clone()));
        let output = scope.spawn(move || look(&written, before[1].clone()));
        save(site, &one(new));
        let is_new = |state: Option<String>| state.is_some_and(|state| state.contains(new));
        let begun = Instant::now();
        while begun.elapsed() < LONGEST
            && !(is_new(serve.page(ONE_PAGE)) && is_new(fs::read_to_string(&file).ok()))
        {
            std::thread::sleep(Duration::from_millis(5));
        }
        is_over.store(true, Ordering::Relaxed);
        for (states, before) in [page, output].into_iter().zip(before) {
            let states = states.join().expect("somebody looked");
            let whole = before.clone().unwrap_or_default();
            assert!(whole.contains(old), "{name}: {whole}");
            let expected = [Some(whole.clone()), Some(whole.replace(old, new))];
            let said = [&serve.err, &watch.err];
            assert_eq!(states, expected, "{name}; said: {said:#?}");
        }
    });
}
