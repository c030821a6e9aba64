//! From artifacts to bytes: in parallel, without I/O, clock or randomness.

use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use tera::Context;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::plan::{self, Artifact, Composed, PageArtifact, Plan};

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
    /// A copy of a file of the site, whose bytes never pass through the pipeline.
    Copy {
        from: PathBuf,
        /// Of the bytes as they are to be published.
        digest: Digest,
        /// An image whose metadata is left out on the way.
        strip_metadata: bool,
    },
}

/// Composes and renders every artifact. The outputs come in the artifacts' order.
pub fn render<'p>(
    plan: &'p Plan<'p>,
    artifacts: Vec<Artifact<'p>>,
) -> (Vec<Output>, Vec<Diagnostic>) {
    let site = tera::Value::from_serializable(&plan.site());
    let rendered: Vec<Result<Output, Vec<Diagnostic>>> =
        artifacts.into_par_iter().map(|artifact| output(plan, artifact, &site)).collect();
    let mut outputs = Vec::with_capacity(rendered.len());
    let mut problems = Vec::new();
    for result in rendered {
        match result {
            Ok(output) => outputs.push(output),
            Err(found) => problems.extend(found),
        }
    }
    // One mistake in a template is one problem, however many pages use it.
    problems.dedup();
    (outputs, problems)
}

fn output<'p>(
    plan: &'p Plan<'p>,
    artifact: Artifact<'p>,
    site: &tera::Value,
) -> Result<Output, Vec<Diagnostic>> {
    let content = match artifact.content {
        plan::Content::Page(source) => {
            let page = (source.compose)(plan, source.number);
            Content::Bytes(
                page.map(|page| html(plan, &page, site)).transpose()?.unwrap_or_default(),
            )
        }
        plan::Content::File(make) => Content::Bytes(make(plan)),
        plan::Content::Bytes(bytes) => Content::Bytes(bytes),
        plan::Content::Copy { from, digest, strip_metadata } => {
            Content::Copy { from, digest, strip_metadata }
        }
    };
    Ok(Output { path: artifact.path, content })
}

fn html(
    plan: &Plan<'_>,
    composed: &Composed<'_>,
    site: &tera::Value,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    if !composed.problems.is_empty() {
        return Err(composed.problems.clone());
    }
    let PageArtifact { template, page, view } = &composed.page;
    let mut context = Context::from_serialize(view).unwrap_or_default();
    context.insert_value("site", site.clone());
    context.insert("page", page);
    let html = plan.inputs.theme.render(template, &context);
    // Thousands of pages wait to be written: none of them holds more memory than it needs.
    html.map(|html| html.into_boxed_str().into_string().into_bytes())
        .map_err(|problem| vec![problem])
}
