//! A build that ended half-way, and the next one.

use super::*;

/// Builds until the last file, whose source is not what it was.
fn build_half_way(site: &Site, outputs: &[(&str, &str)]) -> anyhow::Result<()> {
    fs::write(site.path().join("content/changed"), "changed")?;
    let mut outputs = texts(outputs);
    outputs.push(copy_of("zzz.html", "content/changed", b"as it was", false));
    let result = site.build_into(&site.public(), &outputs, false);
    anyhow::ensure!(matches!(result, Err(Error::SourceChanged { .. })), "{result:?}");
    Ok(())
}

#[test]
fn a_new_folder_appears_whole_or_not_at_all() -> anyhow::Result<()> {
    let site = Site::new()?;
    build_half_way(&site, &[("a.css", "1"), ("gone/b.css", "1")])?;
    assert!(!site.public().exists() && staging(&site.path()).is_none());

    // What a killed build leaves is not part of the next one.
    let (path, public) = (site.path(), site.public());
    let options = Options { site: &path, out: &public, adopt: false, wait: true, on_wait: &|| {} };
    let killed = emit::prepare(&options)?;
    killed.keep("a.css", b"1"[..].into());
    let beside = staging(&path).expect("a folder");
    drop(killed);
    fs::create_dir_all(beside.join("gone"))?;
    fs::write(beside.join("gone/b.css"), "half a fi")?;
    fs::write(beside.join("a.css"), "1")?;
    let summary = site.build(&[("a.css", "1"), ("index.html", "hello")])?;
    assert_eq!((summary.written, summary.unchanged, summary.removed), (2, 0, 0));
    assert_eq!(site.files(), owned(&[("a.css", "1"), ("index.html", "hello")]));
    assert!(!beside.exists() && !site.public().join("gone").exists());
    Ok(())
}

#[test]
fn an_existing_folder_is_healed_without_a_warning() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[("a.css", "1"), ("b.css", "1"), ("index.html", "hello")])?;
    build_half_way(&site, &[("a.css", "2"), ("new/c.css", "2"), ("index.html", "hello")])?;
    assert_eq!(site.files().get("b.css").map(String::as_str), Some("1"), "deletions come last");
    site.put("new/.vouchfolio-000000ff.tmp", "half a fi")?;
    site.put("new/.vouchfolio-mine.tmp", "mine")?;

    let summary = site.build(&[("a.css", "3"), ("index.html", "hello")])?;
    assert_eq!(summary.notices, []);
    assert_eq!(
        site.files(),
        owned(&[("a.css", "3"), ("index.html", "hello"), ("new/.vouchfolio-mine.tmp", "mine")])
    );
    Ok(())
}

#[test]
fn what_was_only_intended_is_not_ours() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[("index.html", "hello")])?;
    build_half_way(&site, &[("index.html", "hello"), ("me.css", "generated")])?;
    site.put("me.css", "mine")?;
    let result = site.build(&[("index.html", "hello"), ("me.css", "generated")]);
    assert!(matches!(result, Err(Error::Foreign { .. })), "{result:?}");
    site.build(&[("index.html", "hello")])?;
    assert_eq!(site.files(), owned(&[("index.html", "hello"), ("me.css", "mine")]));
    Ok(())
}

#[test]
fn empty_folders_of_a_killed_build_go() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[("index.html", "hello"), ("a/b/c.html", "1")])?;
    fs::remove_file(site.public().join("a/b/c.html"))?;
    site.build(&[("index.html", "hello")])?;
    assert!(!site.public().join("a").exists());
    Ok(())
}
