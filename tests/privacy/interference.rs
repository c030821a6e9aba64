//! Sites that differ only in what is private are the same to their readers.

use super::canaries::canaries;
use super::{CANARY, Files};
use crate::sample::Tree;

fn assert_same(one: &Tree, other: &Tree) {
    let paths = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    for (path, bytes) in one {
        let other = other.get(path).expect("the same paths");
        let same = bytes.iter().zip(other).take_while(|(one, other)| one == other).count();
        let around = |bytes: &[u8]| {
            let from = same.saturating_sub(200);
            let part = bytes.get(from..bytes.len().min(same + 200));
            String::from_utf8_lossy(part.unwrap_or_default()).into_owned()
        };
        let differs = bytes != other;
        assert!(!differs, "{path} differs:\n{}\n---\n{}", around(bytes), around(other));
    }
}

/// The same site with another private word everywhere, in file names too.
fn replaced(files: &Files, word: &str) -> Files {
    let capital = |word: &str| word.get(..1).unwrap_or_default().to_uppercase() + &word[1..];
    let replace = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        for (from, to) in [(CANARY.to_owned(), word.to_owned()), (capital(CANARY), capital(word))] {
            let mut out = Vec::with_capacity(bytes.len());
            let mut rest = bytes.as_slice();
            while let Some(at) = super::places(rest, from.as_bytes()).next() {
                out.extend_from_slice(&rest[..at]);
                out.extend_from_slice(to.as_bytes());
                rest = &rest[at + from.len()..];
            }
            out.extend_from_slice(rest);
            bytes = out;
        }
        bytes
    };
    let files = files.0.iter();
    Files(files.map(|(path, bytes)| (path.replace(CANARY, word), replace(bytes))).collect())
}

#[test]
fn other_private_words_change_nothing() {
    let files = canaries();
    let tree = files.build();
    // Sorted before and after everything public, shorter and longer.
    for word in ["a", "zzzzzzzzzzzzzzzzzzzzzzzzz"] {
        assert_same(&tree, &replaced(&files, word).build());
    }
}

#[test]
fn other_orders_of_private_ids_change_nothing() {
    let nameless = |first: &str, second: &str| {
        let mut files = Files::new();
        for (id, words) in [(first, "Words of one."), (second, "Words of another.")] {
            files.put(
                &format!("content/people/{id}.md"),
                format!("---\nname: {id}\nrelation: {{kind: peer, at: mill}}\n---\n"),
            );
            files.put(
                &format!("content/testimonials/{id}.md"),
                format!(
                    "---\nby: {id}\ngiven: 2025-01-01\nabout: [bridge]\nskills: [steel]\n\
                     consent: {{given: 2025-01-01, scope: [quote]}}\n---\n{words}\n"
                ),
            );
        }
        files.build()
    };
    assert_same(&nameless("aa", "zz"), &nameless("zz", "aa"));
}

#[test]
fn what_is_held_back_might_as_well_not_be_there() {
    let tree = Files::new().build();
    let mut files = Files::new();
    files
        .put(
            "content/people/hidden.md",
            "---\nname: Hidden\nrelation: {kind: manager, at: mill}\nvouches_for: [steel, wood]\n---\n",
        )
        .put(
            "content/testimonials/hidden.md",
            "---\nby: hidden\ngiven: 2025-03-01\nabout: [bridge]\nskills: [steel]\n---\nHello.\n",
        )
        .put(
            "content/accomplishments/draft.md",
            "---\ntitle: Draft\ndate: 2026-01\nat: mill\nskills: [steel, wood]\nwith: [bea]\n\
             draft: true\nfeatured: true\n---\nHello.\n",
        )
        .put("content/posts/draft.md", "---\ntitle: Draft\ndate: 2026-01\ndraft: true\n---\nHi.\n")
        .put("content/pages/draft.md", "---\ntitle: Draft\ndraft: true\n---\nHello.\n")
        .put("content/skills.yaml", "wood: {name: Wood, group: Forest}\n")
        .put("private/note.md", "Hello.");
    assert_same(&tree, &files.build());
}
