//! Where a bucket is reached.

use rusty_s3::{Bucket, UrlStyle};
use ureq::http::Uri;

use crate::publish::Error;

/// Where a bucket is reached.
#[derive(Debug)]
pub(super) struct Endpoint {
    pub(super) bucket: Bucket,
    /// With the port, as people name the service.
    pub(super) host: String,
    /// Others on the way can read what is sent, and change what is answered.
    pub(super) is_open: bool,
}

impl Endpoint {
    /// `written` is the service's address; without it, that of AWS for the region.
    ///
    /// A service is asked for `host/bucket`, which most of them understand; AWS, and a service
    /// whose address is written with the bucket before it, for `bucket.host`.
    pub(super) fn new(
        written: Option<&str>,
        bucket: &str,
        region: &str,
    ) -> Result<Endpoint, Error> {
        let is_region = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let url = match written {
            Some(written) => written.to_owned(),
            None if region.chars().all(is_region) && !region.is_empty() => {
                let china = if region.starts_with("cn-") { ".cn" } else { "" };
                format!("https://s3.{region}.amazonaws.com{china}")
            }
            None => {
                return Err(refused(
                    format!("`{region}` is no region of AWS"),
                    "write one such as `region: eu-central-1`, or the service's `endpoint:`",
                ));
            }
        };
        let Parts { scheme, host, path } = parts(&url)?;
        let (host, has_bucket) = match host.strip_prefix(&format!("{bucket}.")) {
            Some(rest) if written.is_some() => (rest.to_owned(), true),
            _ => (host, false),
        };
        // Some services show the address with the bucket behind it.
        let path = path.strip_suffix(&format!("/{bucket}")).unwrap_or(&path);
        let name = host.rsplit_once(':').map_or(&*host, |(name, _)| name);
        let is_aws = name.ends_with(".amazonaws.com") || name.ends_with(".amazonaws.com.cn");
        // Its certificates are for one label more, and host names know no capitals.
        let is_label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let style = match has_bucket || is_aws && bucket.chars().all(is_label) {
            true => UrlStyle::VirtualHost,
            false => UrlStyle::Path,
        };
        let fault = || {
            refused(
                format!("`{bucket}` at {host} is no address of a bucket"),
                "write the bucket's name as `bucket:` and the service's address as `endpoint:`",
            )
        };
        let url = format!("{scheme}://{host}{path}").parse().map_err(|_| fault())?;
        let made = Bucket::new(url, style, bucket.to_owned(), region.to_owned());
        let is_here = ["localhost", "[::1]"].contains(&name) || name.starts_with("127.");
        let is_open = scheme == "http" && !is_here;
        Ok(Endpoint { bucket: made.map_err(|_| fault())?, host, is_open })
    }
}

struct Parts {
    scheme: String,
    host: String,
    path: String,
}

fn parts(url: &str) -> Result<Parts, Error> {
    let help = "write scheme and host: `endpoint: https://s3.example`";
    // It is not said here, for what stands before the `@` may be secret.
    if url.contains('@') {
        return Err(refused("`endpoint:` holds a name or a password".to_owned(), help));
    }
    let fault = || refused(format!("`{url}` is no address of a service"), help);
    let parsed: Uri = url.trim().trim_end_matches('/').parse().map_err(|_| fault())?;
    let scheme = parsed.scheme_str().filter(|scheme| matches!(*scheme, "https" | "http"));
    let (Some(scheme), Some(host)) = (scheme, parsed.authority()) else { return Err(fault()) };
    if parsed.query().is_some() || url.contains('#') {
        return Err(fault());
    }
    let path = parsed.path().trim_end_matches('/').to_owned();
    Ok(Parts { scheme: scheme.to_owned(), host: host.as_str().to_ascii_lowercase(), path })
}

fn refused(message: String, help: &str) -> Error {
    Error::Refused { message, help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    fn address(endpoint: Option<&str>, bucket: &str, region: &str) -> String {
        match Endpoint::new(endpoint, bucket, region) {
            Ok(endpoint) => {
                let open = if endpoint.is_open { " open" } else { "" };
                format!("{} {}{open}", endpoint.bucket.base_url(), endpoint.host)
            }
            Err(error) => format!("{error}; {}", error.help()),
        }
    }

    #[test]
    fn aws_is_asked_under_the_name_of_the_bucket() {
        for (bucket, region, expected) in [
            ("maya", "us-east-1", "https://maya.s3.us-east-1.amazonaws.com/"),
            ("maya", "cn-north-1", "https://maya.s3.cn-north-1.amazonaws.com.cn/"),
            ("maya.example", "eu-west-1", "https://s3.eu-west-1.amazonaws.com/maya.example/"),
            ("Maya", "us-east-1", "https://s3.us-east-1.amazonaws.com/Maya/"),
        ] {
            let address = address(None, bucket, region);
            assert_eq!(address.split(' ').next(), Some(expected), "{bucket}");
        }
    }

    #[test]
    fn other_services_are_asked_as_their_address_is_written() {
        for (endpoint, expected) in [
            ("https://7f.r2.cloudflarestorage.com", "https://7f.r2.cloudflarestorage.com/maya/"),
            (
                "https://7f.r2.cloudflarestorage.com/maya",
                "https://7f.r2.cloudflarestorage.com/maya/",
            ),
            (
                "https://s3.eu-central-003.backblazeb2.com/",
                "https://s3.eu-central-003.backblazeb2.com/maya/",
            ),
            ("https://maya.store.example", "https://maya.store.example/"),
            (
                "https://s3.dualstack.eu-west-1.amazonaws.com",
                "https://maya.s3.dualstack.eu-west-1.amazonaws.com/",
            ),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/maya/"),
            ("http://[::1]:9000", "http://[::1]:9000/maya/"),
            ("https://gate.example/s3/", "https://gate.example/s3/maya/"),
        ] {
            let address = address(Some(endpoint), "maya", "auto");
            assert_eq!(address.split(' ').next(), Some(expected), "{endpoint}");
        }
    }

    #[test]
    fn what_others_can_read_is_noticed() {
        assert!(address(Some("http://store.example"), "maya", "auto").ends_with(" open"));
        for closed in ["https://store.example", "http://localhost:9000", "http://127.0.0.1:9000"] {
            assert!(!address(Some(closed), "maya", "auto").ends_with(" open"), "{closed}");
        }
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        for endpoint in [
            "store.example",
            "localhost:9000",
            "ftp://store.example",
            "https://",
            "https://store.example/?x=1",
            "https://store.example/#x",
            "https://sto re.example",
        ] {
            let refused = address(Some(endpoint), "maya", "auto");
            assert!(refused.contains("is no address of a service"), "{endpoint}: {refused}");
        }
        let refused = address(Some("https://maya:hidden@store.example"), "maya", "auto");
        assert!(refused.starts_with("`endpoint:` holds") && !refused.contains("hidden"));
        for region in ["", "eu-west-1/", "evil.example#", "EU"] {
            let refused = address(None, "maya", region);
            assert!(refused.contains("is no region of AWS"), "{region}: {refused}");
        }
        // No bucket's name leads to another host.
        for bucket in ["a/b", "evil.example/", "x@y", "a:1", "?"] {
            let address = address(None, bucket, "us-east-1");
            assert!(address.starts_with("https://s3.us-east-1.amazonaws.com/"), "{address}");
        }
    }
}
