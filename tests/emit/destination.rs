//! Folders that are refused, however they are spelled.

use super::*;
use vouchfolio::emit::Refusal;

/// Asserts that a folder is refused, and that nothing at all was written.
#[track_caller]
fn check(site: &Site, out: impl AsRef<Path>, expected: Refusal) {
    for adopt in [false, true] {
        let (out, folder) = (out.as_ref(), site.path());
        let options = Options { site: &folder, out, adopt, wait: true, on_wait: &|| {} };
        let found = match emit::prepare(&options) {
            Err(Error::Refused { reason, .. }) => Some(reason),
            Err(error) => panic!("{}: {error}", out.display()),
            Ok(_) => None,
        };
        assert_eq!(found, Some(expected.clone()), "{}", out.display());
        assert!(!folder.join(".vouchfolio").exists());
    }
}

#[test]
fn folders_that_are_somebody_elses() -> anyhow::Result<()> {
    let site = Site::new()?;
    let root = site.root.path();
    check(&site, "/", Refusal::Root);
    check(&site, "/..", Refusal::Root);
    check(&site, std::env::current_dir()?, Refusal::WorkingFolder);
    check(&site, ".", Refusal::WorkingFolder);
    check(&site, "src/..", Refusal::WorkingFolder);
    check(&site, site.path(), Refusal::Site);
    check(&site, site.path().join("public/.."), Refusal::Site);
    check(&site, site.path().join("not-there/../"), Refusal::Site);
    check(&site, root, Refusal::HoldsSite);
    check(&site, site.path().join("../"), Refusal::HoldsSite);
    if let Some(home) = std::env::home_dir().filter(|home| home.parent().is_some()) {
        check(&site, &home, Refusal::Home);
        check(&site, home.join("x/../."), Refusal::Home);
    }
    Ok(())
}

#[test]
fn folders_of_the_sites_sources() -> anyhow::Result<()> {
    let site = Site::new()?;
    fs::remove_dir(site.path().join("static"))?;
    for part in ["content", "themes", "static", "private"] {
        let expected = Refusal::InsideOf(part);
        for spelling in [part, &format!("{part}/"), &format!("./{part}/deep/er")] {
            check(&site, site.path().join(spelling), expected.clone());
        }
        check(&site, site.path().join(format!("public/../{part}/x")), expected.clone());
        check(&site, site.path().join(part.to_uppercase()), expected);
    }
    check(&site, site.path().join(".git/hooks"), Refusal::InsideOfState);
    check(&site, site.path().join(".vouchfolio/out"), Refusal::InsideOfState);
    check(&site, site.root.path().join("other/.GIT/x"), Refusal::InsideOfState);
    Ok(())
}

#[test]
fn folders_with_something_precious_in_them() -> anyhow::Result<()> {
    let site = Site::new()?;
    let other = site.root.path().join("other");
    fs::create_dir_all(other.join(".git"))?;
    check(&site, &other, Refusal::HoldsRepository);
    fs::remove_dir(other.join(".git"))?;
    fs::write(other.join(".git"), "gitdir: elsewhere")?;
    check(&site, &other, Refusal::HoldsRepository);
    fs::rename(other.join(".git"), other.join("vouchfolio.yaml"))?;
    check(&site, &other, Refusal::HoldsAnotherSite);
    check(&site, other.join("vouchfolio.yaml"), Refusal::NotAFolder);
    check(&site, other.join("vouchfolio.yaml/x"), Refusal::NotAFolder);
    Ok(())
}

#[cfg(unix)]
#[test]
fn the_same_folders_through_symbolic_links() -> anyhow::Result<()> {
    use std::os::unix::fs::symlink;
    let site = Site::new()?;
    let root = site.root.path();
    symlink(site.path(), root.join("alias"))?;
    check(&site, root.join("alias"), Refusal::Site);
    check(&site, root.join("alias/content/new"), Refusal::InsideOf("content"));
    symlink("/", site.path().join("slash"))?;
    check(&site, site.path().join("slash"), Refusal::LinkLeavesSite);
    symlink("/", root.join("slash"))?;
    check(&site, root.join("slash"), Refusal::Root);
    symlink(root, site.path().join("public"))?;
    check(&site, site.public(), Refusal::LinkLeavesSite);
    check(&site, site.public().join("new"), Refusal::LinkLeavesSite);
    symlink("nowhere", root.join("dangling"))?;
    check(&site, root.join("dangling"), Refusal::BrokenLink);
    symlink("loop", root.join("loop"))?;
    check(&site, root.join("loop/x"), Refusal::BrokenLink);
    // `content` is really elsewhere in the site.
    fs::remove_dir(site.path().join("content"))?;
    fs::create_dir_all(site.path().join("words/content"))?;
    symlink("words/content", site.path().join("content"))?;
    check(&site, site.path().join("words/content/out"), Refusal::InsideOf("content"));
    check(&site, site.path().join("words"), Refusal::HoldsPartOfSite("content"));
    Ok(())
}

#[test]
fn everything_else_is_fine() -> anyhow::Result<()> {
    let site = Site::new()?;
    let root = site.root.path();
    fs::create_dir(root.join("empty"))?;
    let outs = ["site/public", "site/content-old", "site/deep/er/out/", "empty", "site/../new/one"];
    for out in outs {
        let outputs = texts(&[("index.html", "hello")]);
        let summary = site.build_into(&root.join(out), &outputs, false)?;
        assert_eq!((summary.written, summary.notices.len()), (1, 0), "{out}");
        assert_eq!(fs::read_to_string(root.join(out).join("index.html"))?, "hello");
        assert_eq!(
            root.join(out).join(".gitignore").exists(),
            out.starts_with("site/d") || out == "site/public" || out == "site/content-old"
        );
    }
    assert_eq!(fs::read_to_string(site.path().join(".vouchfolio/.gitignore"))?, "*\n");
    Ok(())
}

#[test]
fn a_folder_with_other_files_is_taken_over_only_on_demand() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.put("thesis.txt", "years of work")?;
    let outputs = [("index.html", "hello")];
    let error = site.build(&outputs).expect_err("not ours");
    assert!(matches!(&error, Error::NotOurs { example, .. } if &**example == "thesis.txt"));
    assert!(error.to_string().contains("--adopt"), "{error}");
    assert_eq!(site.files(), owned(&[("thesis.txt", "years of work")]));

    assert_eq!(
        notices(&site.adopt(&outputs)?),
        ["thesis.txt is not part of the site and was left; delete it if it is of an older site"]
    );
    assert_eq!(site.files(), owned(&[("index.html", "hello"), ("thesis.txt", "years of work")]));
    assert_eq!(site.build(&outputs)?, Summary { unchanged: 1, ..Summary::default() });
    Ok(())
}

#[test]
fn a_folder_that_init_made_is_empty() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.put(".gitignore", "*\n")?;
    site.put(".DS_Store", "where the icons are")?;
    assert_eq!(site.build(&[("index.html", "hello")])?.written, 1);
    Ok(())
}
