//! Starts the library; everything else is in it.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::cli::run()
}
