//! What Netlify says when it refuses, in words.

use serde::Deserialize;

use super::api::Api;
use crate::http::Response;
use crate::publish::Error;

/// Why this answer is no success.
pub(super) fn refusal(api: &Api, answer: &Response, what: &str) -> Error {
    let says = says(api, answer);
    let (message, help) = match answer.status {
        401 => (
            "Netlify does not accept the token in NETLIFY_AUTH_TOKEN".to_owned(),
            "make a new one at Netlify under User settings, Applications, Personal access tokens",
        ),
        403 => (
            format!("the token in NETLIFY_AUTH_TOKEN may not {what}{says}"),
            "make a token as a member of the team that the site belongs to",
        ),
        404 => (
            format!("Netlify finds nothing when it is to {what}"),
            "correct `site:`: the name as in `NAME.netlify.app`, or the id, of a site that the token's owner may see",
        ),
        400 | 422 => {
            (format!("Netlify refuses to {what}{says}"), "change what it names, and publish again")
        }
        429 => (
            format!("Netlify is not ready to {what}: there were too many requests"),
            "publish again in some minutes: it takes 3 deploys a minute and 100 a day",
        ),
        status @ 500.. => (
            format!("Netlify answered {status} to a request to {what}, again and again"),
            "publish again later; https://www.netlifystatus.com says how Netlify is",
        ),
        status => (
            format!("Netlify answered {status} to a request to {what}{says}"),
            "see whether NETLIFY_API_URL, if it is set, is right",
        ),
    };
    Error::Place { message, help: help.to_owned() }
}

/// An answer that is not as the API's documentation says.
pub(super) fn unreadable(what: &str) -> Error {
    Error::Place {
        message: format!("what Netlify answers to a request to {what} cannot be understood"),
        help: "publish again; see whether NETLIFY_API_URL, if it is set, is right".to_owned(),
    }
}

#[derive(Deserialize)]
struct Said {
    message: String,
}

fn says(api: &Api, answer: &Response) -> String {
    let said: Option<Said> = serde_json::from_slice(&answer.body).ok();
    match said.map(|said| shown(api, &said.message)).filter(|said| !said.is_empty()) {
        Some(said) => format!(": {said}"),
        None => String::new(),
    }
}

/// The longest text of others that is shown, in characters.
const LONGEST: usize = 200;

/// Words of a server, fit to be shown: in one line, of letters that stay where they are, and
/// without the token, whatever the server does with it.
pub(super) fn shown(api: &Api, words: &str) -> String {
    let words = words.replace(api.token.reveal(), "…");
    let is_shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    words.chars().filter(is_shown).take(LONGEST).collect::<String>().trim().to_owned()
}
