//! Publishing to a bucket that behaves.

use super::{Memory, Place, What, options, place, refusal};
use crate::publish::web::{CANARY, Pages, first, publish, second};
use vouchfolio::engine::Redirect;
use vouchfolio::publish::{Allowed, MANIFEST, Secret, Stop, s3};

const NOTHING: Allowed = Allowed { deletes: None, adopt: false };
const ADOPT: Allowed = Allowed { deletes: None, adopt: true };

#[test]
fn first_publish_then_change_then_nothing() {
    let (stub, memory) = Memory::start();
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert_eq!(done.counts, [5, 0, 0, 0]);
    assert_eq!((done.bytes, done.size), (60, 60), "{done:?}");
    assert!(done.warnings.is_empty() && done.retries.is_empty(), "{done:?}");
    memory.assert_holds(&first(), &[]);

    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    memory.assert_holds(&second(), &[]);

    stub.requests();
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [0, 0, 0, 5]);
    assert!(stub.lines().iter().all(|line| line.starts_with("GET ")));
    memory.assert_holds(&second(), &[]);
}

#[test]
fn pages_come_after_assets_and_deletes_after_all() {
    let (stub, _) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    stub.requests();
    publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    let lines = stub.lines();
    let changes: Vec<&str> =
        lines.iter().map(|line| &**line).filter(|line| !line.starts_with("GET ")).collect();
    // Within a turn several are sent at once.
    let at = |line: &str| changes.iter().position(|known| *known == line).expect(line);
    assert_eq!(changes.first(), Some(&"PUT /maya/.vouchfolio.json"));
    assert_eq!(changes.last(), Some(&"PUT /maya/.vouchfolio.json"));
    assert_eq!(at("PUT /maya/assets/site.77777777.css"), 1);
    assert!((2..4).contains(&at("PUT /maya/index.html")));
    assert!((2..4).contains(&at("PUT /maya/new/index.html")));
    assert_eq!(at("PUT /maya/sitemap.xml"), 4);
    assert!((5..7).contains(&at("DELETE /maya/old/index.html")));
    assert!((5..7).contains(&at("DELETE /maya/assets/site.3f9a1c2e.css")));
    assert_eq!(changes.len(), 8);
}

#[test]
fn objects_have_types_lifetimes_and_digests() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    let header =
        |key: &str, name: &str| memory.with(|state| state.objects[key].headers[name].clone());
    for (key, media_type, cache) in [
        ("index.html", "text/html; charset=utf-8", "public, max-age=0, must-revalidate"),
        (
            "assets/site.3f9a1c2e.css",
            "text/css; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("media/été à Lomé.jpg", "image/jpeg", "public, max-age=0, must-revalidate"),
        ("sitemap.xml", "application/xml; charset=utf-8", "public, max-age=0, must-revalidate"),
        (MANIFEST, "application/json", "public, max-age=0, must-revalidate"),
    ] {
        assert_eq!(header(key, "content-type"), media_type, "{key}");
        assert_eq!(header(key, "cache-control"), cache, "{key}");
    }
    // Of `a{}`, as `openssl md5 -binary | base64` has it.
    assert_eq!(header("assets/site.3f9a1c2e.css", "content-md5"), "MHzCL6d2nAk4bByQ/ja7xg==");
}

#[test]
fn old_addresses_lead_on_where_the_service_can() {
    let (stub, memory) = Memory::start();
    let mut pages = first();
    pages.redirects.push(Redirect {
        from: "/old/".to_owned(),
        to: "/me/new/".to_owned(),
        path: "old/index.html".into(),
    });
    let header = "x-amz-website-redirect-location";
    let asked = |key: &str| {
        let requests = stub.requests().into_iter();
        let mut puts = requests.filter(|request| request.line() == format!("PUT /maya/{key}"));
        let last = puts.next_back().expect("a request");
        (last.header(header).map(str::to_owned), last.query("X-Amz-SignedHeaders").unwrap())
    };
    publish(&mut *place(&stub), &pages, NOTHING).unwrap();
    let (to, signed) = asked("old/index.html");
    assert_eq!(to.as_deref(), Some("/me/new/"));
    assert!(signed.ends_with(header), "{signed}");
    // Where it cannot, the page is there all the same.
    for (status, code) in [(501, "NotImplemented"), (400, "InvalidArgument")] {
        memory.with(|state| state.objects.clear());
        memory.fault(move |_, request| match request.header(header) {
            Some(_) => What::Instead(refusal(status, code)),
            None => What::Pass,
        });
        let done = publish(&mut *place(&stub), &pages, NOTHING).unwrap();
        assert_eq!(done.bytes, done.size);
        assert_eq!(asked("old/index.html").0, None);
        memory.assert_holds(&pages, &[]);
    }
}

#[test]
fn what_others_put_there_stays() {
    let (stub, memory) = Memory::start();
    memory.put("cv.pdf", "not ours");
    memory.put("index.html", "not ours");
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert!(matches!(&done.stops[..], [Stop::NotOurs { count: 2, .. }]), "{done:?}");
    assert!(stub.lines().iter().all(|line| line.starts_with("GET ")));
    assert_eq!(memory.text("index.html").as_deref(), Some("not ours"));

    let done = publish(&mut *place(&stub), &first(), ADOPT).unwrap();
    assert_eq!((done.counts, done.foreign), ([4, 1, 0, 0], 1));
    memory.assert_holds(&first(), &["cv.pdf"]);
    publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    memory.assert_holds(&second(), &["cv.pdf"]);
}

#[test]
fn many_deletes_stop_until_they_are_allowed() {
    let (stub, memory) = Memory::start();
    let names: Vec<String> = (0..30).map(|number| format!("p{number:02}/index.html")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "<p>")).collect();
    publish(&mut *place(&stub), &Pages::new(&many), NOTHING).unwrap();
    let few = Pages::new(&many[..18]);
    let done = publish(&mut *place(&stub), &few, NOTHING).unwrap();
    assert_eq!(done.stops, [Stop::Deletes { deleted: 12, before: 30 }]);
    assert_eq!(memory.keys().len(), 31);
    let allowed = Allowed { deletes: Some(12), adopt: false };
    publish(&mut *place(&stub), &few, allowed).unwrap();
    memory.assert_holds(&few, &[]);
}

#[test]
fn a_prefix_keeps_to_itself() {
    let (stub, memory) = Memory::start();
    for key in ["index.html", "sites/maya.html", "sites/mayara/index.html"] {
        memory.put(key, "neighbour");
    }
    let open = || s3::open(&s3::Options { prefix: "sites/maya".into(), ..options(&stub) }).unwrap();
    publish(&mut *open(), &first(), NOTHING).unwrap();
    let done = publish(&mut *open(), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    let mut keys: Vec<String> =
        second().paths().iter().map(|path| format!("sites/maya/{path}")).collect();
    let others = ["index.html", "sites/maya.html", "sites/mayara/index.html"];
    keys.extend(others.map(str::to_owned));
    keys.push("sites/maya/.vouchfolio.json".to_owned());
    keys.sort();
    assert_eq!(memory.keys(), keys);
    for key in others {
        assert_eq!(memory.text(key).as_deref(), Some("neighbour"));
    }
    for prefix in ["../maya", "a//b", "a/./b", "a\nb"] {
        let options = s3::Options { prefix: prefix.into(), ..options(&stub) };
        let error = s3::open(&options).err().expect("a refusal");
        assert!(error.to_string().contains("is no prefix"), "{error}");
    }
}

#[test]
fn what_was_changed_there_is_sent_again() {
    let (stub, memory) = Memory::start();
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    memory.put("index.html", "<title>Maya Okafox</title>");
    memory.with(|state| state.objects.remove("sitemap.xml"));
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert_eq!(done.counts, [1, 1, 0, 3]);
    memory.assert_holds(&first(), &[]);
}

#[test]
fn a_bucket_whose_etags_say_nothing_is_known_by_the_manifest() {
    let (stub, memory) = Memory::start();
    memory.with(|state| state.is_encrypted = true);
    publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert_eq!(done.counts, [0, 0, 0, 5]);
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    // What has another size is another thing all the same.
    memory.put("index.html", "changed by hand");
    let done = publish(&mut *place(&stub), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [0, 1, 0, 4]);
    memory.assert_holds(&second(), &[]);
}

#[test]
fn what_a_console_makes_for_folders_is_no_file() {
    let (stub, memory) = Memory::start();
    memory.put("media/", "");
    let done = publish(&mut *place(&stub), &first(), NOTHING).unwrap();
    assert!(done.stops.is_empty() && done.warnings.is_empty(), "{done:?}");
    memory.assert_holds(&first(), &["media/"]);
}

#[test]
fn no_secret_shows() {
    let (stub, _) = Memory::start();
    let options = s3::Options { token: Some(Secret::new(CANARY)), ..options(&stub) };
    assert!(!format!("{options:?}").contains(CANARY));
    let mut place: Box<dyn Place> = s3::open(&options).unwrap();
    let done = publish(&mut *place, &first(), NOTHING).unwrap();
    assert!(!format!("{done:?}").contains(CANARY));
    for request in stub.requests() {
        // The key that signs is in no request; the token of temporary keys is in each.
        let token = request.query("X-Amz-Security-Token");
        assert_eq!(token.as_deref(), Some(CANARY), "{}", request.line());
        assert_eq!(request.target.matches(CANARY).count(), 1, "{}", request.target);
        assert!(!format!("{:?} {:?}", request.headers, request.body).contains(CANARY));
    }
}
