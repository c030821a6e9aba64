//! `publish:` in the configuration: the places that the site is published to.

use serde::Deserialize;
use std::sync::Arc;

use crate::diagnostic::{At, Code, Diagnostic, did_you_mean};
use crate::path;
use crate::yaml::{Map, Text};

/// A place that the site is published to, under the name that its owner gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub name: Arc<str>,
    pub to: To,
    /// `None` where it follows from the target.
    pub host: Option<Host>,
    /// Whether compressed copies go along, for hosts that send them as they are.
    pub precompress: bool,
}

/// How the site gets there. Texts are as they were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// Relative to the site's folder.
    Folder {
        path: Arc<str>,
    },
    Git {
        remote: Arc<str>,
        branch: Arc<str>,
        domain: Option<Arc<str>>,
    },
    Rsync {
        destination: Arc<str>,
    },
    /// Without endpoint, that of AWS for the region. The prefix has no slash at its ends.
    S3 {
        bucket: Arc<str>,
        endpoint: Option<Arc<str>>,
        region: Arc<str>,
        prefix: Arc<str>,
    },
    Netlify {
        site: Arc<str>,
        draft: bool,
    },
    /// `install` is a command that puts this program on the path.
    GithubActions {
        install: Option<Arc<str>>,
    },
}

/// Who shows the site to its readers, and so which files beside it say how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Github,
    Gitlab,
    Codeberg,
    Cloudflare,
    Netlify,
    S3,
    Nginx,
    Caddy,
    /// One of which nothing is known.
    Plain,
}

impl Host {
    /// Every host, with its name in the configuration.
    pub const ALL: [(&'static str, Host); 9] = [
        ("github", Host::Github),
        ("gitlab", Host::Gitlab),
        ("codeberg", Host::Codeberg),
        ("cloudflare", Host::Cloudflare),
        ("netlify", Host::Netlify),
        ("s3", Host::S3),
        ("nginx", Host::Nginx),
        ("caddy", Host::Caddy),
        ("plain", Host::Plain),
    ];

    /// Its name in the configuration.
    pub fn as_str(self) -> &'static str {
        Host::ALL.iter().find(|(_, host)| *host == self).map_or("plain", |(name, _)| name)
    }
}

/// The branch where none is named.
const BRANCH: &str = "gh-pages";
/// The region where none is named.
const REGION: &str = "us-east-1";

/// The kinds of targets, each with the keys that it takes besides those of all, and an example.
const KINDS: [(&str, &[&str], &str); 6] = [
    ("folder", &["path"], "{to: folder, path: ../published}"),
    ("git", &["remote", "branch", "domain"], "{to: git, remote: origin, branch: gh-pages}"),
    ("rsync", &["destination"], "{to: rsync, destination: \"maya@host:/var/www/maya/\"}"),
    ("s3", &["bucket", "endpoint", "region", "prefix"], "{to: s3, bucket: maya}"),
    ("netlify", &["site", "draft"], "{to: netlify, site: maya-okafor}"),
    ("github-actions", &["install"], "{to: github-actions}"),
];

/// A place that the site is published to.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WrittenTarget {
    /// How the site gets there: `folder`, `git`, `rsync`, `s3`, `netlify` or `github-actions`.
    to: Option<Text>,
    /// Who shows the site: `github`, `gitlab`, `codeberg`, `cloudflare`, `netlify`, `s3`, `nginx`,
    /// `caddy` or `plain`. Without it, what follows from the rest.
    host: Option<Text>,
    /// Whether compressed copies of texts go along (`.gz` and `.br`), for a server that sends
    /// them. Without it, they do not.
    precompress: Option<bool>,
    /// For `folder`: the folder, seen from the site's.
    path: Option<Text>,
    /// For `git`: a remote's name or URL.
    remote: Option<Text>,
    /// For `git`: the branch that the host shows. Without it, `gh-pages`.
    branch: Option<Text>,
    /// For `git`: your own domain, where the host is to know it.
    domain: Option<Text>,
    /// For `rsync`: a folder, or `user@host:/folder/`.
    destination: Option<Text>,
    /// For `s3`: the bucket's name.
    bucket: Option<Text>,
    /// For `s3`: the service's address. Without it, that of AWS.
    endpoint: Option<Text>,
    /// For `s3`: the region. Without it, `us-east-1`.
    region: Option<Text>,
    /// For `s3`: the folder within the bucket. Without it, all of the bucket.
    prefix: Option<Text>,
    /// For `netlify`: the site's name or id there.
    site: Option<Text>,
    /// For `netlify`: whether it is a preview, under an address of its own.
    draft: Option<bool>,
    /// For `github-actions`: the command that installs Vouchfolio. Without it, `cargo install`.
    install: Option<Text>,
}

/// The targets, in the order of the file. Of one with a problem nothing is kept.
pub(super) fn targets(written: Map<WrittenTarget>, problems: &mut Vec<Diagnostic>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (name, target) in written.0 {
        let known = problems.len();
        let read = read(&name, target, problems);
        targets.extend(read.filter(|_| problems.len() == known));
    }
    targets
}

fn read(name: &str, target: WrittenTarget, problems: &mut Vec<Diagnostic>) -> Option<Target> {
    if !is_name(name) {
        let message = format!("`{name}` is no name for a target");
        problems.push(
            Diagnostic::new(Code::BadTarget, message)
                .at(At::Key(path!["publish", name]))
                .help("use letters, digits, `-` and `_`, beginning with a letter or digit"),
        );
    }
    let kinds = || KINDS.map(|(kind, ..)| kind);
    let to = target.to.clone().unwrap_or_default();
    if to.is_blank() {
        problems.push(
            Diagnostic::new(Code::MissingField, "`to` is missing")
                .at(At::Value(path!["publish", name]))
                .help(format!("write `to:` and one of {}", kinds().join(", "))),
        );
        return None;
    }
    let Some((kind, keys, example)) = KINDS.into_iter().find(|(kind, ..)| *kind == &*to.0) else {
        problems.push(unknown(name, "to", &to, "way to publish", &kinds()));
        return None;
    };
    check_keys(name, kind, keys, &target, problems);
    let host = target.host.as_ref().and_then(|host| {
        let found = Host::ALL.iter().find(|(known, _)| *known == &*host.0);
        if found.is_none() {
            let names = Host::ALL.map(|(name, _)| name);
            problems.push(unknown(name, "host", host, "host", &names));
        }
        found.map(|(_, host)| *host)
    });
    let mut required = |key: &str, value: Option<Text>| {
        let value = value.filter(|value| !value.is_blank());
        if value.is_none() {
            problems.push(
                Diagnostic::new(Code::MissingField, format!("`{key}` is missing"))
                    .at(At::Value(path!["publish", name]))
                    .help(format!("write `{name}: {example}`")),
            );
        }
        value.unwrap_or_default().0
    };
    let or = |value: Option<Text>, default: &str| match value {
        Some(value) if !value.is_blank() => value.0,
        _ => default.into(),
    };
    let some = |value: Option<Text>| value.filter(|value| !value.is_blank()).map(|value| value.0);
    let to = match kind {
        "folder" => To::Folder { path: required("path", target.path) },
        "git" => To::Git {
            remote: required("remote", target.remote),
            branch: or(target.branch, BRANCH),
            domain: some(target.domain),
        },
        "rsync" => To::Rsync { destination: required("destination", target.destination) },
        "s3" => To::S3 {
            bucket: required("bucket", target.bucket),
            endpoint: some(target.endpoint),
            region: or(target.region, REGION),
            prefix: or(target.prefix, "").trim_matches('/').into(),
        },
        "netlify" => To::Netlify {
            site: required("site", target.site),
            draft: target.draft.unwrap_or_default(),
        },
        _ => To::GithubActions { install: some(target.install) },
    };
    check_dashes(name, &to, problems);
    let precompress = target.precompress.unwrap_or_default();
    Some(Target { name: name.into(), to, host, precompress })
}

/// Keys that are there and belong to other kinds of targets.
fn check_keys(
    name: &str,
    kind: &str,
    keys: &[&str],
    target: &WrittenTarget,
    problems: &mut Vec<Diagnostic>,
) {
    let given = [
        ("path", target.path.is_some()),
        ("remote", target.remote.is_some()),
        ("branch", target.branch.is_some()),
        ("domain", target.domain.is_some()),
        ("destination", target.destination.is_some()),
        ("bucket", target.bucket.is_some()),
        ("endpoint", target.endpoint.is_some()),
        ("region", target.region.is_some()),
        ("prefix", target.prefix.is_some()),
        ("site", target.site.is_some()),
        ("draft", target.draft.is_some()),
        ("install", target.install.is_some()),
    ];
    for (key, _) in given.into_iter().filter(|(key, given)| *given && !keys.contains(key)) {
        let owner = KINDS.iter().find(|(_, keys, _)| keys.contains(&key));
        let owner = owner.map_or("", |(kind, ..)| kind);
        problems.push(
            Diagnostic::new(Code::UnknownKey, format!("`{key}` says nothing to `to: {kind}`"))
                .at(At::Key(path!["publish", name, key]))
                .help(format!("take it out; it is for `to: {owner}`")),
        );
    }
}

/// Values that another program would take for an option.
fn check_dashes(name: &str, to: &To, problems: &mut Vec<Diagnostic>) {
    let values: Vec<(&str, &Arc<str>)> = match to {
        To::Folder { path } => vec![("path", path)],
        To::Git { remote, branch, domain } => {
            let mut values = vec![("remote", remote), ("branch", branch)];
            values.extend(domain.as_ref().map(|domain| ("domain", domain)));
            values
        }
        To::Rsync { destination } => vec![("destination", destination)],
        To::S3 { bucket, region, prefix, .. } => {
            vec![("bucket", bucket), ("region", region), ("prefix", prefix)]
        }
        To::Netlify { site, .. } => vec![("site", site)],
        To::GithubActions { .. } => Vec::new(),
    };
    for (key, value) in values.into_iter().filter(|(_, value)| value.starts_with('-')) {
        problems.push(
            Diagnostic::new(Code::BadTarget, format!("`{value}` begins with `-`"))
                .at(At::Value(path!["publish", name, key]))
                .help("no address, branch or name may, for programs would read it as an option"),
        );
    }
}

fn unknown(name: &str, key: &str, value: &str, what: &str, known: &[&'static str]) -> Diagnostic {
    let help = match did_you_mean(value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("choose one of {}", known.join(", ")),
    };
    Diagnostic::new(Code::UnknownOption, format!("there is no {what} `{value}`"))
        .at(At::Value(path!["publish", name, key]))
        .help(help)
}

/// Names become parts of file names and arguments.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_allowed)
}
