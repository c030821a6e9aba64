//! `check --external`: links out of the site, against servers on loopback.

mod command;
mod gather;
mod look;

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use vouchfolio::engine::{self, Built, Request};
use vouchfolio::model::Date;

const PROFILE: &str = "---\nname: Nia Rees\nheadline: I keep the trains running\n---\n";

/// A site in a folder of its own.
struct Site(TempDir);

impl Site {
    /// A site with this in its configuration.
    fn new(config: &str) -> Site {
        let site = Site(tempfile::tempdir().expect("a folder"));
        let config = format!("title: Nia Rees\nbase_url: https://nia.test/me/\n{config}\n");
        site.write("vouchfolio.yaml", &config);
        site.write("content/profile.md", PROFILE);
        site
    }

    /// A site whose profile has these links, one a line.
    fn linking<S: AsRef<str>>(urls: &[S]) -> Site {
        let site = Site::new("");
        let lines: Vec<String> =
            urls.iter().map(|url| format!("[x](<{}>)\n", url.as_ref())).collect();
        site.write("content/profile.md", &format!("{PROFILE}{}", lines.concat()));
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn cache(&self) -> PathBuf {
        self.path().join(".vouchfolio/cache/links")
    }

    /// The site as `check --external` sees it before anybody is asked.
    fn built(&self) -> Built {
        let today = Date::parse("2026-06-15").expect("a date");
        let request = Request { site: self.path(), today, drafts: false, base_url: None };
        let built = engine::check_links(&request, &|_| {}).expect("a site");
        assert!(!built.has_errors(), "{:#?}", built.problems);
        built
    }
}
