//! Files that front matter names: photos, images, letters.

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Stage;
use crate::diagnostic::{At, Code, Diagnostic, Path, did_you_mean};
use crate::model::body::{Argument, Call, Value};
use crate::parse::Document;
use crate::yaml::Text;

impl Stage<'_> {
    /// Notes the files that must not be shown, whatever names them: photos and letters of people
    /// and testimonials that do not show them, and images of drafts that nothing else names. Where
    /// something public names one all the same, it goes without, with a warning.
    pub(super) fn withhold(&mut self) {
        let index = self.index;
        let path = |document: &Document, field: &Option<Text>| {
            beside(&document.path, field.as_deref()?).map(Arc::from)
        };
        let portfolio = &mut self.resolved.portfolio;
        let shown_photos: BTreeSet<&str> =
            portfolio.people.iter().filter(|p| p.photo.is_some()).map(|p| &*p.file).collect();
        let shown_letters: BTreeSet<&str> = portfolio
            .testimonials
            .iter()
            .filter(|t| t.letter.is_some())
            .map(|t| &*t.file)
            .collect();
        // Few accomplishments have an image.
        let shown: LazyCell<BTreeSet<&str>, _> =
            LazyCell::new(|| portfolio.accomplishments.iter().map(|a| &*a.file).collect());
        let images: BTreeSet<Arc<str>> = portfolio
            .accomplishments
            .iter()
            .filter_map(|item| item.image.as_ref().map(|image| Arc::clone(&image.path)))
            .collect();
        let mut withheld: BTreeSet<Arc<str>> = BTreeSet::new();
        for (document, front) in &index.people {
            withheld.extend(
                path(document, &front.photo).filter(|_| !shown_photos.contains(&*document.path)),
            );
        }
        for (document, front) in &index.testimonials {
            withheld.extend(path(document, &front.statement));
            withheld.extend(
                path(document, &front.letter).filter(|_| !shown_letters.contains(&*document.path)),
            );
        }
        for (document, front) in &index.accomplishments {
            let image = path(document, &front.image).filter(|image| !images.contains(image));
            withheld.extend(image.filter(|_| !shown.contains(&*document.path)));
        }
        let mut found = Vec::new();
        let mut take = |file: &Arc<str>, field: &mut Option<Arc<str>>, key: &str| {
            let Some(path) = field.take_if(|path| withheld.contains(path)) else { return };
            let message = format!("`{path}` belongs to somebody who does not show it");
            let problem = Diagnostic::new(Code::HeldBackReference, message);
            let problem = problem.in_file(file).at(At::Value(vec![key.into()]));
            found.push(problem.help("`vouchfolio build` lists what is held back, and why"));
        };
        if let Some(file) = portfolio.profile.file.clone() {
            take(&file, &mut portfolio.profile.photo, "photo");
        }
        for person in &mut portfolio.people {
            take(&person.file, &mut person.photo, "photo");
        }
        for said in &mut portfolio.testimonials {
            take(&said.file, &mut said.letter, "letter");
        }
        for item in &mut portfolio.accomplishments {
            let mut image = item.image.as_ref().map(|image| Arc::clone(&image.path));
            take(&item.file, &mut image, "image");
            item.image = item.image.take().filter(|_| image.is_some());
        }
        portfolio.withheld = withheld;
        self.resolved.problems.extend(found);
    }

    /// An image beside the document, by its path from the site's folder.
    pub(super) fn image(
        &mut self,
        document: &Document,
        field: &Option<Text>,
        at: impl Fn() -> Path,
    ) -> Option<Arc<str>> {
        let path = self.asset(document, field, &at)?;
        let refusal = self.assets.get(&path).and_then(|asset| asset.refusal(&path));
        if let Some(problem) = refusal {
            self.report(document, problem.at(At::Value(at())));
        }
        Some(path)
    }

    /// A file beside the document, by its path from the site's folder.
    pub(super) fn asset(
        &mut self,
        document: &Document,
        field: &Option<Text>,
        at: impl Fn() -> Path,
    ) -> Option<Arc<str>> {
        let name = field.as_ref().filter(|name| !name.is_blank())?;
        let path = beside(&document.path, name).filter(|path| path.starts_with("content/"));
        if let Some((known, _)) = path.as_deref().and_then(|p| self.assets.get_key_value(p)) {
            return Some(Arc::clone(known));
        }
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let here = self
            .assets
            .keys()
            .filter_map(|known| known.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')));
        let help = match did_you_mean(name, here) {
            Some(near) => format!("did you mean `{near}`?"),
            None => match name.rsplit(['/', '\\']).next() {
                Some(file) if file.len() < name.len() && !file.is_empty() => {
                    format!("copy the file into `{folder}/`, and write just its name, `{file}`")
                }
                _ => format!("put the file into `{folder}/`, beside the file that names it"),
            },
        };
        let problem = Diagnostic::new(Code::MissingAsset, format!("there is no file `{name}`"))
            .at(At::Value(at()))
            .help(help);
        self.report(document, problem);
        None
    }
}

/// A help for a path that leads to nothing: the file whose name is nearest, in the same folder if
/// there is one, as the file at `from` would write it.
pub fn near<'a>(
    from: &str,
    path: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let split = |path: &'a str| path.rsplit_once('/').unwrap_or(("", path));
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let known: Vec<&str> = known.into_iter().collect();
    let here = known.iter().map(|known| split(known)).filter(|known| known.0 == folder);
    let found = did_you_mean(name, here.map(|known| known.1)).map(|near| (folder, near));
    let found = found.or_else(|| {
        let near = did_you_mean(name, known.iter().map(|known| split(known).1))?;
        known.iter().map(|known| split(known)).find(|known| known.1 == near)
    });
    let (folder, name) = found?;
    if let Some(inside) = folder.strip_prefix("static") {
        return Some(format!("did you mean `{inside}/{name}`?"));
    }
    let start = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = |folder: &'_ str| -> Vec<String> {
        folder.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (start, end) = (parts(start), parts(folder));
    let shared = start.iter().zip(&end).take_while(|(a, b)| a == b).count();
    let mut relative = "../".repeat(start.len() - shared);
    for part in end.iter().skip(shared) {
        relative.push_str(part);
        relative.push('/');
    }
    Some(format!("did you mean `{relative}{name}`?"))
}

/// The picture that a component call names as its `src`: its path from the site's folder, and the
/// argument.
pub fn picture<'c>(call: &'c Call, file: &str) -> Option<(String, &'c Argument)> {
    let argument = call.arguments.iter().find(|argument| &*argument.name == "src")?;
    let Value::Text(name) = &argument.value else { return None };
    Some((beside(file, name).unwrap_or_else(|| name.to_string()), argument))
}

/// The path of `name` as seen from a file; `None` where it leaves the site.
pub fn beside(file: &str, name: &str) -> Option<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    if name.starts_with('/') {
        return None;
    }
    for part in name.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
