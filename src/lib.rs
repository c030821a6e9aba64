//! Vouchfolio turns Markdown accomplishments and testimonials into a portfolio with witnesses.
//!
//! The modules below stand in the order of the pipeline; each imports only from those above it.

#![cfg_attr(test, allow(clippy::string_slice, reason = "a test may panic"))]

pub mod diagnostic;
pub mod digest;
pub mod draw;
pub mod model;
pub mod yaml;
pub mod config;
pub mod source;
pub mod parse;
pub mod resolve;
pub mod checks;
pub mod theme;
pub mod picture;
pub mod plan;
pub mod outputs;
pub mod render;
pub mod emit;
pub mod engine;
pub mod http;
pub mod watch;
pub mod serve;
pub mod external;
pub mod publish;
