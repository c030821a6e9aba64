//! The script that reloads a page, put into the response.

/// Where the server's own files are, within the base path. No output can be there: no id has
/// underscores, and a file of `static/` that is called so is not reached.
pub const FOLDER: &str = "__vouchfolio/";

/// The page with the script, and with what version of it this is.
pub fn inject(html: &[u8], base_path: &str, version: &str) -> Vec<u8> {
    let base_path = base_path.replace('&', "&amp;");
    let tags = format!(
        "<meta name=\"vouchfolio-page\" content=\"{version}\">\
         <script src=\"{base_path}{FOLDER}livereload.js\"></script>"
    );
    let (before, after) = html.split_at(end_of_body(html));
    [before, tags.as_bytes(), after].concat()
}

/// Where the last `</body>` outside of comments begins, or the end.
fn end_of_body(html: &[u8]) -> usize {
    let mut end = html.len();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(next) = rest.iter().position(|byte| *byte == b'<') else { break };
        let tag = rest.get(next..).unwrap_or_default();
        at += next + 1;
        if tag.starts_with(b"<!--") {
            let inside = tag.get(4..).unwrap_or_default();
            match inside.windows(3).position(|three| three == b"-->") {
                Some(length) => at += 3 + length + 3,
                None => break,
            }
        } else if tag.get(..6).is_some_and(|tag| tag.eq_ignore_ascii_case(b"</body")) {
            end = at - 1;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::inject;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let tags = "<meta name=\"vouchfolio-page\" content=\"7\">\
                    <script src=\"/sub/__vouchfolio/livereload.js\"></script>";
        let injected = String::from_utf8(inject(html.as_bytes(), "/sub/", "7")).unwrap();
        assert_eq!(injected, expected.replace('@', tags));
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        check("<body><p>x</p></body></html>", "<body><p>x</p>@</body></html>");
        check("<body>x</BODY >", "<body>x@</BODY >");
        check("<p>x", "<p>x@");
        check("", "@");
        check("a</body>b</body>c", "a</body>b@</body>c");
        check("a</body><!-- </body> -->", "a@</body><!-- </body> -->");
        check("<!-- </body> -->a", "<!-- </body> -->a@");
        check("<!-- </body>", "<!-- </body>@");
        check("a</body><!--", "a@</body><!--");
    }
}
