//! One module a command: read the arguments, call the office, print what it says.

mod bench;
mod demo;
mod explain;
mod export;
mod import;
mod law;
mod preview;
mod report;
mod roll;
mod roster;
mod serve;
mod settle_in;
mod token;
mod upkeep;

use crate::args::{Args, Command};
use crate::world::say;

pub fn run(args: Args) -> anyhow::Result<()> {
    match args.command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Roster(args) => roster::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Template(args) => import::template(&args),
        Command::Roll(args) => roll::run(args),
        Command::Report(args) => report::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Law(args) => law::run(args),
        Command::User(args) => settle_in::user(args),
        Command::Token(args) => token::run(args),
        Command::Office(args) => settle_in::office(args),
        Command::Verify(at) => upkeep::verify(&at),
        Command::Backup(args) => upkeep::backup(&args),
        Command::Restore(args) => upkeep::restore(&args),
        Command::Bench(args) => bench::run(&args),
    }
}

pub(crate) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    say!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
