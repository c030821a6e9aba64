//! From artifacts to bytes: in parallel, without I/O, clock or randomness.

use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use tera::Context;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::plan::{self, Artifact, PageArtifact, Plan};

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

/// Renders every artifact. The outputs come in the artifacts' order.
pub fn render(plan: &Plan<'_>, artifacts: Vec<Artifact<'_>>) -> (Vec<Output>, Vec<Diagnostic>) {
    let site = tera::Value::from_serializable(&plan.site());
    let rendered: Vec<Result<Output, Diagnostic>> =
        artifacts.into_par_iter().map(|artifact| output(plan, artifact, &site)).collect();
    let mut outputs = Vec::with_capacity(rendered.len());
    let mut problems = Vec::new();
    for result in rendered {
        match result {
            Ok(output) => outputs.push(output),
            Err(problem) => problems.push(problem),
        }
    }
    // One mistake in a template is one problem, however many pages use it.
    problems.dedup();
    (outputs, problems)
}

fn output(
    plan: &Plan<'_>,
    artifact: Artifact<'_>,
    site: &tera::Value,
) -> Result<Output, Diagnostic> {
    let content = match artifact.content {
        plan::Content::Page(page) => Content::Bytes(html(plan, &page, site)?.into_bytes()),
        plan::Content::Bytes(bytes) => Content::Bytes(bytes),
        plan::Content::Copy { from, digest, strip_metadata } => {
            Content::Copy { from, digest, strip_metadata }
        }
    };
    Ok(Output { path: artifact.path, content })
}

fn html(
    plan: &Plan<'_>,
    page: &PageArtifact<'_>,
    site: &tera::Value,
) -> Result<String, Diagnostic> {
    let mut context = Context::from_serialize(&page.view).unwrap_or_default();
    context.insert_value("site", site.clone());
    context.insert("page", &page.page);
    plan.inputs.theme.render(page.template, &context)
}
