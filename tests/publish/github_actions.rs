//! The workflow by which GitHub builds and shows a site: what it may do, and when it is written.

use serde_yaml::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use vouchfolio::config::{BaseUrl, Target, To};
use vouchfolio::http::Retry;
use vouchfolio::publish::{
    self, Allowed, Error, File, Manifest, Plan, Sent, Site, Size, Survey, WORKFLOW, Watch,
};

struct Silent;

impl Watch for Silent {
    fn begin(&self, _: usize, _: Size) {}
    fn sent(&self, _: u64) {}
    fn step(&self, _: &str) {}
    fn retry(&self, _: &Retry) {}
}

/// Publishes as the command does: surveys, plans, asks the guards, and sends.
fn publish(site: &Path, install: Option<&str>, adopt: bool) -> Result<(Vec<String>, Sent), Error> {
    let to = To::GithubActions { install: install.map(Into::into) };
    let target = Target { name: "live".into(), to, host: None, precompress: false };
    let files = [publish::workflow(site, install)?];
    let base_url = BaseUrl::parse("https://maya.example/").expect("a base URL");
    let manifest = Manifest::of(base_url.as_str(), &files);
    let site = Site {
        folder: site,
        base_url: &base_url,
        files: &files,
        manifest: &manifest,
        redirects: &[],
    };
    let mut place = publish::open(&target, site.folder)?;
    let survey: Survey = place.survey(&site)?;
    let plan: Plan<'_> = publish::plan(&files, &survey);
    let stops = publish::guard(&plan, Allowed { deletes: None, adopt });
    let stops: Vec<String> = stops.iter().map(ToString::to_string).collect();
    assert!(plan.deleted.is_empty());
    if !stops.is_empty() || plan.is_empty() {
        return Ok((stops, Sent::default()));
    }
    place.send(&site, &plan, &Silent).map(|sent| (stops, sent))
}

fn site() -> TempDir {
    let site = tempfile::tempdir().expect("a folder");
    fs::write(site.path().join("vouchfolio.yaml"), "title: Test\n").expect("a file");
    site
}

fn read(root: &Path) -> String {
    fs::read_to_string(root.join(WORKFLOW)).unwrap_or_default()
}

#[test]
fn it_is_written_once_and_again_when_it_would_be_another() {
    let site = site();
    let (stops, sent) = publish(site.path(), None, false).expect("it is written");
    assert!(stops.is_empty());
    assert!(sent.notes[0].starts_with("commit and push .github/workflows/pages.yml;"), "{sent:?}");
    let first = read(site.path());
    assert!(first.contains(concat!(
        "cargo install --locked vouchfolio --version ",
        env!("CARGO_PKG_VERSION"),
        "\"\n"
    )));
    let (_, sent) = publish(site.path(), None, false).expect("there is nothing to do");
    assert!(sent.notes.is_empty());
    publish(site.path(), Some("./install.sh"), false).expect("it is written again");
    assert_eq!(read(site.path()).replace("./install.sh", "X"), {
        let line =
            concat!("cargo install --locked vouchfolio --version ", env!("CARGO_PKG_VERSION"));
        first.replace(line, "X")
    });
    let mut found: Vec<_> = walkdir::WalkDir::new(site.path()).into_iter().flatten().collect();
    found.retain(|entry| entry.file_type().is_file());
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn a_file_that_is_not_ours_is_left_until_it_may_go() {
    let site = site();
    fs::create_dir_all(site.path().join(".github/workflows")).expect("a folder");
    fs::write(site.path().join(WORKFLOW), "name: Mine\n").expect("a file");
    let (stops, _) = publish(site.path(), None, false).expect("it stops");
    assert_eq!(stops, [format!("{WORKFLOW} is there, and Vouchfolio did not put it there")]);
    assert_eq!(read(site.path()), "name: Mine\n");
    publish(site.path(), None, true).expect("it is written");
    // Whoever takes out the first line keeps the rest.
    let text = read(site.path());
    let (_, own) = text.split_once('\n').expect("lines");
    fs::write(site.path().join(WORKFLOW), own).expect("a file");
    let (stops, _) = publish(site.path(), Some("x"), false).expect("it stops");
    assert_eq!(stops.len(), 1);
    assert_eq!(read(site.path()), own);
}

#[test]
fn it_goes_to_the_root_of_the_repository() {
    let root = tempfile::tempdir().expect("a folder");
    let site = root.path().join("sites/maya okafor");
    fs::create_dir_all(&site).expect("a folder");
    fs::create_dir(root.path().join(".git")).expect("a folder");
    publish(&site, None, false).expect("it is written");
    let workflow: Value = serde_yaml::from_str(&read(root.path())).expect("YAML");
    let build = &workflow["jobs"]["build"];
    assert_eq!(build["defaults"]["run"]["working-directory"], "sites/maya okafor");
    let steps = build["steps"].as_sequence().expect("steps");
    let upload = steps.last().expect("a step");
    assert_eq!(upload["with"]["path"], "sites/maya okafor/public");
    assert!(!site.join(".github").exists());
}

#[cfg(unix)]
#[test]
fn it_is_not_written_where_a_link_leads() {
    let (site, elsewhere) = (site(), tempfile::tempdir().expect("a folder"));
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join(".github")).expect("a link");
    let Err(error) = publish(site.path(), None, true) else { panic!("it is written") };
    assert!(matches!(error, Error::Refused { .. }) && error.to_string().ends_with("is a link"));
    assert_eq!(fs::read_dir(elsewhere.path()).expect("it is there").count(), 0);
}

#[test]
fn what_the_owner_writes_stays_one_value() {
    let site = site();
    for install in
        ["a \"b\" 'c': d # e", "one\ntwo\n", "- x", "\t日本", "echo $HOME ${A} {{ }}", "\\"]
    {
        let file: File = publish::workflow(site.path(), Some(install)).expect("a workflow");
        let text = file.bytes().expect("its bytes");
        let workflow: Value = serde_yaml::from_slice(&text).expect("YAML");
        assert_eq!(workflow["jobs"]["build"]["steps"][1]["run"], install);
        assert_eq!(lint(&workflow), Vec::<String>::new());
    }
    for install in ["echo ${{ secrets.TOKEN }}", "${{x"] {
        let Err(error) = publish::workflow(site.path(), Some(install)) else { panic!("{install}") };
        assert!(error.to_string().starts_with("`install` holds `${{`"), "{error}");
    }
}

#[test]
fn it_may_do_no_more_than_it_must() {
    let site = site();
    let file = publish::workflow(site.path(), None).expect("a workflow");
    let text = file.bytes().expect("its bytes");
    let workflow: Value = serde_yaml::from_slice(&text).expect("YAML");
    assert_eq!(lint(&workflow), Vec::<String>::new());
    let permissions = |value: &Value| serde_yaml::to_string(value).expect("YAML");
    assert_eq!(permissions(&workflow["permissions"]), "contents: read\n");
    assert!(workflow["jobs"]["build"].get("permissions").is_none());
    let deploy = permissions(&workflow["jobs"]["deploy"]["permissions"]);
    assert_eq!(deploy, "pages: write\nid-token: write\n");
    assert_eq!(workflow["jobs"]["deploy"]["needs"], "build");
    assert_eq!(workflow["concurrency"]["group"], "pages");
    let steps = workflow["jobs"]["build"]["steps"].as_sequence().expect("steps");
    let runs: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(runs[1..], ["vouchfolio check", "vouchfolio build"]);
    assert_eq!(steps[0]["with"]["persist-credentials"], false);
}

/// What is wrong with a workflow that everyone's changes can reach.
fn lint(workflow: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if workflow.get("permissions").is_none() {
        findings.push("no permissions at the top".to_owned());
    }
    let events = &workflow["on"];
    let names: Vec<String> = match events {
        Value::Mapping(events) => events.keys().map(text).collect(),
        Value::Sequence(events) => events.iter().map(text).collect(),
        event => vec![text(event)],
    };
    if names.is_empty() || names.iter().any(|name| !matches!(&**name, "push" | "workflow_dispatch"))
    {
        findings.push(format!("it runs on {}", names.join(", ")));
    }
    let jobs = workflow["jobs"].as_mapping().into_iter().flatten();
    for (job, value) in jobs.map(|(name, job)| (text(name), job)) {
        if value.get("timeout-minutes").is_none() {
            findings.push(format!("{job} has no end"));
        }
        for (permission, level) in value["permissions"].as_mapping().into_iter().flatten() {
            let level = text(level);
            let allowed = matches!(&*text(permission), "pages" | "id-token") && job == "deploy";
            if level == "write" && !allowed {
                findings.push(format!("{job} may write {}", text(permission)));
            }
        }
        if value["permissions"].is_string() {
            findings.push(format!("{job} has permissions for all"));
        }
        for step in value["steps"].as_sequence().into_iter().flatten() {
            let uses = text(&step["uses"]);
            let (name, version) = uses.split_once('@').unwrap_or((&uses, ""));
            let is_commit = version.len() == 40 && version.chars().all(|c| c.is_ascii_hexdigit());
            let is_tag =
                version.strip_prefix('v').is_some_and(|it| it.starts_with(char::is_numeric));
            let is_pinned = is_commit || is_tag && name.starts_with("actions/");
            if !uses.is_empty() && !is_pinned {
                findings.push(format!("{uses} is not pinned"));
            }
            if text(&step["run"]).contains("${{") {
                findings.push(format!("{job} puts an expression into a command"));
            }
        }
    }
    findings
}

#[test]
fn the_lint_finds_what_it_looks_for() {
    let workflow = "on: [pull_request_target]\njobs:\n  deploy: {permissions: write-all}\n  build:\n    \
                    timeout-minutes: 1\n    permissions: {contents: write}\n    steps:\n    \
                    - uses: actions/checkout@main\n    - uses: someone/action@v1\n    \
                    - run: echo ${{ github.event.head_commit.message }}\n";
    let workflow: Value = serde_yaml::from_str(workflow).expect("YAML");
    assert_eq!(
        lint(&workflow),
        [
            "no permissions at the top",
            "it runs on pull_request_target",
            "deploy has no end",
            "deploy has permissions for all",
            "build may write contents",
            "actions/checkout@main is not pinned",
            "someone/action@v1 is not pinned",
            "build puts an expression into a command",
        ]
    );
}
