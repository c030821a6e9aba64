//! What builds of one site remember from one to the next.

use rustc_hash::FxHashMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::parse::{Document, Settings};
use crate::render;
use crate::source::{Sources, TextFile};

/// What a build leaves for the next one of the same site. With it a build takes less time, and
/// nothing else is different.
#[derive(Default)]
pub struct Memory {
    pub(super) sources: Sources,
    pub(super) documents: Documents,
    pub(super) pages: render::Memo,
}

/// What came of parsing texts.
#[derive(Default)]
pub(super) struct Documents {
    settings: Settings,
    /// By path.
    texts: FxHashMap<Arc<str>, (Digest, Arc<Parsed>)>,
}

/// What came of parsing one text.
pub(super) struct Parsed {
    pub document: Option<Arc<Document>>,
    pub problems: Vec<Diagnostic>,
}

impl Documents {
    /// Of these files, in their order.
    pub(super) fn of(
        files: &[TextFile],
        parsed: Vec<Arc<Parsed>>,
        settings: Settings,
    ) -> Documents {
        let known = files.iter().zip(parsed).filter(|(file, _)| !file.unreadable);
        let known = known.map(|(file, parsed)| (Arc::clone(&file.path), (file.digest, parsed)));
        Documents { settings, texts: known.collect() }
    }

    /// What came of a text with this path and digest.
    pub(super) fn get(&self, file: &TextFile, settings: &Settings) -> Option<Arc<Parsed>> {
        if self.settings != *settings {
            return None;
        }
        let (digest, parsed) = self.texts.get(&file.path)?;
        (*digest == file.digest).then(|| Arc::clone(parsed))
    }
}
