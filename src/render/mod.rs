//! From artifacts to bytes: in parallel, without clock or randomness, and without I/O but what
//! [`Keep`] does.

pub mod media_type;
mod memo;
pub mod moves;

pub use memo::{Ingredient, Memo};

use bytes::Bytes;
use rayon::prelude::*;
use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use tera::Context;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::plan::{self, Artifact, DrawingSource, FileSource, Head, PageSource, Part, Plan};
use memo::Parts;

/// One file of the site, ready to be written.
#[derive(Clone, Debug)]
pub struct Output {
    /// Relative to the output folder, with `/`: `vouch/index.html`.
    pub path: Arc<str>,
    /// Of the bytes as they are to be published.
    pub digest: Digest,
    pub content: Content,
}

/// What an [`Output`] holds.
#[derive(Clone, Debug)]
pub enum Content {
    Bytes(Bytes),
    /// Its bytes are where the site is being written already.
    InPlace,
    /// A copy of a file of the site, whose bytes never pass through the pipeline.
    Copy {
        from: PathBuf,
        /// An image whose metadata is left out on the way.
        strip_metadata: bool,
    },
}

/// What becomes of an output's bytes as soon as they are there.
pub trait Keep: Sync {
    /// Takes the bytes of the output with this path.
    fn keep(&self, path: &str, bytes: Cow<'_, [u8]>) -> Content;

    /// Whether anything becomes of the bytes.
    fn is_wanted(&self) -> bool {
        true
    }

    /// The content of an output whose bytes would have this digest, where they are kept already
    /// and need not be made again. `before` is what became of it when it was made last.
    fn kept(&self, path: &str, digest: Digest, before: &Content) -> Option<Content>;
}

/// Keeps the bytes of outputs in memory.
#[derive(Clone, Copy, Debug)]
pub struct InMemory;

impl Keep for InMemory {
    fn keep(&self, _: &str, bytes: Cow<'_, [u8]>) -> Content {
        Content::Bytes(bytes.into_owned().into())
    }

    fn kept(&self, _: &str, _: Digest, before: &Content) -> Option<Content> {
        matches!(before, Content::Bytes(_)).then(|| before.clone())
    }
}

/// Keeps nothing of an output but that there is one.
#[derive(Clone, Copy, Debug)]
pub struct NotAtAll;

impl Keep for NotAtAll {
    fn keep(&self, _: &str, _: Cow<'_, [u8]>) -> Content {
        Content::InPlace
    }

    fn is_wanted(&self) -> bool {
        false
    }

    fn kept(&self, _: &str, _: Digest, _: &Content) -> Option<Content> {
        Some(Content::InPlace)
    }
}

/// What came of rendering.
#[derive(Default)]
pub struct Rendered {
    /// Sorted by path.
    pub outputs: Vec<Output>,
    pub problems: Vec<Diagnostic>,
    /// What the next time need not make again.
    pub memo: Memo,
}

/// Composes every artifact, and renders those of which `memo` does not know what would come. They
/// come sorted by path.
pub fn render<'p>(
    plan: &'p Plan<'p>,
    artifacts: Vec<Artifact<'p>>,
    memo: &Memo,
    keep: &dyn Keep,
) -> Rendered {
    let mut finder = memo.finder();
    let mut artifacts: Vec<_> =
        artifacts.into_iter().map(|artifact| (finder.find(&artifact.path), artifact)).collect();
    // Those that may be large first: otherwise one thread might end long after the others.
    artifacts.sort_by_key(|(_, artifact)| {
        use plan::Content::{Drawing, File, Parts};
        !matches!(artifact.content, Drawing(_) | File(_) | Parts(_))
    });
    let site = plan.site();
    let digest = memo.around(plan.inputs.theme.page_digest(), &site);
    let around = Around { digest, site: tera::Value::from_serializable(&site) };
    let stage = Stage { plan, around, memo, keep };
    let results: Vec<Result<Option<Made>, Vec<Diagnostic>>> = artifacts
        .into_par_iter()
        .map_init(Vec::new, |buffer, (before, artifact)| stage.output(artifact, before, buffer))
        .collect();
    let mut rendered = Rendered::default();
    rendered.memo.ignored = memo.ignored;
    let mut made = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(output) => made.extend(output),
            Err(found) => rendered.problems.extend(found),
        }
    }
    made.sort_by(|a: &Made, b| a.output.path.cmp(&b.output.path));
    rendered.outputs.reserve_exact(made.len());
    rendered.memo.reserve(made.len());
    for Made { output, key, parts } in made {
        if let Some(key) = key {
            rendered.memo.add(key, parts, &output);
        }
        rendered.outputs.push(output);
    }
    // One mistake in a template is one problem, however many pages use it.
    rendered.problems.dedup();
    rendered
}

/// The stage at work.
struct Stage<'p, 'r> {
    plan: &'p Plan<'p>,
    around: Around,
    memo: &'r Memo,
    keep: &'r dyn Keep,
}

/// What is around every page.
struct Around {
    /// Of the theme and of `site`.
    digest: Digest,
    /// What templates know as `site`.
    site: tera::Value,
}

/// An output, and what is to be remembered of it.
struct Made {
    output: Output,
    key: Option<Digest>,
    /// Of a long file. There are many outputs, and few of these.
    parts: Option<Box<Parts>>,
}

impl Made {
    /// An output, and what it was made from where that is known.
    fn of(output: Output, key: Option<Digest>) -> Made {
        Made { output, key, parts: None }
    }
}

impl<'p> Stage<'p, '_> {
    /// Makes the output of an artifact; `None` where there is no such page. `before` is what is
    /// known of the one with its path.
    fn output(
        &self,
        Artifact { path, content, .. }: Artifact<'p>,
        before: Option<&memo::Page>,
        buffer: &mut Vec<u8>,
    ) -> Result<Option<Made>, Vec<Diagnostic>> {
        Ok(Some(match content {
            plan::Content::Page(source) => return self.page(path, source, before, buffer),
            plan::Content::File(source) => self.file(path, source, before),
            plan::Content::Drawing(source) => {
                self.drawing(path, source, before).map_err(|problem| vec![problem])?
            }
            plan::Content::Parts(parts) => self.parts(path, parts(self.plan), before),
            plan::Content::Bytes(bytes) => Made::of(self.kept(path, bytes.into()), None),
            plan::Content::Copy { from, digest, strip_metadata } => {
                let content = Content::Copy { from, strip_metadata };
                Made::of(Output { path, digest, content }, None)
            }
        }))
    }

    fn kept(&self, path: Arc<str>, bytes: Cow<'_, [u8]>) -> Output {
        let digest = Digest::of(&bytes);
        let content = self.keep.keep(&path, bytes);
        Output { path, digest, content }
    }

    /// Makes a file, unless it is known what would come.
    fn file(&self, path: Arc<str>, source: FileSource<'p>, before: Option<&memo::Page>) -> Made {
        let key = source.digest.map(|digest| digest(self.plan));
        let known = key.and_then(|key| before?.output(key, self.keep));
        Made::of(known.unwrap_or_else(|| self.kept(path, (source.make)(self.plan).into())), key)
    }

    /// Draws a picture, unless it is known what would come.
    fn drawing(
        &self,
        path: Arc<str>,
        source: DrawingSource<'p>,
        before: Option<&memo::Page>,
    ) -> Result<Made, Diagnostic> {
        let key = (source.digest)(self.plan, source.number);
        if let Some(output) = before.and_then(|before| before.output(key, self.keep)) {
            return Ok(Made::of(output, Some(key)));
        }
        if !self.keep.is_wanted() {
            (source.check)(self.plan, source.number)?;
            return Ok(Made::of(self.kept(path, Cow::Borrowed(&[])), None));
        }
        let bytes = (source.make)(self.plan, source.number)?;
        Ok(Made::of(self.kept(path, bytes.into()), Some(key)))
    }

    /// Makes a file of parts, but for those that are known.
    fn parts(&self, path: Arc<str>, parts: Vec<Part<'p>>, before: Option<&memo::Page>) -> Made {
        let digests: Vec<Digest> = parts.iter().map(|part| part.digest).collect();
        let key = Digest::of_value(&digests);
        if let Some(before) = before
            && let Some(output) = before.output(key, self.keep)
        {
            return Made { output, key: Some(key), parts: before.parts.clone() };
        }
        let known = before.map(memo::Page::bytes_of_parts).unwrap_or_default();
        // Grown step by step, a file of many megabytes would need three times its size for a moment.
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.length).sum());
        let mut places = Vec::with_capacity(parts.len());
        for Part { digest, make, .. } in parts {
            let start = bytes.len();
            match known.get(&digest) {
                Some(part) => bytes.extend_from_slice(part),
                None => make(&mut bytes),
            }
            places.push((digest, start..bytes.len()));
        }
        let parts = Some(Box::new(places.into_boxed_slice()));
        Made { output: self.kept(path, bytes.into()), key: Some(key), parts }
    }

    /// Renders a page into the buffer, unless it is known what would come.
    fn page(
        &self,
        path: Arc<str>,
        source: PageSource<'p>,
        before: Option<&memo::Page>,
        buffer: &mut Vec<u8>,
    ) -> Result<Option<Made>, Vec<Diagnostic>> {
        let PageSource { kind, number } = source;
        let Some(composed) = (kind.compose)(self.plan, number) else { return Ok(None) };
        let key = self.memo.key(self.around.digest, &composed, self.plan.has_card(&path));
        if let Some(output) = before.and_then(|before| before.output(key, self.keep)) {
            return Ok(Some(Made::of(output, Some(key))));
        }
        let Some(head) = (kind.head)(self.plan, number, &composed) else { return Ok(None) };
        let Head { meta, problems } = head;
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut context = Context::from_serialize(&composed.view).unwrap_or_default();
        context.insert_value("site", self.around.site.clone());
        context.insert("page", &meta);
        buffer.clear();
        let rendered = self.plan.inputs.theme.render(composed.template, &context, buffer);
        rendered.map_err(|problem| vec![problem])?;
        Ok(Some(Made::of(self.kept(path, Cow::Borrowed(buffer)), Some(key))))
    }
}
