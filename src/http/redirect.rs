//! Where a redirect leads (RFC 9110, section 15.4).

use url::Url;

use super::{Failure, Response};

/// What is asked for next.
pub(super) struct Next<'a> {
    pub(super) method: &'a str,
    pub(super) url: Result<Url, Failure>,
}

/// Where an answer leads; `None` if it is no redirect, or one that a body cannot follow.
pub(super) fn next<'a>(
    response: &Response,
    from: &Url,
    method: &'a str,
    has_body: bool,
) -> Option<Next<'a>> {
    let method = match response.status {
        301..=303 if method == "HEAD" => method,
        301..=303 => "GET",
        307 | 308 if !has_body => method,
        _ => return None,
    };
    let location = response.headers.get("location")?;
    Some(Next { method, url: address(from, location.as_bytes()) })
}

fn address(from: &Url, location: &[u8]) -> Result<Url, Failure> {
    // Servers write addresses in UTF-8, though they may not.
    let location = str::from_utf8(location).map_err(|_| Failure::BadAddress)?;
    let mut url = from.join(location).map_err(|_| Failure::BadAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Failure::BadAddress);
    }
    url.set_fragment(None);
    if url.origin() != from.origin() {
        // Neither fails for an address of the web.
        let _ = (url.set_username(""), url.set_password(None));
    }
    Ok(url)
}
