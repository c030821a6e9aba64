//! A repository on another machine, as ssh sees it: an OpenSSH server on this one.

use super::super::rsync::server::Server;
use super::{Outcome, Request, Stage, texts};

const SITE: &[(&str, &str)] = &[("index.html", "a"), ("assets/a.css", "a")];

impl Stage {
    fn over_ssh(&self, server: &Server, path: &str) -> Request {
        let mut request = self.request(SITE);
        request.remote = server.destination(&self.path(path));
        request
    }

    /// Has ssh come with this key.
    fn key(&self, server: &Server, name: &str) {
        self.git(".", &["config", "--global", "core.sshCommand", &server.shell(name)]);
    }
}

#[track_caller]
fn fails(outcome: &Outcome, message: &str, help: &str) {
    outcome.failed(false, message);
    assert!(outcome.help.contains(help), "{outcome:#?}");
}

#[test]
fn a_branch_behind_ssh() {
    let Some(server) = Server::start("") else { return };
    let stage = Stage::new();
    stage.key(&server, "key");
    let request = stage.over_ssh(&server, "remote.git");
    stage.run(&request).is_done();
    assert_eq!(stage.branch("gh-pages"), texts(SITE));
    assert_eq!(stage.run(&request).is_done().changes(), 0);

    let nowhere = stage.over_ssh(&server, "nowhere.git");
    fails(&stage.run(&nowhere), "is no repository, or one that you may not see", "make an empty");
    stage.key(&server, "other");
    let message = "does not let you in with the keys that ssh has";
    fails(&stage.run(&request), message, "give the host your public key");
    stage.key(&server, "key");
    server.forget();
    let message = "is not known to ssh yet, or is another machine than before";
    fails(&stage.run(&request), message, "connect to it once with `ssh`");
    drop(server);
    fails(&stage.run(&request), "cannot be reached, or broke off", "publish again");
    assert_eq!(stage.commits("gh-pages"), 1);
}
