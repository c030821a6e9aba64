//! What each host is told, in files beside the site: headers, redirects, its own domain.
//!
//! Sources: the hosts' own documentation, named in `docs/publish.md`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use super::{Error, File, git_address};
use crate::config::{BaseUrl, Host, To};
use crate::engine::Redirect;

/// How long a file may be kept whose name changes with its bytes: a year.
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Of all else: it may be kept, and is asked for again each time.
pub const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// What hosts need to know of a site.
pub struct Setting<'a> {
    pub host: Host,
    pub to: &'a To,
    pub base_url: &'a BaseUrl,
    pub redirects: &'a [Redirect],
}

/// Who shows what is published by this target, where its owner does not say.
pub fn usual(to: &To, site: &Path) -> Host {
    match to {
        To::Netlify { .. } => Host::Netlify,
        To::S3 { .. } => Host::S3,
        To::GithubActions { .. } => Host::Github,
        To::Git { remote, .. } => {
            git_address(site, remote).map_or(Host::Plain, |address| forge(&address))
        }
        To::Folder { .. } | To::Rsync { .. } => Host::Plain,
    }
}

/// The host of pages that belongs to the host of a repository.
fn forge(address: &str) -> Host {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', ':']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.to_ascii_lowercase().as_str() {
        "github.com" => Host::Github,
        "gitlab.com" => Host::Gitlab,
        "codeberg.org" => Host::Codeberg,
        _ => Host::Plain,
    }
}

/// Puts the host's own files among those of the site, and takes out pages that only lead to
/// others, where the host does that itself. A file that the site has itself is left as it is.
/// Sorted by path, as `files` are.
pub fn prepare(mut files: Vec<File>, setting: &Setting<'_>) -> Result<Vec<File>, Error> {
    let has = |name: &str| files.iter().any(|file| &*file.path == name);
    let mut own = Vec::new();
    let mut led = BTreeSet::new();
    if let Some(most) = most_redirects(setting.host)
        && !setting.redirects.is_empty()
        && !has("_redirects")
    {
        let plain = setting.redirects.iter().filter(|redirect| is_plain(&redirect.from));
        let redirects: Vec<&Redirect> = plain.take(most).collect();
        led.extend(redirects.iter().map(|redirect| Arc::clone(&redirect.path)));
        own.push(File::new("_redirects", redirect_rules(&redirects, setting).into_bytes()));
    }
    if matches!(setting.host, Host::Netlify | Host::Cloudflare) && !has("_headers") {
        own.push(File::new("_headers", headers(&files)?.into_bytes()));
    }
    let git = matches!(setting.to, To::Git { .. });
    if git && !matches!(setting.host, Host::Gitlab | Host::Codeberg) && !has(".nojekyll") {
        own.push(File::new(".nojekyll", Vec::new()));
    }
    if let (To::Git { branch, .. }, Host::Gitlab) = (setting.to, setting.host)
        && !has(".gitlab-ci.yml")
    {
        own.push(File::new(".gitlab-ci.yml", gitlab_job(branch).into_bytes()));
    }
    if let To::Git { domain: Some(domain), .. } = setting.to {
        let name = match setting.host {
            Host::Codeberg => Some(".domains"),
            // Its domains are set in the project's settings.
            Host::Gitlab => None,
            _ => Some("CNAME"),
        };
        if let Some(name) = name.filter(|name| !has(name)) {
            own.push(File::new(name, format!("{domain}\n").into_bytes()));
        }
    }
    files.retain(|file| !led.contains(&file.path));
    files.extend(own);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// So many lines of `_redirects` a host reads; `None` where it reads no such file.
fn most_redirects(host: Host) -> Option<usize> {
    match host {
        // Two lines for each.
        Host::Cloudflare => Some(1_000),
        Host::Netlify => Some(10_000),
        Host::Gitlab | Host::Codeberg => Some(500),
        _ => None,
    }
}

/// Whether hosts read it as it is written: others would take it for a pattern, or for two words.
fn is_plain(from: &str) -> bool {
    !from.contains([':', '*', '#', ' '])
}

/// `FROM TO 301`, a line each. Cloudflare compares paths as they are, with and without slash.
fn redirect_rules(redirects: &[&Redirect], setting: &Setting<'_>) -> String {
    let mut rules = String::new();
    let base = setting.base_url.path().trim_end_matches('/');
    for Redirect { from, to, .. } in redirects {
        let from = format!("{base}{from}");
        let _ = writeln!(rules, "{from} {to} 301");
        let bare = from.trim_end_matches('/');
        if setting.host == Host::Cloudflare && bare != from && !bare.is_empty() {
            let _ = writeln!(rules, "{bare} {to} 301");
        }
    }
    rules
}

/// The job by which GitLab shows a branch: its site is what a job leaves in `public`.
fn gitlab_job(branch: &str) -> String {
    format!(
        "# Shows this branch with GitLab Pages. Written by Vouchfolio.\n\
         pages:\n  image: busybox\n  script:\n    \
         - cp -R . /tmp/site\n    \
         - rm -rf /tmp/site/.git /tmp/site/.gitlab-ci.yml public\n    \
         - mv /tmp/site public\n  \
         artifacts:\n    paths: [public]\n  \
         rules:\n    - if: $CI_COMMIT_BRANCH == {}\n",
        serde_json::Value::from(branch)
    )
}

/// `_headers` as Netlify and Cloudflare read it. No two rules that fit one path name the same
/// header, for the hosts would join their values.
fn headers(files: &[File]) -> Result<String, Error> {
    let mut text = String::from("/*\n");
    for (name, value) in for_all(files)? {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for pattern in for_ever(files) {
        let _ = writeln!(text, "{pattern}\n  Cache-Control: {FOR_EVER}");
    }
    Ok(text)
}

/// Headers of every answer.
fn for_all(files: &[File]) -> Result<Vec<(&'static str, String)>, Error> {
    let mut headers = vec![
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
    ];
    if let Some(policy) = policy(files)? {
        headers.push(("Content-Security-Policy", format!("{policy}; frame-ancestors 'none'")));
    }
    Ok(headers)
}

/// Hosts take so many rules and no more (Cloudflare 100); what has none is only asked for again.
const MOST_RULES: usize = 90;

/// Patterns of what may be kept for ever: of folders that hold nothing else, or of single files.
fn for_ever(files: &[File]) -> Vec<String> {
    let mut patterns = Vec::new();
    for folder in ["assets/", "media/"] {
        let inside: Vec<&File> =
            files.iter().filter(|file| file.path.starts_with(folder)).collect();
        in_folder(&inside, folder, &mut patterns);
    }
    patterns.truncate(MOST_RULES);
    patterns
}

/// Those of the files in a folder.
fn in_folder(files: &[&File], folder: &str, patterns: &mut Vec<String>) {
    if !files.is_empty() && files.iter().all(|file| file.has_fingerprint()) {
        return patterns.push(format!("/{folder}*"));
    }
    let inside = |file: &File| {
        let (name, _) = file.path.strip_prefix(folder)?.split_once('/')?;
        Some(format!("{folder}{name}/"))
    };
    let mut folders = BTreeSet::new();
    for file in files {
        match inside(file) {
            Some(below) => _ = folders.insert(below),
            None if file.has_fingerprint() => patterns.push(format!("/{}", file.path)),
            None => {}
        }
    }
    for below in folders {
        let files: Vec<&File> =
            files.iter().copied().filter(|file| file.path.starts_with(&below)).collect();
        in_folder(&files, &below, patterns);
    }
}

/// A regular expression for the paths of files that may be kept for ever.
fn fingerprinted(base: &str) -> String {
    let variant = "media/.*-[0-9]+\\.[0-9a-f]{8}\\.(avif|jpg|png)$";
    format!("^{base}(assets/.*\\.[0-9a-f]{{8}}\\.|{variant})")
}

/// The content security policy that every page names, where it is the same: a host's header and
/// a page's own both hold, so another one would break pages of a theme with a policy of its own.
fn policy(files: &[File]) -> Result<Option<String>, Error> {
    let mut common: Option<String> = None;
    for file in files.iter().filter(|file| file.is_page()) {
        let bytes = file.bytes()?;
        let Some(policy) = std::str::from_utf8(&bytes).ok().and_then(policy_of) else { continue };
        match &common {
            None => common = Some(policy.to_owned()),
            Some(common) if common == policy => {}
            Some(_) => return Ok(None),
        }
    }
    Ok(common)
}

fn policy_of(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("http-equiv=\"Content-Security-Policy\" content=\"")?;
    Some(rest.split_once('"')?.0)
}

/// What a server's configuration says of this site; `None` for hosts that have none. Paths are
/// placeholders where only the server's owner knows them.
pub fn server_config(files: &[File], setting: &Setting<'_>) -> Result<Option<String>, Error> {
    Ok(match setting.host {
        Host::Nginx => Some(nginx(files, setting)?),
        Host::Caddy => Some(caddy(files, setting)?),
        _ => None,
    })
}

fn nginx(files: &[File], setting: &Setting<'_>) -> Result<String, Error> {
    let (host, base) = (setting.base_url.host(), setting.base_url.path());
    let mut text = format!(
        "# Into /etc/nginx/conf.d/. Certificates and ports are yours to add.\nserver {{\n    \
         server_name {host};\n    root /var/www/{host};\n    index index.html;\n    \
         error_page 404 {base}404.html;\n    gzip_static on;\n"
    );
    let headers = for_all(files)?;
    let mut all = String::new();
    for (name, value) in &headers {
        let _ = writeln!(all, "        add_header {name} \"{value}\" always;");
    }
    // A location with headers of its own does not inherit those around it.
    let _ = writeln!(
        text,
        "    location {base} {{\n        try_files $uri $uri/index.html =404;\n        \
         add_header Cache-Control \"{ASK_AGAIN}\" always;\n{all}    }}"
    );
    // In quotes, for braces would end it.
    let _ = writeln!(
        text,
        "    location ~ \"{}\" {{\n        add_header Cache-Control \"{FOR_EVER}\";\n{all}    }}",
        fingerprinted(base)
    );
    for Redirect { from, to, .. } in setting.redirects {
        let from = format!("{}{from}", base.trim_end_matches('/'));
        let _ = writeln!(text, "    location = {from} {{ return 301 {to}; }}");
    }
    text.push_str("}\n");
    Ok(text)
}

fn caddy(files: &[File], setting: &Setting<'_>) -> Result<String, Error> {
    let (host, base) = (setting.base_url.host(), setting.base_url.path());
    let mut text = format!("{host} {{\n\troot * /var/www/{host}\n");
    for Redirect { from, to, .. } in setting.redirects {
        let from = format!("{}{from}", base.trim_end_matches('/'));
        let _ = writeln!(text, "\tredir {from} {to} permanent");
    }
    text.push_str("\theader {\n");
    for (name, value) in for_all(files)? {
        let _ = writeln!(text, "\t\t{name} \"{value}\"");
    }
    let _ = writeln!(text, "\t\tCache-Control \"{ASK_AGAIN}\"\n\t}}");
    let _ = writeln!(
        text,
        "\t@fingerprinted path_regexp `{}`\n\t\
         header @fingerprinted Cache-Control \"{FOR_EVER}\"\n\t\
         file_server {{\n\t\tprecompressed br gzip\n\t}}\n\t\
         handle_errors {{\n\t\trewrite * {base}404.html\n\t\tfile_server\n\t}}\n}}",
        fingerprinted(base)
    );
    Ok(text)
}

/// What may be amiss between a site's address and its host, each a sentence.
pub fn doubts(setting: &Setting<'_>) -> Vec<String> {
    let (host, path) = (setting.base_url.host(), setting.base_url.path());
    let mut doubts = Vec::new();
    if matches!(setting.host, Host::Netlify | Host::Cloudflare) && path != "/" {
        doubts.push(format!(
            "the base URL has the path {path}, and {} shows a site at the root of its host; \
             take the path out of `base_url`",
            setting.host.as_str()
        ));
    }
    if let To::Git { domain: Some(domain), .. } = setting.to
        && !domain.eq_ignore_ascii_case(host)
    {
        doubts.push(format!("`domain` is {domain}, and `base_url` has the host {host}"));
    }
    if let (To::Git { remote, branch, .. }, Host::Codeberg) = (setting.to, setting.host) {
        let is_pages = remote.trim_end_matches('/').trim_end_matches(".git").ends_with("/pages");
        if **branch != *"pages" && !is_pages {
            doubts.push(format!(
                "Codeberg shows the branch `pages`, and this goes to `{branch}`; \
                 write `branch: pages`"
            ));
        }
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::{Host, forge};

    #[test]
    fn forges_are_known_by_their_addresses() {
        for (address, host) in [
            ("https://github.com/nia/nia.git", Host::Github),
            ("git@github.com:nia/nia.git", Host::Github),
            ("ssh://git@GitHub.com:22/nia/nia", Host::Github),
            ("git@gitlab.com:nia/nia", Host::Gitlab),
            ("https://codeberg.org/nia/pages", Host::Codeberg),
            ("https://github.com.example/nia", Host::Plain),
            ("https://git.example/github.com", Host::Plain),
            ("/srv/git/github.com.git", Host::Plain),
        ] {
            assert_eq!(forge(address), host, "{address}");
        }
    }
}
