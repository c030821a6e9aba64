//! The command with keys and tokens in its environment, which nobody gets to see.

use super::web::CANARY;
use super::{Said, Site, netlify, s3};

const KEY: (&str, &str) = ("AWS_ACCESS_KEY_ID", "AKIAMAYA");
const SECRET: (&str, &str) = ("AWS_SECRET_ACCESS_KEY", CANARY);
const SESSION: (&str, &str) = ("AWS_SESSION_TOKEN", CANARY);
const TOKEN: (&str, &str) = ("NETLIFY_AUTH_TOKEN", CANARY);

#[track_caller]
fn silent(said: &Said) -> &Said {
    for text in [&said.out, &said.err] {
        assert!(!text.contains(CANARY) && !text.contains("X-Amz-"), "{text}");
    }
    said
}

/// Looks, publishes, publishes again, each in three ways of saying so.
fn published_and_settled(site: &Site, variables: &[(&str, &str)], is_there: impl Fn() -> bool) {
    let run = |arguments: &[&str]| {
        let said = site.publish_with(&[&["--no-probe"], arguments].concat(), variables);
        silent(said.ended(0));
        said
    };
    for way in
        [&["--dry-run"][..], &["--dry-run", "-v"], &["--dry-run", "--message-format", "json"]]
    {
        run(way);
        assert!(!is_there());
    }
    run(&["-v"]).says("published");
    assert!(is_there());
    assert!(run(&["--message-format", "json"]).out.contains("publish-plan"));
    run(&[]).says("nothing differs");
}

#[test]
fn a_bucket_s_keys_show_nowhere() {
    let (stub, bucket) = s3::Memory::start();
    let site =
        Site::new(&format!("{{live: {{to: s3, bucket: maya, endpoint: \"{}\"}}}}", stub.url()));
    site.publish(&[]).ended(2).says("AWS_ACCESS_KEY_ID is not set").says("never write");
    site.publish_with(&[], &[KEY]).ended(2).says("AWS_SECRET_ACCESS_KEY is not set");
    let missing =
        Site::new(&format!("{{live: {{to: s3, bucket: other, endpoint: \"{}\"}}}}", stub.url()));
    for way in [&[][..], &["-v"], &["--message-format", "json"]] {
        let said = missing.publish_with(way, &[KEY, SECRET, SESSION]);
        silent(said.ended(2));
        assert!(format!("{}{}", said.out, said.err).contains("there is no bucket `other`"));
    }
    published_and_settled(&site, &[KEY, SECRET, SESSION], || !bucket.keys().is_empty());
}

#[test]
fn netlify_s_token_shows_nowhere() {
    let (stub, shown) = netlify::Memory::start();
    let url = stub.url();
    let api = ("NETLIFY_API_URL", &*url);
    let site = Site::new("{live: {to: netlify, site: maya-okafor}}");
    site.publish_with(&[], &[api]).ended(2).says("NETLIFY_AUTH_TOKEN is not set");
    let said = site.publish_with(&[], &[("NETLIFY_API_URL", "http://api.netlify.com"), TOKEN]);
    silent(said.ended(1)).says("NETLIFY_API_URL is no address that the token may be sent to");
    let missing = Site::new("{live: {to: netlify, site: nobody}}");
    for way in [&[][..], &["-v"], &["--message-format", "json"]] {
        silent(missing.publish_with(way, &[api, TOKEN]).ended(2));
    }
    published_and_settled(&site, &[api, TOKEN], || !shown.shown().is_empty());
}
