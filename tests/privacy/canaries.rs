//! A word that occurs only where nothing may be published is found in no output.

use super::{CANARY, Files, assert_none, leaks};
use crate::image::jpeg_with_secrets;
use crate::sample::{self, SAMPLE};

/// Where the photo that `tests/image` makes was taken.
const PLACE_OF_PHOTO: &str = "lat 38.7223";

/// A site with the canary in every place that consent, drafts and privacy keep from readers.
pub(super) fn canaries() -> Files {
    let mut files = Files::new();
    configuration(&mut files);
    drafts(&mut files);
    people(&mut files);
    testimonials(&mut files);
    unused(&mut files);
    files
}

fn configuration(files: &mut Files) {
    files
        .put(
            "vouchfolio.yaml",
            "# zqxjkcomment\ntitle: Ada Lund\nbase_url: https://ada.example/\n\
             publish: {zqxjktarget: {to: s3, bucket: zqxjkbucket, endpoint: zqxjkhost, region: zqxjkregion, prefix: zqxjkprefix},\n  zqxjkother: {to: git, remote: \"https://zqxjktoken@zqxjkhost/\", domain: zqxjkdomain}}\n",
        )
        .put(
            "content/profile.md",
            "---\n# zqxjkcomment\nname: Ada Lund\nheadline: I build bridges # zqxjkcomment\n\
             photo: ada.jpg\n---\nHi.\n",
        )
        .put("content/ada.jpg", jpeg_with_secrets())
        .put(
            "content/career.yaml",
            "# zqxjkcomment\npositions:\n  - {id: mill, organization: Mill, title: Engineer, \
             from: 2019}\n  # - {id: zqxjkposition}\n",
        )
        .put(
            "content/skills.yaml",
            "# zqxjkcomment\nsteel: {name: Steel, group: Craft, summary: Cold and warm}\n\
             zqxjkunused: {name: Zqxjkname, group: Zqxjkgroup, summary: Zqxjksummary}\n\
             zqxjkheld: {name: Zqxjkname, group: Zqxjkgroup}\n",
        )
        .put("private/people/zqxjkhidden.yaml", "email: zqxjk@example.org\n")
        .put("private/zqxjk.md", "---\ntitle: zqxjk\n---\nzqxjk\n")
        .put(".vouchfolio/zqxjk.json", "{\"zqxjk\": 1}")
        .put(".zqxjkrc", "zqxjk");
}

fn drafts(files: &mut Files) {
    files
        .put(
            "content/accomplishments/bridge.md",
            "---\n# zqxjkcomment\ntitle: Built a bridge\ndate: 2024-06\nat: mill\nskills: [steel]\n\
             with: [bea, zqxjkhidden, zqxjkquoted, zqxjkgone]\nfeatured: true\nimage: bridge.jpg\n\
             image_alt: A bridge\n---\nIt stands.\n\nSee [this](zqxjkdraft.md), \
             [her](../people/zqxjkhidden.md), [him](../people/zqxjkquoted.md), \
             [that](../posts/zqxjkpost.md) and [those](../pages/zqxjkpage.md).\n\n\
             {{ <person id=\"zqxjkhidden\" /> }}\n\n{{ <testimonial id=\"zqxjkwithdrawn\" /> }}\n\n\
             {{ <testimonial id=\"zqxjknameless\" /> }}\n\n\
             {{ <accomplishment id=\"zqxjkdraft\" /> }}\n",
        )
        .put("content/accomplishments/bridge.jpg", jpeg_with_secrets())
        .put(
            "content/accomplishments/zqxjkdraft.md",
            "---\ntitle: Zqxjktitle\ndate: 2025-06\nat: mill\nrole: zqxjkrole\n\
             metric: {value: zqxjk1, before: zqxjk2, label: zqxjklabel}\nskills: [zqxjkheld]\n\
             with: [bea]\nlinks: [{label: zqxjklabel, url: \"https://zqxjk.example/\"}]\n\
             image: zqxjk.jpg\nimage_alt: zqxjkalt\nfeatured: true\ndraft: true\n\
             aliases: [/zqxjkold/]\nextra: {zqxjkkey: zqxjkvalue}\n---\nZqxjkbody.\n\n## Zqxjkheading\n",
        )
        .put("content/accomplishments/zqxjk.jpg", jpeg_with_secrets());
    for (folder, id) in [("posts", "zqxjkpost"), ("pages", "zqxjkpage")] {
        let text = "---\ntitle: Zqxjktitle\ndate: 2025-06\nsummary: zqxjksummary\n\
                    skills: [zqxjkheld]\ndraft: true\naliases: [/zqxjkold/ID/]\n---\nZqxjkbody.\n";
        files.put(&format!("content/{folder}/{id}.md"), text.replace("ID", id));
    }
}

/// People of whom nothing, or only something, may be shown.
fn people(files: &mut Files) {
    let rest = "reciprocal: true\nmaterial_connection: zqxjkmaterial\nvouches_for: [zqxjkheld]\n\
                keys: [{ssh: \"ssh-ed25519 AAAAzqxjk\", source: \"https://zqxjk.example/k\"}]\n\
                links: [{label: zqxjklink, url: \"https://zqxjk.example/\"}]\n\
                aliases: [/zqxjkwas/ID/]\nextra: {zqxjkkey: zqxjkvalue}\n---\nZqxjkbody.\n";
    for (id, consent) in [
        ("zqxjkhidden", ""),
        ("zqxjkquoted", ""),
        ("zqxjkgone", "consent: {given: 2024-01-01, withdrawn: 2025-01-01, via: zqxjkvia}\n"),
        ("zqxjkexpired", "consent: {given: 2024-01-01, expires: 2025-01-01, via: zqxjkvia}\n"),
        ("zqxjkrole", "consent: {given: 2024-01-01, scope: [role, photo], via: zqxjkvia}\n"),
        ("zqxjknothing", "consent: {given: 2024-01-01, scope: [photo, contact, quote]}\n"),
    ] {
        let role = match id {
            "zqxjkrole" => "role: Welder\norganization: Dock\n",
            _ => "role: zqxjkrole\norganization: zqxjkorganization\n",
        };
        let front = format!(
            "---\n# zqxjkcomment\nname: Zqxjkname\n{role}photo: {id}.jpg\n\
             relation: {{kind: peer, at: mill, from: 2019}}\n{consent}{rest}"
        );
        files.put(&format!("content/people/{id}.md"), front.replace("ID", id));
        files.put(&format!("content/people/{id}.jpg"), jpeg_with_secrets());
    }
    for (id, consent) in [
        ("name-only", "consent: {given: 2024-01-01, scope: [name], via: zqxjkvia}\n"),
        ("by-words", ""),
    ] {
        let front = format!(
            "---\n# zqxjkcomment\nname: Named {id}\nrole: zqxjkrole\norganization: zqxjkorg\n\
             photo: zqxjk{id}.jpg\nrelation: {{kind: peer, at: mill}}\n{consent}---\nA body.\n"
        );
        files.put(&format!("content/people/{id}.md"), front);
        files.put(&format!("content/people/zqxjk{id}.jpg"), jpeg_with_secrets());
    }
    files
        .put(
            "content/people/no-photo.md",
            "---\nname: No Photo\nrole: Smith\nphoto: zqxjkno-photo.jpg\nrelation: {kind: client}\n\
             consent: {given: 2024-01-01}\n---\n",
        )
        .put("content/people/zqxjkno-photo.jpg", jpeg_with_secrets())
        .put(
            "content/people/bea.md",
            "---\nname: Bea Holm\nrole: Founder\nphoto: bea.jpg\n\
             relation: {kind: peer, at: mill, from: 2019}\n\
             consent: {given: 2025-01-01, scope: [name, role, photo], via: zqxjkvia}\n---\n",
        )
        .put("content/people/bea.jpg", jpeg_with_secrets());
}

fn testimonials(files: &mut Files) {
    let mut put = |id: &str, by: &str, front: &str, quote: &str| {
        let text =
            format!("---\n# zqxjkcomment\nby: {by}\ngiven: 2025-01-01\n{front}---\n{quote}\n");
        files.put(&format!("content/testimonials/{id}.md"), text);
    };
    let held = "about: [bridge]\nskills: [zqxjkheld]\nhighlight: Zqxjkquote\n\
                source: {url: \"https://zqxjk.example/\"}\nletter: zqxjk.pdf\n\
                extra: {zqxjkkey: zqxjkvalue}\n";
    let consent = "consent: {given: 2025-01-01, via: zqxjkvia";
    for (id, by, rest) in [
        ("zqxjknone", "bea", String::new()),
        ("zqxjkwithdrawn", "bea", format!("{consent}, withdrawn: 2026-01-01}}\n")),
        ("zqxjkexpired", "bea", format!("{consent}, expires: 2026-06-14}}\n")),
        ("zqxjkdraft", "bea", format!("{consent}}}\ndraft: true\n")),
        ("zqxjkunquoted", "bea", format!("{consent}, scope: [name, role, photo]}}\n")),
        ("zqxjkgone", "zqxjkgone", format!("{consent}}}\n")),
        ("zqxjkpast", "zqxjkexpired", format!("{consent}}}\n")),
    ] {
        put(id, by, &format!("{held}{rest}"), "Zqxjkquote from me.");
    }
    let about = "about: [bridge]\nskills: [steel]\nhighlight: said in confidence\n\
                 source: {url: \"https://zqxjk.example/\"}\nletter: zqxjk.pdf\n\
                 extra: {zqxjkkey: zqxjkvalue}\n";
    let words = "This was said in confidence by somebody.";
    let nameless = format!("{about}{consent}, scope: [quote]}}\n");
    put("zqxjknameless", "zqxjkquoted", &nameless, &format!("{words} One."));
    put("zqxjkwelder", "zqxjkrole", &format!("{about}{consent}}}\n"), &format!("{words} Two."));
    put(
        "zqxjknobody",
        "zqxjknothing",
        &format!("{about}{consent}}}\n"),
        &format!("{words} Three."),
    );
    let named = "about: [bridge]\nconsent: {given: 2025-01-01, scope: [quote, name]}\n";
    put("by-words-bridge", "by-words", named, "I agreed to be named.");
    let all = "about: [bridge]\nconsent: {given: 2025-01-01, scope: [quote, name, role, photo]}\n";
    put("name-only-bridge", "name-only", all, "My own consent is the ceiling.");
    files.put("content/testimonials/zqxjk.pdf", "%PDF zqxjk");
}

/// Files that nothing public names.
fn unused(files: &mut Files) {
    for path in [
        "content/people/zqxjkunused.jpg",
        "content/zqxjk.pdf",
        "content/posts/zqxjk.md~",
        "content/posts/.zqxjk.md",
        "content/.zqxjk/post.md",
        "static/.zqxjk",
        "static/zqxjk.txt~",
        "themes/zqxjkother/theme.yaml",
        "themes/zqxjkother/static/zqxjk.css",
        "public/zqxjk.html",
    ] {
        files.put(path, "zqxjk");
    }
    files.put("static/photo.jpg", jpeg_with_secrets());
}

#[test]
fn no_output_holds_a_canary() {
    let tree = canaries().build();
    assert_none(&leaks(&tree, CANARY));
    assert_none(&leaks(&tree, PLACE_OF_PHOTO));
}

#[test]
fn what_may_be_shown_is_shown() {
    let tree = canaries().build();
    for shown in [
        "Built a bridge",
        "Bea Holm",
        "Founder",
        "Named name-only",
        "Named by-words",
        "No Photo",
        "said in confidence by somebody. One",
        "confidence by somebody. Two",
    ] {
        assert!(!leaks(&tree, shown).is_empty(), "{shown} is nowhere");
    }
    // A nameless quote stands under its relation alone, whatever else its author allows.
    for hidden in ["Welder", "Dock"] {
        assert_eq!(leaks(&tree, hidden), Vec::<String>::new(), "{hidden}");
    }
    for start in ["media/people/bea-", "media/ada-", "photo.jpg", "people/by-words/index.html"] {
        let is_there = tree.keys().any(|path| path.starts_with(start));
        assert!(is_there, "no {start}: {:?}", tree.keys());
    }
}

#[test]
fn drafts_on_request_show_nobody_who_did_not_agree() {
    let mut files = canaries();
    // What is a draft is asked for; everything else stays as it is.
    for content in files.0.values_mut() {
        let text = String::from_utf8_lossy(content).into_owned();
        if text.contains("draft: true") {
            *content = text.replace("Zqxjk", "Drafted").replace("zqxjkheld", "steel").into_bytes();
        }
    }
    let site = files.write();
    let built = site.request(true);
    assert!(!built.has_errors(), "{}", sample::problems(&built));
    let tree = sample::tree(&built);
    for word in ["zqxjkhidden", "zqxjkquoted", "zqxjkgone", "zqxjkwithdrawn", "Zqxjkname"] {
        assert_none(&leaks(&tree, word));
    }
}

#[test]
fn a_note_in_a_markdown_comment_is_not_published() {
    let mut files = Files::new();
    let post = "---\ntitle: A post\ndate: 2025\n---\nText.\n\n<!-- zqxjknote -->\n\n\
                More <!-- zqxjknote --> text.\n\n[//]: # (zqxjknote)\n\n[zqxjkunused]: https://zqxjk.example/\n";
    files.put("content/posts/post.md", post);
    assert_none(&leaks(&files.build(), CANARY));
}

#[test]
fn a_photo_or_letter_of_somebody_held_back_is_not_published_by_a_link() {
    let mut files = canaries();
    let post = "---\ntitle: A post\ndate: 2025\n---\n![Someone](../people/zqxjkhidden.jpg) and \
                [a letter](../testimonials/zqxjk.pdf).\n";
    files.put("content/posts/post.md", post);
    let site = files.write();
    let built = site.request(false);
    let tree = sample::tree(&built);
    assert_none(&leaks(&tree, CANARY));
    let text = sample::problems(&built);
    assert!(text.contains("content/posts/post.md:5:"), "nobody is told: {text}");
}

#[test]
fn the_sample_names_nobody_who_is_held_back() {
    for name in [
        "Callum",
        "Reyes",
        "Ottilie",
        "Marchetti",
        "Desmond",
        "Achterberg",
        "callum-reyes",
        "ottilie-marchetti",
        "desmond-achterberg",
        "fx-netting",
        "on-the-wrong-script",
        "product-view",
        "thursday-van",
    ] {
        assert_none(&leaks(&SAMPLE, name));
    }
}

#[test]
fn the_sample_knows_nothing_of_the_machine_that_built_it() {
    let root = sample::root().to_string_lossy();
    assert_none(&leaks(&SAMPLE, &root));
    for name in ["HOME", "USER"] {
        let value = std::env::var(name).unwrap_or_default();
        // `root` is a common word.
        if value.len() > 5 {
            assert_none(&leaks(&SAMPLE, &value));
        }
    }
}
