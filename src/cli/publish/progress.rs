//! How far sending is, where somebody is watching.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;
use vouchfolio::http::Retry;
use vouchfolio::publish::{Size, Watch};

use crate::cli::{Global, MessageFormat};

/// A bar with bytes.
pub struct Sending(ProgressBar);

impl Sending {
    pub fn new(global: &Global) -> Sending {
        let is_watched = std::io::stderr().is_terminal()
            && !global.quiet
            && global.message_format != MessageFormat::Json;
        let target = match is_watched {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let template = "{bar:20} {decimal_bytes} of {decimal_total_bytes} {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Sending(bar)
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Sending {
    fn begin(&self, _: usize, Size(bytes): Size) {
        self.0.set_length(bytes);
        self.0.set_position(0);
        self.0.set_message("sending");
    }

    fn sent(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    fn step(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    fn retry(&self, retry: &Retry) {
        let seconds = retry.pause.as_secs_f64();
        self.0.set_message(format!("{}; again in {seconds:.1} s", retry.why));
    }
}
