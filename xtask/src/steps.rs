//! Steps of a task: each command is printed, then run; the last line says what they came to.

use std::env;
use std::process::{Command, ExitCode};

/// What the steps so far came to. A failed step does not keep the later ones from running.
#[derive(Default)]
pub struct Steps {
    passed: usize,
    failed: Vec<String>,
    skipped: Vec<String>,
}

impl Steps {
    /// Runs a command as a step of this name, and says whether it passed.
    pub fn run(&mut self, name: &str, command: &mut Command) -> bool {
        match run(command) {
            Ok(()) => {
                self.passed += 1;
                true
            }
            Err(why) => {
                self.fail(name, &why);
                false
            }
        }
    }

    /// A step whose tool is not to be had: a failure on CI, skipped on a person's machine.
    pub fn missing(&mut self, name: &str, why: &str) {
        if on_ci() {
            self.fail(name, why);
        } else {
            eprintln!("\nSKIPPED {name}: {why}");
            self.skipped.push(name.to_owned());
        }
    }

    /// A step left out on purpose.
    pub fn leave_out(&mut self, name: &str) {
        self.skipped.push(name.to_owned());
    }

    fn fail(&mut self, name: &str, why: &str) {
        eprintln!("\nFAILED {name}: {why}");
        self.failed.push(name.to_owned());
    }

    /// Prints the last line and says whether all is well.
    pub fn finish(self, verb: &str) -> ExitCode {
        let named = |what: &str, names: &[String]| match names {
            [] => format!("0 {what}"),
            names => format!("{} {what} ({})", names.len(), names.join(", ")),
        };
        let failed = named("failed", &self.failed);
        let skipped = named("skipped", &self.skipped);
        println!("\nxtask {verb}: {} passed, {failed}, {skipped}", self.passed);
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// The cargo that runs this, as a command.
pub fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo told this program of itself makes some dependencies build anew, and whatever uses
    // them.
    for (name, _) in env::vars_os() {
        let is_of_package =
            |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        if name.to_str().is_some_and(is_of_package) {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Prints a command and runs it; an error says how it ended.
pub fn run(command: &mut Command) -> Result<(), String> {
    eprintln!("\n$ {}", shown(command));
    let status = command.status().map_err(|error| format!("cannot be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(status.to_string()) }
}

fn on_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some(format!("{}={}", name.display(), value?.display())));
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.display().to_string())
        .map(|word| if word.contains(' ') { format!("'{word}'") } else { word });
    variables.chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Steps, run, shown};
    use std::process::{Command, ExitCode};

    #[test]
    fn commands_are_shown_as_typed() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.args(["test", "two words"]).env("SNAPSHOTS", "overwrite");
        assert_eq!(shown(&command), "SNAPSHOTS=overwrite cargo test 'two words'");
    }

    #[test]
    fn a_failed_step_fails_the_task() {
        let mut steps = Steps::default();
        steps.run("nothing", &mut Command::new("no-such-program-anywhere"));
        assert_eq!(steps.failed, ["nothing"]);
        assert_eq!(steps.finish("test"), ExitCode::FAILURE);
    }

    #[test]
    fn a_step_left_out_fails_nothing() {
        let mut steps = Steps::default();
        steps.leave_out("something");
        assert_eq!(steps.finish("test"), ExitCode::SUCCESS);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        let why = run(&mut Command::new("no-such-program-anywhere")).unwrap_err();
        assert!(why.starts_with("cannot be started"), "{why}");
    }
}
