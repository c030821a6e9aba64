//! A progress bar where work takes over a second and somebody is watching; and stage times.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use vouchfolio::engine::Stage;

use super::{Global, MessageFormat};

/// How long work may take before a bar appears.
const PATIENCE: Duration = Duration::from_secs(1);
/// The engine's stages, and writing.
const STEPS: u64 = 8;

/// Watches work go by.
pub struct Progress {
    start: Instant,
    began: Mutex<Vec<(Stage, Instant)>>,
    bar: ProgressBar,
    watcher: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts the clock.
    pub fn new(global: &Global) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(STEPS), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {msg} {elapsed}") {
            bar.set_style(style);
        }
        let wanted = std::io::stderr().is_terminal()
            && !global.quiet
            && global.message_format != MessageFormat::Json;
        let watcher = wanted.then(|| {
            let (sender, receiver) = channel();
            let bar = bar.clone();
            let show = move || {
                if receiver.recv_timeout(PATIENCE).is_err_and(|error| is_timeout(&error)) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(Duration::from_millis(100));
                }
            };
            (sender, std::thread::spawn(show))
        });
        Progress { start: Instant::now(), began: Mutex::default(), bar, watcher }
    }

    /// A stage begins, or goes on.
    pub fn stage(&self, stage: Stage) {
        let Ok(mut began) = self.began.lock() else { return };
        let is_new = began.last().is_none_or(|(last, _)| last.as_str() != stage.as_str());
        if is_new {
            began.push((stage, Instant::now()));
        }
        if let Stage::Pictures { done, of } = stage {
            self.bar.set_length(of as u64);
            self.bar.set_position(done as u64);
            self.bar.set_message(format!("pictures {done}/{of}"));
        } else {
            self.bar.set_length(STEPS);
            self.bar.set_position(began.len() as u64);
            self.bar.set_message(stage.as_str());
        }
    }

    /// Links are looked at: how many are done, and of how many.
    pub fn links(&self) -> impl Fn(usize, usize) + Sync + use<> {
        let bar = self.bar.clone();
        move |done, of| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
            bar.set_message(format!("links {done}/{of}"));
        }
    }

    /// Writing begins.
    pub fn emit(&self) {
        self.bar.inc(1);
        self.bar.set_message("emit");
    }

    /// Since the start.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Takes the bar away; returns how long each stage took, up to `end` since the start.
    pub fn finish(mut self, end: Duration) -> Vec<(Stage, Duration)> {
        if let Some((sender, watcher)) = self.watcher.take() {
            drop(sender);
            let _ = watcher.join();
        }
        self.bar.finish_and_clear();
        let began = self.began.into_inner().unwrap_or_default();
        let ends = began.iter().skip(1).map(|(_, at)| *at).chain([self.start + end]);
        began.iter().zip(ends).map(|((stage, from), to)| (*stage, to - *from)).collect()
    }
}

fn is_timeout(error: &std::sync::mpsc::RecvTimeoutError) -> bool {
    *error == std::sync::mpsc::RecvTimeoutError::Timeout
}
