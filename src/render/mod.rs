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
    pub content: Content,
}

/// What an [`Output`] holds.
#[derive(Clone, Debug)]
pub enum Content {
    Bytes(Vec<u8>),
    /// Its bytes are where the site is being written already.
    Written {
        digest: Digest,
    },
    /// A copy of a file of the site, whose bytes never pass through the pipeline.
    Copy {
        from: PathBuf,
        /// Of the bytes as they are to be published.
        digest: Digest,
        /// An image whose metadata is left out on the way.
        strip_metadata: bool,
    },
}

/// What becomes of an output's bytes, by its path, as soon as they are there.
pub type Keep<'a> = dyn Fn(&str, &[u8]) -> Content + Sync + 'a;

/// Keeps an output's bytes in memory.
pub fn in_memory(_: &str, bytes: &[u8]) -> Content {
    Content::Bytes(bytes.to_vec())
}

/// Keeps nothing of an output but that there is one.
pub fn not_at_all(_: &str, bytes: &[u8]) -> Content {
    Content::Written { digest: Digest::of(bytes) }
}

/// Composes and renders every artifact. The outputs come sorted by path.
pub fn render<'p>(
    plan: &'p Plan<'p>,
    mut artifacts: Vec<Artifact<'p>>,
    keep: &Keep<'_>,
) -> (Vec<Output>, Vec<Diagnostic>) {
    // Those that may be large first: otherwise one thread might end long after the others.
    artifacts.sort_by_key(|artifact| !matches!(artifact.content, plan::Content::File(_)));
    let site = tera::Value::from_serializable(&plan.site());
    let rendered: Vec<Result<Option<Output>, Vec<Diagnostic>>> = artifacts
        .into_par_iter()
        .map_init(Vec::new, |buffer, artifact| {
            let content = match artifact.content {
                plan::Content::Page(source) => {
                    buffer.clear();
                    if !page(plan, source, &site, buffer)? {
                        return Ok(None);
                    }
                    keep(&artifact.path, buffer)
                }
                plan::Content::File(make) => keep(&artifact.path, &make(plan)),
                plan::Content::Bytes(bytes) => keep(&artifact.path, &bytes),
                plan::Content::Copy { from, digest, strip_metadata } => {
                    Content::Copy { from, digest, strip_metadata }
                }
            };
            Ok(Some(Output { path: artifact.path, content }))
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
