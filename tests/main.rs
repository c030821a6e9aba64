//! All tests that look at the program from outside, in one binary.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "tests touch the disk, and panic where something is wrong"
)]

mod architecture;
mod bench;
mod cards;
mod conformance;
mod determinism;
mod diagnostics;
mod docs;
mod edges;
mod emit;
mod external;
mod golden;
mod html;
mod http;
mod image;
mod incremental;
mod live;
mod pictures;
mod privacy;
mod publish;
mod redirects;
mod robustness;
mod sample;
mod serve;
mod sessions;
mod site;
mod themes;
mod watch;
