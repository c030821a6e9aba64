//! From artifacts to bytes: in parallel, without clock or randomness, and without I/O but what
//! [`Keep`] does.

pub mod media_type;
mod memo;
pub mod moves;

pub use memo::{Ingredient, Memo};

use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use tera::Context;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::plan::{self, Artifact, FileSource, PageArtifact, PageSource, Plan};

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
    Bytes(Arc<[u8]>),
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
    fn keep(&self, path: &str, bytes: &[u8]) -> Content;

    /// The content of an output whose bytes would have this digest, where they are kept already
    /// and need not be made again. `before` is what became of it when it was made last.
    fn kept(&self, path: &str, digest: Digest, before: &Content) -> Option<Content>;
}

/// Keeps the bytes of outputs in memory.
#[derive(Clone, Copy, Debug)]
pub struct InMemory;

impl Keep for InMemory {
    fn keep(&self, _: &str, bytes: &[u8]) -> Content {
        Content::Bytes(bytes.into())
    }

    fn kept(&self, _: &str, _: Digest, before: &Content) -> Option<Content> {
        matches!(before, Content::Bytes(_)).then(|| before.clone())
    }
}

/// Keeps nothing of an output but that there is one.
#[derive(Clone, Copy, Debug)]
pub struct NotAtAll;

impl Keep for NotAtAll {
    fn keep(&self, _: &str, _: &[u8]) -> Content {
        Content::InPlace
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

/// Composes every artifact, and renders those of which `memo` does not know what would come.
pub fn render<'p>(
    plan: &'p Plan<'p>,
    mut artifacts: Vec<Artifact<'p>>,
    memo: &Memo,
    keep: &dyn Keep,
) -> Rendered {
    // Those that may be large first: otherwise one thread might end long after the others.
    artifacts.sort_by_key(|artifact| !matches!(artifact.content, plan::Content::File(_)));
    let site = plan.site();
    let digest = memo.around(plan.inputs.theme.page_digest(), &site);
    let around = Around { digest, site: tera::Value::from_serializable(&site) };
    let stage = Stage { plan, around, memo, keep };
    let results: Vec<Result<Option<Made>, Vec<Diagnostic>>> = artifacts
        .into_par_iter()
        .map_init(Vec::new, |buffer, artifact| stage.output(artifact, buffer))
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
    for Made { output, key } in made {
        if let Some(key) = key {
            rendered.memo.add(key, &output);
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

/// An output; of a page, with what it was made from.
struct Made {
    output: Output,
    key: Option<Digest>,
}

impl<'p> Stage<'p, '_> {
    /// Makes the output of an artifact; `None` where there is no such page.
    fn output(
        &self,
        Artifact { path, content, .. }: Artifact<'p>,
        buffer: &mut Vec<u8>,
    ) -> Result<Option<Made>, Vec<Diagnostic>> {
        let (output, key) = match content {
            plan::Content::Page(source) => return self.page(path, source, buffer),
            plan::Content::File(source) => self.file(path, source),
            plan::Content::Bytes(bytes) => (self.kept(path, &bytes), None),
            plan::Content::Copy { from, digest, strip_metadata } => {
                (Output { path, digest, content: Content::Copy { from, strip_metadata } }, None)
            }
        };
        Ok(Some(Made { output, key }))
    }

    fn kept(&self, path: Arc<str>, bytes: &[u8]) -> Output {
        let content = self.keep.keep(&path, bytes);
        Output { path, digest: Digest::of(bytes), content }
    }

    /// Makes a file, unless it is known what would come.
    fn file(&self, path: Arc<str>, source: FileSource<'p>) -> (Output, Option<Digest>) {
        let key = source.digest.map(|digest| digest(self.plan));
        let known = key.and_then(|key| self.memo.output(&path, key, self.keep));
        (known.unwrap_or_else(|| self.kept(path, &(source.make)(self.plan))), key)
    }

    /// Renders a page into the buffer, unless it is known what would come.
    fn page(
        &self,
        path: Arc<str>,
        source: PageSource<'p>,
        buffer: &mut Vec<u8>,
    ) -> Result<Option<Made>, Vec<Diagnostic>> {
        let Some(composed) = (source.compose)(self.plan, source.number) else { return Ok(None) };
        if !composed.problems.is_empty() {
            return Err(composed.problems);
        }
        let key = self.memo.key(self.around.digest, &composed.page);
        if let Some(output) = self.memo.output(&path, key, self.keep) {
            return Ok(Some(Made { output, key: Some(key) }));
        }
        let PageArtifact { template, page, view } = &composed.page;
        let mut context = Context::from_serialize(view).unwrap_or_default();
        context.insert_value("site", self.around.site.clone());
        context.insert("page", page);
        buffer.clear();
        let rendered = self.plan.inputs.theme.render(template, &context, buffer);
        rendered.map_err(|problem| vec![problem])?;
        Ok(Some(Made { output: self.kept(path, buffer), key: Some(key) }))
    }
}
