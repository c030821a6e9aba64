//! The command `vouchfolio`.

mod cli;

/// Many small texts are made and dropped on every thread, which takes the system's allocator a
/// fifth more time on a large build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
