//! The themes that the program carries within itself.

use super::Files;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static FOLDER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes");

static THEMES: LazyLock<BTreeMap<&'static str, Files>> = LazyLock::new(|| {
    let themes = FOLDER.dirs().filter_map(|theme| {
        let name = theme.path().to_str()?;
        let mut files = Files::new();
        collect(theme, &mut files);
        files.contains_key("theme.yaml").then_some((name, files))
    });
    themes.collect()
});

/// The names of the built-in themes, in order.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    THEMES.keys().copied()
}

/// All files of a built-in theme.
pub fn builtin_files(name: &str) -> Option<&'static Files> {
    THEMES.get(name)
}

fn collect(folder: &Dir<'static>, into: &mut Files) {
    for file in folder.files() {
        let path = file.path().components().skip(1).filter_map(|part| part.as_os_str().to_str());
        let path = path.collect::<Vec<_>>().join("/");
        into.insert(path.into(), file.contents().into());
    }
    for inner in folder.dirs() {
        collect(inner, into);
    }
}
