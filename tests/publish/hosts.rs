//! What hosts are told, in files beside the site.

use super::Site;
use std::fs;
use vouchfolio::config::{BaseUrl, Host, To};
use vouchfolio::engine::Redirect;
use vouchfolio::publish::{self, File, Setting};

fn git(branch: &str, domain: Option<&str>) -> To {
    To::Git { remote: "origin".into(), branch: branch.into(), domain: domain.map(Into::into) }
}

fn redirects(base: &str) -> Vec<Redirect> {
    ["/old-one/", "/old.html"]
        .map(|from| Redirect {
            from: from.to_owned(),
            to: format!("{base}new/"),
            path: match from.strip_suffix('/') {
                Some(folder) => format!("{}/index.html", &folder[1..]).into(),
                None => from[1..].into(),
            },
        })
        .to_vec()
}

/// The paths of all files, and the text of those that the site itself does not have.
fn prepared(host: Host, to: &To, base: &str) -> Vec<(String, Option<String>)> {
    let page = |policy: &str| {
        format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">").into_bytes()
    };
    let site = vec![
        File::new("404.html", page("default-src 'none'")),
        File::new("assets/site.00c0ffee.css", b"a{}".to_vec()),
        File::new("index.html", page("default-src 'none'")),
        File::new("old-one/index.html", b"leads on".to_vec()),
        File::new("old.html", b"leads on".to_vec()),
    ];
    let base_url = BaseUrl::parse(base).expect("a URL");
    let redirects = redirects(base_url.path());
    let setting = Setting { host, to, base_url: &base_url, redirects: &redirects };
    let own: Vec<String> = site.iter().map(|file| file.path.to_string()).collect();
    let files = publish::prepare(site, &setting).expect("files");
    assert!(files.is_sorted_by(|a, b| a.path < b.path));
    let text =
        |file: &File| String::from_utf8(file.bytes().expect("bytes").to_vec()).expect("text");
    let text = |file: &File| (!own.contains(&file.path.to_string())).then(|| text(file));
    files.iter().map(|file| (file.path.to_string(), text(file))).collect()
}

fn text(files: &[(String, Option<String>)], path: &str) -> Option<String> {
    files.iter().find(|(other, _)| other == path).and_then(|(_, text)| text.clone())
}

fn has(files: &[(String, Option<String>)], path: &str) -> bool {
    files.iter().any(|(other, _)| other == path)
}

#[test]
fn redirects_are_left_to_hosts_that_know_them() {
    let netlify = To::Netlify { site: "nia".into(), draft: false };
    let folder = To::Folder { path: "../out".into() };
    let files = prepared(Host::Netlify, &netlify, "https://nia.test/");
    let rules = "/old-one/ /new/ 301\n/old.html /new/ 301\n";
    assert_eq!(text(&files, "_redirects").as_deref(), Some(rules));
    assert!(!has(&files, "old-one/index.html") && !has(&files, "old.html"));
    let files = prepared(Host::Cloudflare, &folder, "https://nia.test/");
    let rules = "/old-one/ /new/ 301\n/old-one /new/ 301\n/old.html /new/ 301\n";
    assert_eq!(text(&files, "_redirects").as_deref(), Some(rules));
    let files = prepared(Host::Gitlab, &git("pages", None), "https://nia.test/me/");
    let rules = "/me/old-one/ /me/new/ 301\n/me/old.html /me/new/ 301\n";
    assert_eq!(text(&files, "_redirects").as_deref(), Some(rules));
    for host in [Host::Github, Host::S3, Host::Nginx, Host::Caddy, Host::Plain] {
        let files = prepared(host, &folder, "https://nia.test/");
        assert!(has(&files, "old-one/index.html") && !has(&files, "_redirects"), "{host:?}");
    }
}

#[test]
fn headers_say_what_may_be_kept() {
    let folder = To::Folder { path: "../out".into() };
    let files = prepared(Host::Cloudflare, &folder, "https://nia.test/");
    let expected = "/*\n  X-Content-Type-Options: nosniff\n  \
                    Referrer-Policy: strict-origin-when-cross-origin\n  \
                    Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\n\
                    /assets/*\n  Cache-Control: public, max-age=31536000, immutable\n";
    assert_eq!(text(&files, "_headers").as_deref(), Some(expected));
    assert!(!has(&prepared(Host::Gitlab, &git("pages", None), "https://nia.test/"), "_headers"));
}

#[test]
fn pictures_may_be_kept_and_files_of_the_owner_may_not() {
    let kept = |paths: &[&str]| {
        let files = paths.iter().map(|path| File::new(*path, Vec::new())).collect();
        let base_url = BaseUrl::parse("https://nia.test/").expect("a URL");
        let to = To::Folder { path: "../out".into() };
        let setting = Setting { host: Host::Netlify, to: &to, base_url: &base_url, redirects: &[] };
        let files = publish::prepare(files, &setting).expect("files");
        let headers = files.iter().find(|file| &*file.path == "_headers").expect("headers");
        let text = String::from_utf8(headers.bytes().expect("bytes").to_vec()).expect("text");
        let patterns = text.lines().filter(|line| line.starts_with("/m"));
        patterns.map(|line| format!("{line}\n")).collect::<String>()
    };
    let pictures = ["media/nia-96.00c0ffee.jpg", "media/people/bo-96.00c0ffee.avif"];
    assert_eq!(kept(&pictures), "/media/*\n");
    let mixed = [&pictures[..], &["media/letters/bo.pdf", "media/posts/a.svg"]].concat();
    assert_eq!(kept(&mixed), "/media/nia-96.00c0ffee.jpg\n/media/people/*\n");
    assert_eq!(kept(&["media/cv.00c0ffee.pdf"]), "");
}

#[test]
fn each_forge_has_its_own_files() {
    let files = prepared(Host::Github, &git("gh-pages", Some("nia.test")), "https://nia.test/");
    assert_eq!(text(&files, ".nojekyll").as_deref(), Some(""));
    assert_eq!(text(&files, "CNAME").as_deref(), Some("nia.test\n"));
    let files = prepared(Host::Codeberg, &git("pages", Some("nia.test")), "https://nia.test/");
    assert_eq!(text(&files, ".domains").as_deref(), Some("nia.test\n"));
    assert!(!has(&files, "CNAME") && !has(&files, ".nojekyll"));
    let files = prepared(Host::Gitlab, &git("pages", Some("nia.test")), "https://nia.test/");
    let job = text(&files, ".gitlab-ci.yml").expect("a job");
    assert!(job.contains("paths: [public]") && job.contains("== \"pages\""), "{job}");
    assert!(!has(&files, "CNAME") && !has(&files, ".domains"));
    let plain = prepared(Host::Github, &git("gh-pages", None), "https://nia.test/");
    assert!(!has(&plain, "CNAME"));
}

#[test]
fn what_does_not_fit_together_is_said() {
    let doubts = |host, to: &To, base: &str| {
        let base_url = BaseUrl::parse(base).expect("a URL");
        publish::doubts(&Setting { host, to, base_url: &base_url, redirects: &[] }).join("\n")
    };
    let netlify = To::Netlify { site: "nia".into(), draft: false };
    assert!(doubts(Host::Netlify, &netlify, "https://nia.test/me/").contains("/me/"));
    assert_eq!(doubts(Host::Netlify, &netlify, "https://nia.test/"), "");
    let github = git("gh-pages", Some("nia.test"));
    assert!(doubts(Host::Github, &github, "https://www.nia.test/").contains("www.nia.test"));
    assert_eq!(doubts(Host::Github, &github, "https://nia.test/"), "");
    assert!(
        doubts(Host::Codeberg, &git("gh-pages", None), "https://nia.test/").contains("`pages`")
    );
    assert_eq!(doubts(Host::Codeberg, &git("pages", None), "https://nia.test/"), "");
}

#[test]
fn a_host_file_of_the_site_s_own_stays() {
    let site = Site::new("{copy: {to: folder, path: ../out, host: cloudflare}}");
    site.write("static/_headers", "/*\n  X-Own: yes\n");
    site.publish(&[]).ended(0);
    let text = fs::read_to_string(site.beside("out/_headers")).expect("a file");
    assert_eq!(text, "/*\n  X-Own: yes\n");
}
