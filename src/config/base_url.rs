//! The URL under which the site is published.

use std::sync::Arc;

/// An absolute http or https URL that ends in `/`, without query or fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    url: Arc<str>,
    /// Where the path begins in `url`.
    path: usize,
}

impl Default for BaseUrl {
    fn default() -> BaseUrl {
        let url = "https://example.org/";
        BaseUrl { url: url.into(), path: url.len() - 1 }
    }
}

impl BaseUrl {
    /// Reads a base URL; a missing slash at the end is added. An error is a message and a help.
    pub fn parse(text: &str) -> Result<BaseUrl, (String, String)> {
        let text = text.trim();
        let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let Some(rest) = rest else {
            let host = text.trim_start_matches('/').split("://").last().unwrap_or_default();
            let (fault, host) = match text.split_once("://") {
                Some((scheme, _)) => (format!("has the scheme `{scheme}`"), host),
                None => ("has no scheme".to_owned(), host),
            };
            let help = format!("write `https://{host}`");
            return Err((format!("the base URL `{text}` {fault}"), help));
        };
        let host = rest.split('/').next().unwrap_or_default();
        let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/%@!$&'()*+,;=[]".contains(c);
        let odd = |part: &str| matches!(part, "" | "." | "..");
        let path = rest.get(host.len()..).unwrap_or_default().trim_matches('/');
        let odd_path = !path.is_empty() && path.split('/').any(odd) || rest.contains("//");
        if host.is_empty() || odd_path || host.contains('@') || !text.chars().all(allowed) {
            let help = "write scheme, host and path only: `https://maya.example/`".to_owned();
            return Err((format!("`{text}` is no base URL"), help));
        }
        let slash = if text.ends_with('/') { "" } else { "/" };
        let url = format!("{text}{slash}");
        let path = url.len() - rest.len() - slash.len() + host.len();
        Ok(BaseUrl { url: url.into(), path })
    }

    /// The whole URL, with a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The path, `/` or `/sub/path/`.
    pub fn path(&self) -> &str {
        self.url.get(self.path..).unwrap_or("/")
    }

    /// The host, without the port.
    pub fn host(&self) -> &str {
        host_of(&self.url)
    }

    /// The absolute URL of a page or file whose path from the site's root is `path`, `/vouch/`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{}", self.url, path.trim_start_matches('/'))
    }

    /// The path of a page or file within the host, `/sub/vouch/` for `/vouch/`.
    pub fn href(&self, path: &str) -> String {
        format!("{}{}", self.path(), path.trim_start_matches('/'))
    }
}

/// The host of a URL: what stands between `//` and the path, without user and port.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn base_urls_are_split() {
        let check = |text: &str, expected: &str| {
            let parsed = BaseUrl::parse(text);
            let found = parsed.map(|u| format!("{} {} {}", u.as_str(), u.host(), u.path()));
            assert_eq!(found.unwrap_or_else(|(message, _)| message), expected);
        };
        check("https://a.example", "https://a.example/ a.example /");
        check("http://a.example:81/x/y", "http://a.example:81/x/y/ a.example /x/y/");
        check("https://a.example//x", "`https://a.example//x` is no base URL");
        check("a.example/x", "the base URL `a.example/x` has no scheme");
        check("ftp://a.example/", "the base URL `ftp://a.example/` has the scheme `ftp`");
        check("https:///x", "`https:///x` is no base URL");
        check("https://a.example/?q", "`https://a.example/?q` is no base URL");
        check("https://me@a.example/", "`https://me@a.example/` is no base URL");
    }
}
