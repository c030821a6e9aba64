//! What lets the user in: it works, and it shows nowhere.

use super::server::{Server, certificate};
use super::{Outcome, Request, Stage, texts};
use std::fs;
use std::net::TcpListener;

const SITE: &[(&str, &str)] = &[("index.html", "a"), ("assets/a.css", "a")];
const CANARY: &str = "canary-7f3a";

impl Stage {
    /// A request to publish over https, and where git tells what it runs.
    fn over_https(&self, remote: &str) -> Request {
        let mut request = self.request(SITE);
        request.remote = remote.to_owned();
        let trace = self.path("trace.json").display().to_string();
        request.environment = vec![
            ("GIT_SSL_CAINFO".to_owned(), certificate().display().to_string()),
            ("GIT_TRACE2_EVENT".to_owned(), trace),
            ("GIT_TRACE2_REDACT".to_owned(), "0".to_owned()),
            ("no_proxy".to_owned(), "127.0.0.1".to_owned()),
        ];
        request
    }

    fn origin(&self, url: &str) {
        self.repository();
        self.git("site", &["remote", "set-url", "origin", url]);
    }

    /// That the secret shows in nothing that was said, run or left on the disk.
    #[track_caller]
    fn kept_secret(&self, outcome: &Outcome) {
        let said = format!("{outcome:?}");
        assert!(!said.contains(CANARY), "{said}");
        let ran = fs::read_to_string(self.path("trace.json")).expect("git told what it runs");
        let is_call = |line: &str| line.contains("argv") && line.contains("remote-https");
        assert!(ran.lines().any(is_call), "{ran}");
        let told = ran.lines().find(|line| line.contains("argv") && line.contains(CANARY));
        assert!(told.is_none(), "{told:?}");
        let mut seen = 0;
        for entry in walkdir::WalkDir::new(self.path("site/.vouchfolio")) {
            let entry = entry.expect("it can be looked at");
            if entry.file_type().is_file() {
                seen += 1;
                let bytes = fs::read(entry.path()).expect("it can be read");
                assert!(!holds(&bytes, CANARY), "{}", entry.path().display());
            }
        }
        assert!(seen > 0);
        let _ = fs::remove_file(self.path("trace.json"));
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn url(server: &Server, login: &str) -> String {
    format!("https://{login}127.0.0.1:{}/remote.git", server.port)
}

#[test]
fn a_token_in_the_address_of_a_remote_lets_in_and_shows_nowhere() {
    let stage = Stage::new();
    stage.git("remote.git", &["config", "uploadpack.allowFilter", "true"]);
    let server = Server::start(stage.root.path(), &[]);
    stage.origin(&url(&server, &format!("maya:{CANARY}@")));
    let request = stage.over_https("origin");
    let outcome = stage.run(&request);
    outcome.is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    stage.kept_secret(&outcome);
    // It goes on from what is there without fetching it.
    let mut next = stage.over_https("origin");
    next.files.insert("index.html".to_owned(), "b".to_owned());
    let outcome = stage.run(&next);
    outcome.is_done();
    assert_eq!((outcome.changed.len(), outcome.unchanged.len()), (1, 1));
    stage.kept_secret(&outcome);
    assert_eq!(stage.run(&next).is_done().changes(), 0);
    assert_eq!(stage.commits("gh-pages"), 2);
}

#[test]
fn a_token_in_the_users_settings_shows_nowhere_either() {
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[]);
    let with = url(&server, &format!("maya:{CANARY}@"));
    let key = format!("url.{}.insteadOf", with.trim_end_matches("remote.git"));
    stage.git(".", &["config", "--global", &key, "https://host.example/"]);
    stage.repository();
    let outcome = stage.run(&stage.over_https("https://host.example/remote.git"));
    outcome.is_done();
    stage.kept_secret(&outcome);
    // And where a step of a workflow has put it into the repository's own settings.
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[]);
    stage.origin(&url(&server, ""));
    let header = "Authorization: Basic bWF5YTpjYW5hcnktN2YzYQ==";
    stage.git("site", &["config", "http.https://127.0.0.1/.extraHeader", "X-No: other host"]);
    let key = format!("http.https://127.0.0.1:{}/.extraHeader", server.port);
    stage.git("site", &["config", &key, header]);
    stage.run(&stage.over_https("origin")).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
}

#[test]
fn a_credential_helper_is_asked() {
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[]);
    let helper = format!("!f() {{ echo username=maya; echo password={CANARY}; }}; f");
    stage.git(".", &["config", "--global", "credential.helper", &helper]);
    let outcome = stage.run(&stage.over_https(&url(&server, "")));
    outcome.is_done();
    let _ = fs::remove_file(stage.path("trace.json"));
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
}

#[test]
fn who_is_not_let_in_is_told_so_and_not_what_was_tried() {
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[]);
    stage.origin(&url(&server, &format!("maya:wrong-{CANARY}@")));
    let outcome = stage.run(&stage.over_https("origin"));
    let message = format!("https://127.0.0.1:{}/remote.git does not let you in", server.port);
    outcome.failed(false, &message);
    assert!(outcome.help.contains("give git a token"), "{outcome:#?}");
    stage.kept_secret(&outcome);
    // A name alone may be a token, and nobody is there to be asked for a password.
    stage.git("site", &["remote", "set-url", "origin", &url(&server, &format!("{CANARY}@"))]);
    let outcome = stage.run(&stage.over_https("origin"));
    outcome.failed(false, &message);
    let said = outcome.error.as_deref().unwrap_or_default();
    assert!(said.contains("terminal prompts disabled"), "{said}");
    stage.kept_secret(&outcome);
    stage.git("site", &["remote", "set-url", "origin", &url(&server, "")]);
    stage.run(&stage.over_https("origin")).failed(false, &message);
    assert_eq!(stage.git("remote.git", &["for-each-ref"]), "");
}

#[test]
fn a_host_that_is_ill_is_asked_again_and_one_that_stays_so_is_named() {
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[503, 429]);
    stage.origin(&url(&server, &format!("maya:{CANARY}@")));
    let outcome = stage.run(&stage.over_https("origin"));
    outcome.is_done();
    let looks = server.asked().iter().filter(|it| it.contains("service=git-upload-pack")).count();
    assert!(looks >= 3, "{:?}", server.asked());

    // Also while it takes the site: two requests for what it has, then those of the push.
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[200, 200, 503, 200, 200, 500]);
    stage.origin(&url(&server, &format!("maya:{CANARY}@")));
    let outcome = stage.run(&stage.over_https("origin"));
    outcome.is_done();
    let retry = "retry: the remote cannot be reached, or broke off";
    assert!(outcome.watched.iter().any(|it| it == retry), "{:?}", server.asked());
    assert_eq!(stage.commits("gh-pages"), 1);

    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[500; 20]);
    stage.origin(&url(&server, &format!("maya:{CANARY}@")));
    let outcome = stage.run(&stage.over_https("origin"));
    outcome.failed(false, "cannot be reached, or broke off");
    stage.kept_secret(&outcome);
}

#[test]
fn a_host_that_leads_on_to_another_does_not_take_the_token_there() {
    let stage = Stage::new();
    let (server, other) =
        (Server::start(stage.root.path(), &[]), Server::start(stage.root.path(), &[]));
    server.lead_to(&format!("https://127.0.0.1:{}", other.port));
    stage.origin(&url(&server, &format!("maya:{CANARY}@")));
    let outcome = stage.run(&stage.over_https("origin"));
    outcome.failed(false, "does not let you in");
    stage.kept_secret(&outcome);
    assert!(!other.asked().is_empty());
    assert!(!other.asked().iter().any(|it| it.ends_with("with a password")), "{:?}", other.asked());
}

#[test]
fn a_host_that_leads_on_to_where_all_can_read_is_not_followed() {
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[]);
    let plain = TcpListener::bind("127.0.0.1:0").expect("a port");
    plain.set_nonblocking(true).expect("it need not wait");
    server.lead_to(&format!("http://{}", plain.local_addr().expect("its address")));
    stage.origin(&url(&server, &format!("maya:{CANARY}@")));
    let outcome = stage.run(&stage.over_https("origin"));
    outcome.failed(false, "leads on to another address that is not safe");
    stage.kept_secret(&outcome);
    assert!(plain.accept().is_err(), "somebody came");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_not_taken() {
    let stage = Stage::new();
    let server = Server::start(stage.root.path(), &[]);
    let mut request = stage.over_https(&url(&server, ""));
    request.environment.retain(|(name, _)| name != "GIT_SSL_CAINFO");
    stage.run(&request).failed(false, "does not show a certificate that can be trusted");
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}
