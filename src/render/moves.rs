//! Which pages took the place of those that are gone, such as when a file was renamed.

use std::collections::BTreeMap;

use super::{Content, Output};

/// What is known of a file of a site.
pub trait Page {
    /// Relative to the output folder: `accomplishments/settlement/index.html`.
    fn path(&self) -> &str;

    /// What stands between the tags `title`, as it is written there; `None` where it is not known,
    /// and of pages that only lead on to others.
    fn title(&self) -> Option<&str>;
}

impl Page for Output {
    fn path(&self) -> &str {
        &self.path
    }

    fn title(&self) -> Option<&str> {
        let Content::Bytes(bytes) = &self.content else { return None };
        title(bytes)
    }
}

/// A path and a title.
impl<P: AsRef<str>, T: AsRef<str>> Page for (P, T) {
    fn path(&self) -> &str {
        self.0.as_ref()
    }

    fn title(&self) -> Option<&str> {
        Some(self.1.as_ref())
    }
}

/// The title of a page; `None` where it only leads on to another.
pub fn title(html: &[u8]) -> Option<&str> {
    let html = std::str::from_utf8(html).ok()?;
    let head = html.split_once("</head>").map_or(html, |(head, _)| head);
    let (_, rest) = head.split_once("<title>").filter(|_| !head.contains(LEADS_ON))?;
    Some(rest.split_once("</title>")?.0)
}

/// What the head of a page holds that only leads on to another.
const LEADS_ON: &str = "<meta http-equiv=\"refresh\"";

/// Pages that are gone, each with the new page that took its place: the only one with its title,
/// or where one page of a folder is gone and one is new, that one. Both come sorted by path; a
/// title is asked for only where a page is gone or new.
pub fn moves<'a, B: Page, N: Page>(before: &'a [B], now: &'a [N]) -> Vec<(&'a B, &'a N)> {
    let gone = only_in(before, now);
    if gone.is_empty() {
        return Vec::new();
    }
    let mut titles: BTreeMap<&str, Vec<&'a N>> = BTreeMap::new();
    // How many are gone from a folder, and which are new there.
    let mut folders: BTreeMap<&str, (usize, Vec<&'a N>)> = BTreeMap::new();
    for page in &gone {
        folders.entry(folder(page.path())).or_default().0 += 1;
    }
    for page in only_in(now, before) {
        folders.entry(folder(page.path())).or_default().1.push(page);
        if let Some(title) = page.title() {
            titles.entry(title).or_default().push(page);
        }
    }
    let successor = |page: &B| {
        let same = page.title().and_then(|title| titles.get(title)).map(Vec::as_slice);
        let beside = folders.get(folder(page.path())).map(|(gone, new)| (*gone, new.as_slice()));
        match (same, beside) {
            (Some([sole]), _) | (_, Some((1, [sole]))) => Some(*sole),
            _ => None,
        }
    };
    gone.into_iter().filter_map(|page| Some((page, successor(page)?))).collect()
}

/// Pages of one site whose paths the other does not have.
fn only_in<'a, P: Page, O: Page>(pages: &'a [P], others: &[O]) -> Vec<&'a P> {
    let mut others = others.iter().peekable();
    let is_new = |page: &&P| {
        while others.next_if(|other| other.path() < page.path()).is_some() {}
        others.peek().is_none_or(|other| other.path() != page.path())
    };
    let new = pages.iter().filter(is_new);
    new.filter(|page| page.path().ends_with("/index.html")).collect()
}

/// `accomplishments` of `accomplishments/settlement/index.html`.
fn folder(path: &str) -> &str {
    let page = path.strip_suffix("/index.html").unwrap_or(path);
    page.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::{moves, title};

    /// Pages of `a/` and `b/`, each with its path and title.
    #[track_caller]
    fn check(before: &[(&str, &str)], now: &[(&str, &str)], expected: &[(&str, &str)]) {
        let whole = |pages: &[(&str, &str)]| {
            let whole = pages
                .iter()
                .map(|(path, title)| (format!("{path}/index.html"), (*title).to_owned()));
            let mut whole: Vec<(String, String)> = whole.collect();
            whole.sort();
            whole
        };
        let (before, now) = (whole(before), whole(now));
        let found = moves(&before, &now).into_iter().map(|(gone, new)| {
            let path = |page: &'_ (String, String)| page.0.replace("/index.html", "");
            (path(gone), path(new))
        });
        let expected: Vec<_> =
            expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_only_new_page_of_the_title_or_the_folder_counts() {
        check(&[("a/old", "Old")], &[("a/new", "New")], &[("a/old", "a/new")]);
        check(&[("a/old", "T")], &[("a/x", "X"), ("b/new", "T")], &[("a/old", "b/new")]);
        check(&[("a/old", "T")], &[("a/x", "T"), ("a/y", "T")], &[]);
        check(&[("a/old", "T")], &[("a/x", "X"), ("a/y", "Y")], &[]);
        check(&[("a/old", "T"), ("a/gone", "G")], &[("a/x", "X")], &[]);
        check(
            &[("a/one", "1"), ("a/two", "2")],
            &[("a/eins", "1"), ("a/zwei", "2")],
            &[("a/one", "a/eins"), ("a/two", "a/zwei")],
        );
    }

    #[test]
    fn what_is_still_there_has_not_moved() {
        check(&[("a/old", "T")], &[("a/new", "T"), ("a/old", "T")], &[]);
        check(&[], &[("a/new", "T")], &[]);
        check(&[("a/old", "T")], &[], &[]);
        check(&[("a/old", "T")], &[("b/new", "N")], &[]);
    }

    #[test]
    fn files_that_are_no_pages_do_not_count() {
        assert!(moves(&[("a/old.html", "T")], &[("a/new.html", "T")]).is_empty());
    }

    #[test]
    fn a_title_is_read_unless_the_page_leads_on() {
        let page = "<html><head><title>A &amp; B</title></head><body><title>x</title>";
        assert_eq!(title(page.as_bytes()), Some("A &amp; B"));
        let leads_on =
            page.replace("</head>", "<meta http-equiv=\"refresh\" content=\"0\"></head>");
        assert_eq!(title(leads_on.as_bytes()), None);
        let told = page.replace(
            "<body>",
            "<body>&lt;meta http-equiv=\"refresh\" <meta http-equiv=\"refresh\"",
        );
        assert_eq!(title(told.as_bytes()), Some("A &amp; B"));
        for text in [&b"<p>x"[..], b"<title>x", b"<title>\xff</title>", b""] {
            assert_eq!(title(text), None);
        }
    }
}
