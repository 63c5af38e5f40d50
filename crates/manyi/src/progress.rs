//! The progress of long files, on terminals only.

use exchange::Progress;
use indicatif::{ProgressBar, ProgressStyle};

use crate::output::Talk;

/// A bar with rate and remaining time.
pub(crate) struct ReadingBar {
    bar: ProgressBar,
}

impl ReadingBar {
    pub(crate) fn new(talk: &Talk, label: String) -> Self {
        let bar = if talk.shows_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template(
            "{prefix} {bar:30} {bytes}/{total_bytes} {bytes_per_sec} ETA {eta} {msg}",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(label);
        Self { bar }
    }

    pub(crate) fn at(&self, progress: Progress, rows: u64) {
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.read);
        self.bar.set_message(format!("{rows} rows"));
    }
}

impl Drop for ReadingBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar of what is written, response by response.
pub(crate) struct CountingBar {
    bar: ProgressBar,
}

impl CountingBar {
    pub(crate) fn new(talk: &Talk, label: &str, expected: u64) -> Self {
        let bar =
            if talk.shows_progress() { ProgressBar::new(expected) } else { ProgressBar::hidden() };
        let style =
            ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {per_sec} ETA {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(label.to_owned());
        Self { bar }
    }

    pub(crate) fn at(&self, responses: u64) {
        self.bar.set_position(responses);
    }
}

impl Drop for CountingBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
