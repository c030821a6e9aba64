//! The command `vouchfolio`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
