//! The media type of a file by its name.

/// The value for `Content-Type`.
pub fn media_type(path: &str) -> String {
    let guess = match extension(path).as_str() {
        // Signatures of statements are text that people look at.
        "sig" | "asc" => return "text/plain; charset=utf-8".to_owned(),
        "vcf" => return "text/vcard; charset=utf-8".to_owned(),
        "js" | "mjs" => return "text/javascript; charset=utf-8".to_owned(),
        "webmanifest" => return "application/manifest+json".to_owned(),
        "xml" => return "application/xml; charset=utf-8".to_owned(),
        "" if !path.contains('.') => return "text/plain; charset=utf-8".to_owned(),
        _ => mime_guess::from_path(path).first_raw().unwrap_or("application/octet-stream"),
    };
    match guess.starts_with("text/") || ["application/json", "image/svg+xml"].contains(&guess) {
        true => format!("{guess}; charset=utf-8"),
        false => guess.to_owned(),
    }
}

/// Whether it is a page, into which the script is put.
pub fn is_html(path: &str) -> bool {
    matches!(extension(path).as_str(), "html" | "htm")
}

/// What a file is to the page that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Stylesheet,
    Script,
    /// A picture, font, sound or film.
    Media,
}

/// What a file is to a page that names it; `None` for what is only linked to.
pub fn part(path: &str) -> Option<Part> {
    match extension(path).as_str() {
        "" | "html" | "htm" | "xml" | "json" | "txt" | "pdf" | "vcf" | "sig" => None,
        "css" => Some(Part::Stylesheet),
        "js" | "mjs" | "wasm" => Some(Part::Script),
        _ => {
            let guess = mime_guess::from_path(path).first_raw()?;
            let is_media = ["image/", "font/", "application/font", "audio/", "video/"]
                .iter()
                .any(|start| guess.starts_with(start));
            is_media.then_some(Part::Media)
        }
    }
}

/// In lower case, without the dot; empty where there is none.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Part, media_type, part};

    #[test]
    fn everything_that_a_site_holds_has_its_type() {
        for (path, expected) in [
            ("vouch/index.html", "text/html; charset=utf-8"),
            ("assets/site.css", "text/css; charset=utf-8"),
            ("assets/site.js", "text/javascript; charset=utf-8"),
            ("a.mjs", "text/javascript; charset=utf-8"),
            ("resume.json", "application/json; charset=utf-8"),
            ("feed.xml", "application/xml; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("CNAME", "text/plain; charset=utf-8"),
            ("assets/icon.svg", "image/svg+xml; charset=utf-8"),
            ("a.PNG", "image/png"),
            ("a.jpg", "image/jpeg"),
            ("a.avif", "image/avif"),
            ("a.webp", "image/webp"),
            ("a.gif", "image/gif"),
            ("favicon.ico", "image/x-icon"),
            ("a.woff2", "font/woff2"),
            ("a.pdf", "application/pdf"),
            ("a.txt.sig", "text/plain; charset=utf-8"),
            ("maya.vcf", "text/vcard; charset=utf-8"),
            ("site.webmanifest", "application/manifest+json"),
            ("a.wasm", "application/wasm"),
            ("a.unheard-of", "application/octet-stream"),
        ] {
            assert_eq!(media_type(path), expected, "{path}");
        }
    }

    #[test]
    fn parts_of_a_page_are_told_from_what_it_links_to() {
        assert_eq!(part("assets/site.css"), Some(Part::Stylesheet));
        assert_eq!(part("assets/site.js"), Some(Part::Script));
        for media in ["a.jpg", "a.avif", "a.svg", "a.woff2", "a.mp4", "favicon.ico"] {
            assert_eq!(part(media), Some(Part::Media), "{media}");
        }
        for linked in ["index.html", "feed.xml", "resume.json", "a.pdf", "robots.txt", "CNAME"] {
            assert_eq!(part(linked), None, "{linked}");
        }
    }
}
