//! The `manyi` command: puts the parts together.

mod args;
mod commands;
mod error;
mod output;
mod progress;
mod settings;

use std::panic;
use std::process::ExitCode;

use crate::error::Failure;
use crate::output::Talk;

fn main() -> ExitCode {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        // Of a damaged file an error tells.
        if !analytics::is_decoding() {
            tell(panic);
        }
    }));
    let done = settings::read().and_then(|(args, settings)| {
        let talk = Talk::new(args.global.quiet);
        commands::run(&args, &settings, &talk)
    });
    match done {
        Ok(outcome) => outcome.into(),
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            // The reader, `head` for example, has seen enough.
            ExitCode::SUCCESS
        }
        Err(failure) => {
            Talk::failure(&failure);
            failure.exit_code()
        }
    }
}
