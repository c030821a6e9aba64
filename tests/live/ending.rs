//! Who ends a program gets what they want at once, and finds everything whole.

use super::random::Random;
use super::*;

#[test]
fn signals_end_it_at_once() {
    let site = Site::new();
    for words in [&["serve", "--port", "0"][..], &["watch"]] {
        for signal in ["INT", "TERM"] {
            let mut program = site.run(words);
            program.err.wait_for("the first build", |lines| lines.iter().any(is_built));
            let begun = Instant::now();
            program.signal(signal);
            assert_eq!(program.end().code(), Some(0), "{words:?}, {signal}");
            let took = begun.elapsed();
            assert!(took < Duration::from_secs(2), "{words:?}, {signal}: {took:?}");
            let said = program.err.to_end();
            assert!(said.last().is_some_and(is_built), "{said:#?}");
        }
    }
}

/// A page that waits for events does not keep the server, and neither does half a request.
#[test]
fn open_connections_keep_nobody() {
    use std::io::Write;
    let site = Site::new();
    let mut program = site.serve(&[]);
    let connect = |text: String| {
        let address = (Ipv4Addr::LOCALHOST, program.port);
        let mut stream = std::net::TcpStream::connect(address).expect("a connection");
        stream.write_all(text.as_bytes()).expect("written");
        stream
    };
    let host = format!("Host: localhost:{}\r\n", program.port);
    let stream = "GET /__vouchfolio/livereload?page=/&version=1 HTTP/1.1\r\n";
    let mut open = connect(format!("{stream}{host}Sec-Fetch-Site: same-origin\r\n\r\n"));
    let _half = connect(format!("GET / HTTP/1.1\r\n{host}"));
    let mut start = [0; 12];
    open.read_exact(&mut start).expect("the stream begins");
    assert_eq!(&start, b"HTTP/1.1 200");
    let begun = Instant::now();
    program.signal("INT");
    assert_eq!(program.end().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

/// While it waits for another build to end, too.
#[test]
fn a_watch_that_waits_ends_at_once() {
    let site = Site::new();
    let mut first = site.watch();
    // Whoever builds holds this lock.
    let lock = lock_file(&site.path);
    let held = fs::OpenOptions::new().write(true).open(&lock).expect("the lock");
    held.lock().expect("locked");
    site.put(ONE, one("Later."));
    first
        .err
        .wait_for("the wait", |lines| lines.iter().any(|line| line.starts_with("waiting for")));
    let begun = Instant::now();
    first.signal("INT");
    assert_eq!(first.end().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

fn lock_file(site: &Path) -> PathBuf {
    let walk = walkdir::WalkDir::new(site.join(".vouchfolio")).into_iter().map(Result::unwrap);
    let mut files = walk.map(walkdir::DirEntry::into_path);
    files.find(|path| path.to_string_lossy().contains("lock")).expect("a lock")
}

/// Ended at any moment of a build, a watch leaves no file torn, and the next build heals.
#[test]
fn a_watch_ended_in_the_midst_of_a_build_leaves_files_whole() {
    let site = Site::new();
    for number in 0..60 {
        site.put(&format!("content/pages/page-{number}.md"), page(number, 0));
    }
    let mut random = Random(4711);
    for round in 1..=12 {
        let signal = ["INT", "TERM"][random.below(2)];
        let mut program = site.run(&["watch"]);
        if round > 1 {
            let delay = Duration::from_millis(random.below(250) as u64);
            (0..60).for_each(|number| {
                site.put(&format!("content/pages/page-{number}.md"), page(number, round));
            });
            std::thread::sleep(delay);
        } else {
            program.err.wait_for("the first build", |lines| lines.iter().any(is_built));
        }
        program.signal(signal);
        let code = program.end().code();
        // Before it listens for signals, they end it as they end every program.
        let said = program.err.to_end();
        assert!(code == Some(0) || said.is_empty(), "{code:?}: {said:#?}");
        for number in 0..60 {
            let file = format!("public/page-{number}/index.html");
            let html = fs::read_to_string(site.path.join(&file)).expect("the page");
            let states = (0..=round).filter(|round| html.contains(&title(number, *round)));
            assert!(states.count() == 1 && html.ends_with("</html>\n"), "{file}: {html}");
        }
    }
    let output = command(&site.path, &["build"]).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.starts_with("built ") && said.lines().count() == 1);
    untouched::assert_same(
        &untouched::files(&site.path.join("public")),
        &untouched::files(&untouched::clean(&site)),
    );
}

fn title(number: usize, round: usize) -> String {
    format!("Page {number} of round {round}.")
}

fn page(number: usize, round: usize) -> String {
    format!("---\ntitle: {}\n---\n\nText.\n", title(number, round))
}
