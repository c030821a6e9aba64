//! Links that open a file at a place in the owner's editor.

use std::path::Path;

use super::target::encode;
use crate::diagnostic::did_you_mean;

/// Which editor the places of problems open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// With `{file}`, `{line}` and `{column}`; `None` for no links.
    template: Option<String>,
}

/// Editors known by name, with the links that they document.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{file}:{line}:{column}"),
    ("vscodium", "vscodium://file{file}:{line}:{column}"),
    ("cursor", "cursor://file{file}:{line}:{column}"),
    ("zed", "zed://file{file}:{line}:{column}"),
    ("idea", "idea://open?file={file}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{file}&line={line}&column={column}"),
];

/// Schemes that run something in the page, or lead to somewhere else than an editor.
const REFUSED: &[&str] = &[
    "about",
    "blob",
    "data",
    "file",
    "filesystem",
    "ftp",
    "http",
    "https",
    "javascript",
    "mailto",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

impl Default for Editor {
    fn default() -> Editor {
        Editor { template: KNOWN.first().map(|(_, template)| (*template).to_owned()) }
    }
}

impl Editor {
    /// The names that [`Editor::parse`] knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(name, _)| *name).chain(["none"])
    }

    /// Reads the name of an editor, `none`, or a URL with `{file}`, and `{line}` and `{column}` if
    /// it takes them. An error is a message and a help.
    pub fn parse(text: &str) -> Result<Editor, (String, String)> {
        if text == "none" {
            return Ok(Editor { template: None });
        }
        if let Some((_, template)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Editor { template: Some((*template).to_owned()) });
        }
        let example = "write a URL such as `myeditor://open?file={file}&line={line}`";
        let Some((scheme, _)) = text.split_once(':') else {
            let help = match did_you_mean(text, Editor::names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let names: Vec<_> = Editor::names().map(|name| format!("`{name}`")).collect();
                    format!("write one of {}, or a URL with {{file}}", names.join(", "))
                }
            };
            return Err((format!("the editor `{text}` is not known"), help));
        };
        let fault = if !is_scheme(scheme) {
            format!("`{scheme}` is no scheme of a URL")
        } else if REFUSED.contains(&scheme.to_ascii_lowercase().as_str()) {
            format!("a link to an editor cannot have the scheme `{scheme}`")
        } else if text.chars().any(|c| c.is_control() || c.is_whitespace() || "\"<>\\".contains(c))
        {
            "a link to an editor cannot hold spaces, quotes or angle brackets".to_owned()
        } else if let Some(unknown) = unknown_field(text) {
            format!("`{unknown}` is none of {{file}}, {{line}} and {{column}}")
        } else if !text.contains("{file}") {
            format!("the link `{text}` does not say which file to open")
        } else {
            return Ok(Editor { template: Some(text.to_owned()) });
        };
        Err((fault, example.to_owned()))
    }

    /// The link that opens a file, by its whole path, at a line and column from 1.
    pub(super) fn link(&self, file: &Path, line: usize, column: usize) -> Option<String> {
        let template = self.template.as_deref()?;
        let file = file.to_str()?.replace('\\', "/");
        // `C:/site` begins with a slash too.
        let slash = if file.starts_with('/') { "" } else { "/" };
        let link = template
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
            .replace("{file}", &format!("{slash}{}", encode(&file)));
        Some(link)
    }
}

/// RFC 3986, section 3.1.
fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The first brace, with what follows up to the closing one, that is not of a known field.
fn unknown_field(text: &str) -> Option<String> {
    let known = ["{file}", "{line}", "{column}"];
    let rest = known.iter().fold(text.to_owned(), |rest, field| rest.replace(field, ""));
    let start = rest.find(['{', '}'])?;
    let from = rest.get(start..)?;
    let end = from.find('}').map_or(from.len(), |end| end + 1);
    from.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::Editor;
    use std::path::Path;

    #[track_caller]
    fn links(editor: &str, file: &str, expected: &str) {
        let editor = Editor::parse(editor).unwrap();
        assert_eq!(editor.link(Path::new(file), 3, 7).unwrap_or_default(), expected);
    }

    #[test]
    fn editors_are_known_by_name() {
        links("vscode", "/s/a b.md", "vscode://file/s/a%20b.md:3:7");
        links("vscodium", "/s/a.md", "vscodium://file/s/a.md:3:7");
        links("cursor", "/s/a.md", "cursor://file/s/a.md:3:7");
        links("zed", "/s/a.md", "zed://file/s/a.md:3:7");
        links("idea", "/s/a&b.md", "idea://open?file=/s/a%26b.md&line=3&column=7");
        links("sublime", "/s/a.md", "subl://open?url=file:///s/a.md&line=3&column=7");
        links("vscode", "C:\\s\\ü.md", "vscode://file/C%3A/s/%C3%BC.md:3:7");
        links("none", "/s/a.md", "");
        links("emacs://{file}+{line}", "/s/{line}.md", "emacs:///s/%7Bline%7D.md+3");
        assert_eq!(Editor::parse("vscode"), Ok(Editor::default()));
    }

    #[test]
    fn what_is_no_link_to_an_editor_is_refused() {
        let check = |text: &str, fault: &str, expected_help: &str| {
            let (message, help) = Editor::parse(text).unwrap_err();
            assert!(message.contains(fault), "{text}: {message}");
            assert!(help.contains(expected_help), "{text}: {help}");
        };
        check("vs-code", "`vs-code` is not known", "did you mean `vscode`?");
        check("ed", "`ed` is not known", "`zed`");
        check("", "is not known", "`none`");
        for scheme in ["javascript", "JavaScript", "data", "http", "https", "file", "vbscript"] {
            check(&format!("{scheme}:{{file}}"), &format!("scheme `{scheme}`"), "myeditor://");
        }
        check("x://open", "which file", "{file}");
        check("x://{file}:{row}", "`{row}` is none", "{line}");
        check("x://{file}:{line", "`{line` is none", "{line}");
        check("x://{file} {line}", "spaces", "myeditor://");
        check("1x://{file}", "`1x` is no scheme", "myeditor://");
        check("java\nscript:{file}", "is no scheme", "myeditor://");
    }
}
