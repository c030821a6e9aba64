//! Pages and answers of the server's own, where the site has none.

use super::State;
use super::guard::Refusal;
use super::inject::{FOLDER, inject};

/// The version of a page that says that there is nothing at its path.
pub const NOTHING_HERE: &str = "none";

/// The version of a page that says that there is no good build yet.
pub const NO_BUILD: &str = "no-build";

/// The page that stands for all pages before the first good build.
pub fn no_build(state: &State, base_path: &str) -> Vec<u8> {
    let (title, text) = match &state.problems {
        None => ("The first build is under way", String::new()),
        Some(problems) if problems.failed() => (
            "This site could not be built yet",
            format!(
                "<p>This page follows as soon as the errors are mended.</p>\n<pre tabindex=\"0\">{}</pre>",
                escape(&problems.text())
            ),
        ),
        Some(_) => ("This site has not been built yet", String::new()),
    };
    page(title, &text, base_path, NO_BUILD)
}

/// The page for a path at which the site has nothing, and no page that says so.
pub fn nothing_here(base_path: &str) -> Vec<u8> {
    let text = "<p>The site has no page and no file at this address, and no 404.html.</p>";
    page("Nothing is here", text, base_path, NOTHING_HERE)
}

fn page(title: &str, text: &str, base_path: &str, version: &str) -> Vec<u8> {
    let base = escape(base_path);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{base}{FOLDER}notice.css\">\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{text}\n</main>\n</body>\n</html>\n"
    );
    inject(html.as_bytes(), base_path, version)
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

/// Why a request is refused, for whoever sees it.
pub fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NoHost => "A request must name the host that it is for, exactly once.\n",
        Refusal::OtherHost => {
            "This development server answers only under its own name and port, so that no other \
             site can read what it serves by pointing a name of its own at this machine. Open the \
             address that the server printed. To reach it from other machines, give their name \
             for this one with --host.\n"
        }
        Refusal::OtherOrigin | Refusal::OtherSite => {
            "Only pages of this server may wait for its changes.\n"
        }
    }
}
