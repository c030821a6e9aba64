//! How files get to the disk.

use super::*;

#[test]
fn what_did_not_change_is_not_written() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[("a.html", "1"), ("b/c.css", "2")])?;
    let modified = |path: &str| fs::metadata(site.public().join(path))?.modified();
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    for path in ["a.html", "b/c.css"] {
        fs::File::options().append(true).open(site.public().join(path))?.set_modified(long_ago)?;
    }
    let summary = site.build(&[("a.html", "new"), ("b/c.css", "2")])?;
    assert_eq!(summary, Summary { written: 1, unchanged: 1, ..Summary::default() });
    assert_eq!(modified("b/c.css")?, long_ago);
    assert_ne!(modified("a.html")?, long_ago);
    Ok(())
}

#[test]
fn nothing_but_outputs_is_left_in_and_around_the_folder() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[("a/b.html", "1")])?;
    site.build(&[("a/b.html", "2")])?;
    assert_eq!(files_in(&site.public()), owned(&[(".gitignore", "*\n"), ("a/b.html", "2")]));
    let mut beside: Vec<_> = fs::read_dir(site.path())?
        .map(|it| it.map(|it| it.file_name()))
        .collect::<Result<_, _>>()?;
    beside.sort();
    let expected =
        [".vouchfolio", "content", "private", "public", "static", "themes", "vouchfolio.yaml"];
    assert_eq!(beside, expected);
    Ok(())
}

#[cfg(unix)]
#[test]
fn everybody_may_read_what_was_written() -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new()?;
    let mode = |path: &str| -> std::io::Result<u32> {
        Ok(fs::metadata(site.public().join(path))?.permissions().mode() & 0o7777)
    };
    site.build(&[("a/b.html", "1"), ("a/c.html", "1")])?;
    let modes = || -> std::io::Result<_> { Ok((mode("")?, mode("a")?, mode("a/b.html")?)) };
    assert_eq!(modes()?, (0o755, 0o755, 0o644));
    let narrow = |path: &str, mode| {
        fs::set_permissions(site.public().join(path), fs::Permissions::from_mode(mode))
    };
    narrow("a/b.html", 0o600)?;
    narrow("a", 0o700)?;
    let summary = site.build(&[("a/b.html", "1"), ("a/c.html", "2")])?;
    assert_eq!((summary.written, modes()?), (1, (0o755, 0o755, 0o644)));
    Ok(())
}

#[test]
fn large_files_are_copied_and_checked() -> anyhow::Result<()> {
    let site = Site::new()?;
    let content = b"letter ".repeat(200_000);
    fs::write(site.path().join("content/letter.pdf"), &content)?;
    let output = copy_of("people/letter.pdf", "content/letter.pdf", &content, false);
    let build = || site.build_into(&site.public(), std::slice::from_ref(&output), false);
    assert_eq!(build()?.written, 1);
    assert_eq!(fs::read(site.public().join("people/letter.pdf"))?, content);
    assert_eq!(build()?.unchanged, 1);

    fs::write(site.path().join("content/letter.pdf"), "changed in between")?;
    assert_eq!(build()?.unchanged, 1, "what is published is still as planned");
    fs::remove_file(site.public().join("people/letter.pdf"))?;
    let error = build().expect_err("another source");
    assert!(matches!(&error, Error::SourceChanged { from } if from.ends_with("letter.pdf")));
    assert_eq!(site.files(), owned(&[]));
    Ok(())
}

#[test]
fn photos_are_published_without_metadata() -> anyhow::Result<()> {
    let site = Site::new()?;
    let photo = crate::image::jpeg_with_secrets();
    let published = vouchfolio::source::image::publishable(&photo);
    fs::write(site.path().join("content/ana.jpg"), &photo)?;
    let output = copy_of("people/ana.jpg", "content/ana.jpg", &published, true);
    site.build_into(&site.public(), &[output], false)?;
    assert_eq!(fs::read(site.public().join("people/ana.jpg"))?, *published);
    Ok(())
}

#[test]
fn paths_that_lead_elsewhere_are_errors() -> anyhow::Result<()> {
    let site = Site::new()?;
    let paths = [
        "",
        "/etc/passwd",
        "..",
        "../x",
        "a/../../x",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "a\0b",
        "a\nb",
        ".git/hooks/post-commit",
        "a/.vouchfolio-00000000.tmp",
        ".vouchfolio/lock",
    ];
    for path in paths {
        let result = site.build(&[("index.html", "hello"), (path, "x")]);
        assert!(matches!(result, Err(Error::BadPath { .. })), "{path:?}: {result:?}");
    }
    assert!(!site.public().exists());
    Ok(())
}

#[test]
fn two_outputs_cannot_share_a_place() -> anyhow::Result<()> {
    let site = Site::new()?;
    let twice = site.build(&[("a", "1"), ("b", "1"), ("a", "1")]);
    assert!(matches!(twice, Err(Error::Twice { path }) if &*path == "a"));
    let both = site.build(&[("a", "1"), ("a-b", "1"), ("a/b/c", "1")]);
    assert!(matches!(both, Err(Error::FileAndFolder { file, below })
            if (&*file, &*below) == ("a", "a/b/c")));
    Ok(())
}

#[test]
fn a_site_of_nothing_is_an_empty_folder() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[("a/b", "1")])?;
    assert_eq!(site.build(&[])?.removed, 1);
    assert_eq!(site.files(), owned(&[]));
    assert!(!site.public().join("a").exists());
    fs::remove_dir_all(site.public())?;
    site.build(&[])?;
    assert!(site.public().is_dir());
    Ok(())
}

/// Hands outputs over one by one, as rendering does, then emits what became of them.
fn emit_kept(site: &Site, outputs: &[(&str, &str)]) -> Result<Summary, Error> {
    let (path, public) = (site.path(), site.public());
    let options = Options { site: &path, out: &public, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options)?;
    let kept = texts(outputs).into_iter().map(|output| match &output.content {
        Content::Bytes(bytes) => {
            let content = destination.keep(&output.path, bytes[..].into());
            Output { content, ..output }
        }
        _ => output,
    });
    let kept: Vec<_> = kept.collect();
    emit::emit(&kept, destination)
}

#[test]
fn outputs_kept_one_by_one_make_the_same_folder() -> anyhow::Result<()> {
    let site = Site::new()?;
    let outputs = [("a.css", "1"), ("b/c/d.html", "2"), ("b/e.html", "3"), ("f.html", "4")];
    let summary = emit_kept(&site, &outputs)?;
    assert_eq!(summary, Summary { written: 4, ..Summary::default() });
    assert_eq!(site.files(), owned(&outputs));
    assert_eq!(site.build(&outputs)?, Summary { unchanged: 4, ..Summary::default() });
    let summary = emit_kept(&site, &[("a.css", "2"), ("b/c/d.html", "2")])?;
    assert_eq!(summary, Summary { written: 1, unchanged: 1, removed: 2, ..Summary::default() });
    assert_eq!(site.files(), owned(&[("a.css", "2"), ("b/c/d.html", "2")]));
    Ok(())
}

#[test]
fn of_outputs_kept_in_vain_nothing_is_left() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (path, deep) = (site.path(), site.path().join("built/site"));
    let before = files_in(&path);
    let options = Options { site: &path, out: &deep, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options)?;
    let content = destination.keep("a/b.html", b"1"[..].into());
    assert!(matches!(content, Content::InPlace));
    assert!(staging(&path.join("built")).expect("a folder").join("a/b.html").exists());
    drop(destination);
    assert!(!path.join("built").exists());
    assert_eq!(before.keys().next(), files_in(&path).keys().find(|it| !it.contains(".vouchfolio")));
    Ok(())
}

#[test]
fn a_path_that_is_refused_is_not_written_first() -> anyhow::Result<()> {
    let site = Site::new()?;
    let result = emit_kept(&site, &[("../out.html", "1"), ("a.html", "1")]);
    assert!(matches!(result, Err(Error::BadPath { .. })), "{result:?}");
    assert!(!site.public().exists() && !site.path().join("out.html").exists());
    Ok(())
}

#[test]
fn what_was_kept_and_is_gone_is_missed() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (path, public) = (site.path(), site.public());
    let options = Options { site: &path, out: &public, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options)?;
    let content = destination.keep("a.html", b"1"[..].into());
    fs::remove_file(staging(&path).expect("a folder").join("a.html"))?;
    let outputs = [Output { path: "a.html".into(), digest: Digest::of(b"1"), content }];
    let result = emit::emit(&outputs, destination);
    assert!(matches!(result, Err(Error::Vanished { .. })), "{result:?}");
    assert!(!public.exists() && staging(&path).is_none());
    Ok(())
}

#[test]
fn what_cannot_be_kept_is_said_when_all_is_written() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (path, deep) = (site.path(), site.path().join("built/site"));
    let options = Options { site: &path, out: &deep, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options)?;
    // Somebody puts a file where the folder above is to be.
    fs::write(path.join("built"), "mine")?;
    let content = destination.keep("a.html", b"1"[..].into());
    let outputs = [Output { path: "a.html".into(), digest: Digest::of(b"1"), content }];
    let result = emit::emit(&outputs, destination);
    assert!(matches!(result, Err(Error::Io { .. } | Error::Refused { .. })), "{result:?}");
    assert_eq!(fs::read_to_string(path.join("built"))?, "mine");
    Ok(())
}

#[test]
fn a_folder_that_appears_meanwhile_is_not_touched() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (path, public) = (site.path(), site.public());
    let options = Options { site: &path, out: &public, adopt: false, wait: true, on_wait: &|| {} };
    let destination = emit::prepare(&options)?;
    let content = destination.keep("a.html", b"1"[..].into());
    fs::create_dir(&public)?;
    fs::write(public.join("mine.txt"), "mine")?;
    let outputs = [Output { path: "a.html".into(), digest: Digest::of(b"1"), content }];
    let result = emit::emit(&outputs, destination);
    assert!(matches!(result, Err(Error::Appeared { .. })), "{result:?}");
    assert_eq!(files_in(&public), owned(&[("mine.txt", "mine")]));
    assert!(staging(&path).is_none());
    Ok(())
}
