//! Whatever is taken away or broken, the last good pages stay, and what is mended shows.

use super::*;

/// Something goes wrong, and what is said of it; then it is mended.
fn goes_on(site: &Site, program: &Program, wrong: impl Fn(), code: &str, mend: impl Fn()) {
    let good = program.page("").expect("the first page");
    let count = |lines: &[String], what: &str| lines.iter().filter(|it| it.contains(what)).count();
    let before = program.err.all();
    wrong();
    program.err.wait_for(code, |lines| count(lines, code) > count(&before, code));
    program.err.wait_for("a refusal", |lines| {
        lines.iter().filter(|it| is_not_built(it)).count()
            > before.iter().filter(|it| is_not_built(it)).count()
    });
    assert_eq!(program.page("").as_ref(), Some(&good), "the last good page stays");
    let said = program.err.settled();
    assert_eq!(count(&said, code), count(&before, code) + 1, "said once: {said:#?}");
    assert_eq!(program.page("").as_ref(), Some(&good), "the last good page stays");
    mend();
    program.err.wait_for("a good build", |lines| {
        lines.iter().filter(|it| is_built(it)).count()
            > before.iter().filter(|it| is_built(it)).count()
    });
    // And it is the site again, in which changes show.
    program.err.settled();
    assert_eq!(program.page("").as_ref(), Some(&good), "all is as before");
    let words = format!("Words after {} lines.", program.err.all().len());
    site.put(ONE, one(&words));
    program.wait_for_page(ONE_PAGE, &words);
}

#[test]
fn the_content_removed_and_restored() {
    let site = Site::new();
    let program = site.serve(&[]);
    goes_on(
        &site,
        &program,
        || site.rename("content", "../content"),
        "error[missing-file]: `content/profile.md` is missing",
        || site.rename("../content", "content"),
    );
    // Deleted, then made anew from elsewhere.
    let copy = site.path.join("../copy");
    copy_folder(&site.path.join("content"), &copy);
    goes_on(
        &site,
        &program,
        || fs::remove_dir_all(site.path.join("content")).expect("removed"),
        "error[missing-file]: `content/profile.md` is missing",
        || copy_folder(&copy, &site.path.join("content")),
    );
}

pub fn copy_folder(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let inside = entry.path().strip_prefix(from).expect("inside");
        if entry.file_type().is_dir() {
            fs::create_dir_all(to.join(inside)).expect("a folder");
        } else {
            // A file by itself is copied to this very path.
            let to = if entry.depth() == 0 { to.to_owned() } else { to.join(inside) };
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

#[test]
fn the_configuration_broken_removed_and_restored() {
    let site = Site::new();
    let program = site.serve(&[]);
    let config = site.read("vouchfolio.yaml");
    let restore = || site.put("vouchfolio.yaml", &config);
    let unknown = "error[unknown-key]: unknown key `titel`";
    goes_on(&site, &program, || site.put("vouchfolio.yaml", "titel: Maya\n"), unknown, restore);
    let invalid = "error[invalid-yaml]";
    goes_on(&site, &program, || site.put("vouchfolio.yaml", "title: a: b\n"), invalid, restore);
    let missing = "error[missing-file]: `vouchfolio.yaml` is missing";
    goes_on(&site, &program, || site.remove("vouchfolio.yaml"), missing, restore);
}

#[test]
fn a_theme_broken_and_mended() {
    let site = Site::new();
    let program = site.serve(&[]);
    let frame = "themes/small/templates/frame.html";
    let text = site.read(frame);
    let restore = || site.put(frame, &text);
    goes_on(&site, &program, || site.put(frame, "{{ page.title"), "error[template-error]", restore);
    goes_on(
        &site,
        &program,
        || site.rename("themes", "../themes"),
        "error[unknown-theme]",
        || site.rename("../themes", "themes"),
    );
}

#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new();
    let mode = |mode| {
        let path = site.path.join(ONE);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    mode(0o000);
    if fs::read(site.path.join(ONE)).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    mode(0o644);
    let program = site.serve(&[]);
    mode(0o000);
    let said = program.err.wait_for("the failure", |lines| {
        lines.iter().find(|line| line.starts_with("error: cannot read")).cloned()
    });
    assert!(said.ends_with("its permissions, or its folder's, do not allow it"), "{said}");
    let said = program.err.settled();
    assert_eq!(said.iter().filter(|line| line.starts_with("error")).count(), 1, "{said:#?}");
    assert!(program.page(ONE_PAGE).is_some_and(|page| page.contains("First")));
    mode(0o644);
    site.put(ONE, one("Readable."));
    program.wait_for_page(ONE_PAGE, "Readable.");
}
