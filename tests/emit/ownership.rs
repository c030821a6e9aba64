//! Whose file it is decides what may be done to it.

use super::*;

const PAGE: (&str, &str) = ("index.html", "hello");

#[test]
fn former_outputs_are_deleted_with_their_folders() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[PAGE, ("people/ana/index.html", "Ana"), ("people/bo/index.html", "Bo")])?;
    site.put("people/ana/notes.txt", "mine")?;
    let summary = site.build(&[PAGE])?;
    assert_eq!((summary.removed, summary.notices), (2, Vec::new()));
    assert_eq!(site.files(), owned(&[PAGE, ("people/ana/notes.txt", "mine")]));
    assert!(!site.public().join("people/bo").exists());
    Ok(())
}

#[test]
fn a_former_output_that_was_edited_stays_and_is_reported_until_it_is_gone() -> anyhow::Result<()> {
    let site = Site::new()?;
    let outputs = [PAGE, ("old.html", "old")];
    site.build(&outputs)?;
    site.put("old.html", "edited")?;
    for _ in 0..2 {
        let summary = site.build(&[PAGE])?;
        assert_eq!(
            (summary.removed, notices(&summary)),
            (
                0,
                vec![
            "old.html is no longer part of the site but was edited by hand, so it was left; \
             delete it, or move it out of the output folder".to_owned()
        ]
            )
        );
    }
    assert_eq!(site.files(), owned(&[PAGE, ("old.html", "edited")]));
    fs::remove_file(site.public().join("old.html"))?;
    assert_eq!(site.build(&[PAGE])?.notices, []);
    Ok(())
}

#[test]
fn an_output_that_was_edited_is_overwritten_with_a_warning() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[PAGE])?;
    site.put("index.html", "edited")?;
    let summary = site.build(&[PAGE])?;
    assert_eq!(
        notices(&summary),
        ["index.html was edited by hand in the output folder; it was overwritten"]
    );
    assert_eq!(site.files(), owned(&[PAGE]));
    assert_eq!(site.build(&[PAGE])?.notices, []);
    Ok(())
}

#[test]
fn a_foreign_file_stops_the_build_unless_identical_or_adopted() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[PAGE])?;
    site.put("cv/me.pdf", "mine")?;
    let outputs = [("cv/me.pdf", "generated"), ("index.html", "new")];
    let error = site.build(&outputs).expect_err("a foreign file");
    assert!(matches!(&error, Error::Foreign { paths, .. } if *paths == ["cv/me.pdf".into()]));
    assert_eq!(site.files(), owned(&[PAGE, ("cv/me.pdf", "mine")]));

    assert_eq!(
        notices(&site.adopt(&outputs)?),
        ["cv/me.pdf was not written by an earlier build; it was overwritten"]
    );
    site.put("same.html", "same")?;
    let summary = site.build(&[PAGE, ("same.html", "same")])?;
    assert_eq!((summary.written, summary.removed, summary.notices), (1, 1, Vec::new()));
    assert_eq!(site.build(&[PAGE])?.removed, 1, "an identical file became ours");
    Ok(())
}

#[test]
fn files_and_folders_change_places_if_all_of_it_is_ours() -> anyhow::Result<()> {
    let site = Site::new()?;
    let (file, folder) = ([PAGE, ("a", "file")], [PAGE, ("a/b/c.html", "1"), ("a/d", "2")]);
    for outputs in [&file[..], &folder, &file] {
        site.build(outputs)?;
        assert_eq!(site.files(), owned(outputs));
    }
    site.put("a", "edited")?;
    let error = site.build(&folder).expect_err("an edited file where a folder is to be");
    assert!(matches!(&error, Error::InTheWay { paths, .. } if *paths == ["a".into()]), "{error}");
    assert_eq!(site.files(), owned(&[PAGE, ("a", "edited")]));
    Ok(())
}

#[test]
fn foreign_folders_and_files_in_the_way_stop_even_adoption() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[PAGE, ("a/b", "ours"), ("c", "ours")])?;
    site.put("a/mine", "mine")?;
    fs::create_dir(site.public().join("empty"))?;
    site.put("flat", "mine")?;
    let before = site.files();
    for outputs in [[PAGE, ("a", "file")], [PAGE, ("empty", "x")], [PAGE, ("flat/b.html", "x")]] {
        for result in [site.build(&outputs), site.adopt(&outputs)] {
            assert!(matches!(result, Err(Error::InTheWay { .. })), "{result:?}");
        }
        assert_eq!(site.files(), before);
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_never_followed() -> anyhow::Result<()> {
    use std::os::unix::fs::symlink;
    let site = Site::new()?;
    let outside = site.root.path().join("outside");
    fs::create_dir(&outside)?;
    fs::write(outside.join("b.html"), "ours")?;
    site.build(&[PAGE, ("a/b.html", "ours")])?;
    fs::remove_dir_all(site.public().join("a"))?;
    symlink(&outside, site.public().join("a"))?;
    symlink(outside.join("b.html"), site.public().join("link.html"))?;

    let error = site.adopt(&[PAGE, ("a/b.html", "new"), ("link.html", "new")]).expect_err("links");
    assert!(
        matches!(&error, Error::SymbolicLink { paths, .. }
            if *paths == ["a".into(), "link.html".into()]),
        "{error}"
    );
    assert_eq!(site.build(&[PAGE])?.removed, 0, "what is behind a link is not ours");
    assert_eq!(files_in(&outside), owned(&[("b.html", "ours")]));
    assert!(site.public().join("a").is_symlink());
    Ok(())
}

#[test]
fn without_a_manifest_only_an_identical_folder_is_ours() -> anyhow::Result<()> {
    let site = Site::new()?;
    let outputs = [PAGE, ("a/b", "b"), ("c", "c")];
    site.build(&outputs)?;
    site.lose_manifest()?;
    fs::remove_file(site.public().join("c"))?;
    let summary = site.build(&outputs)?;
    assert_eq!((summary.written, summary.unchanged), (1, 2));
    assert_eq!(site.build(&[PAGE])?.removed, 2, "ours again, so they are deleted");

    site.lose_manifest()?;
    let error = site.build(&[("index.html", "new")]).expect_err("unknown content");
    assert!(matches!(error, Error::NotOurs { .. }), "{error}");
    assert_eq!(site.files(), owned(&[PAGE]));
    Ok(())
}

#[test]
fn a_damaged_manifest_is_a_lost_one() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[PAGE])?;
    for entry in fs::read_dir(site.path().join(".vouchfolio/outputs"))? {
        let path = entry?.path();
        let text = fs::read(&path)?;
        fs::write(path, &text[..text.len() / 2])?;
    }
    let summary = site.build(&[PAGE])?;
    assert_eq!(
        notices(&summary),
        ["the record of what earlier builds wrote is damaged; a new one was made"]
    );
    assert_eq!(site.build(&[PAGE])?.notices, []);
    Ok(())
}

#[test]
fn each_output_folder_has_its_own_manifest_and_moves_with_its_site() -> anyhow::Result<()> {
    let site = Site::new()?;
    let preview = site.path().join("preview");
    site.build(&[PAGE, ("a", "a")])?;
    site.build_into(&preview, &texts(&[("b", "b")]), false)?;
    assert_eq!(site.build(&[PAGE])?.removed, 1);
    assert_eq!(files_in(&preview).get("b").map(String::as_str), Some("b"));

    let moved = site.root.path().join("moved");
    fs::rename(site.path(), &moved)?;
    let public = moved.join("public");
    let options = Options { site: &moved, out: &public, adopt: false, wait: true, on_wait: &|| {} };
    let summary = emit::emit(&texts(&[("index.html", "new")]), emit::prepare(&options)?)?;
    assert_eq!((summary.written, summary.notices), (1, Vec::new()));
    Ok(())
}

#[test]
fn a_folder_that_now_holds_something_else_is_not_ours() -> anyhow::Result<()> {
    let site = Site::new()?;
    site.build(&[PAGE])?;
    fs::remove_dir_all(site.public())?;
    site.put("photos/1.jpg", "mine")?;
    assert!(matches!(site.build(&[PAGE]), Err(Error::NotOurs { .. })));
    Ok(())
}

#[test]
fn the_gitignore_gives_way_to_an_output_and_to_nothing_else() -> anyhow::Result<()> {
    let site = Site::new()?;
    let with_own = [PAGE, (".gitignore", "drafts\n")];
    site.build(&[PAGE])?;
    site.build(&[PAGE, ("a", "a")])?;
    assert_eq!(fs::read_to_string(site.public().join(".gitignore"))?, "*\n");
    site.build(&with_own)?;
    assert_eq!(fs::read_to_string(site.public().join(".gitignore"))?, "drafts\n");
    site.build(&[PAGE])?;
    assert!(!site.public().join(".gitignore").exists());
    site.put(".gitignore", "mine")?;
    assert!(matches!(site.build(&with_own), Err(Error::Foreign { .. })));
    Ok(())
}
