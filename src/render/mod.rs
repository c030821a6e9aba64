//! From artifacts to bytes: in parallel, without clock or randomness, and without I/O but what
//! [`Keep`] does.

use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use tera::Context;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::plan::{self, Artifact, PageArtifact, PageSource, Plan};

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

/// Composes and renders every artifact. The outputs come sorted by path.
pub fn render<'p>(
    plan: &'p Plan<'p>,
    mut artifacts: Vec<Artifact<'p>>,
    keep: &dyn Keep,
) -> (Vec<Output>, Vec<Diagnostic>) {
    // Those that may be large first: otherwise one thread might end long after the others.
    artifacts.sort_by_key(|artifact| !matches!(artifact.content, plan::Content::File(_)));
    let site = tera::Value::from_serializable(&plan.site());
    let rendered: Vec<Result<Option<Output>, Vec<Diagnostic>>> = artifacts
        .into_par_iter()
        .map_init(Vec::new, |buffer, Artifact { path, content, .. }| {
            let kept = |path: Arc<str>, bytes: &[u8]| {
                let (digest, content) = (Digest::of(bytes), keep.keep(&path, bytes));
                Ok(Some(Output { path, digest, content }))
            };
            match content {
                plan::Content::Page(source) => {
                    buffer.clear();
                    if page(plan, source, &site, buffer)? { kept(path, buffer) } else { Ok(None) }
                }
                plan::Content::File(make) => kept(path, &make(plan)),
                plan::Content::Bytes(bytes) => kept(path, &bytes),
                plan::Content::Copy { from, digest, strip_metadata } => {
                    let content = Content::Copy { from, strip_metadata };
                    Ok(Some(Output { path, digest, content }))
                }
            }
        })
        .collect();
    let mut outputs = Vec::with_capacity(rendered.len());
    let mut problems = Vec::new();
    for result in rendered {
        match result {
            Ok(output) => outputs.extend(output),
            Err(found) => problems.extend(found),
        }
    }
    outputs.sort_by(|a: &Output, b| a.path.cmp(&b.path));
    // One mistake in a template is one problem, however many pages use it.
    problems.dedup();
    (outputs, problems)
}

/// Writes a page into an empty buffer; whether there is such a page.
fn page<'p>(
    plan: &'p Plan<'p>,
    source: PageSource<'p>,
    site: &tera::Value,
    buffer: &mut Vec<u8>,
) -> Result<bool, Vec<Diagnostic>> {
    let Some(composed) = (source.compose)(plan, source.number) else { return Ok(false) };
    if !composed.problems.is_empty() {
        return Err(composed.problems);
    }
    let PageArtifact { template, page, view } = &composed.page;
    let mut context = Context::from_serialize(view).unwrap_or_default();
    context.insert_value("site", site.clone());
    context.insert("page", page);
    let rendered = plan.inputs.theme.render(template, &context, buffer);
    rendered.map(|()| true).map_err(|problem| vec![problem])
}
