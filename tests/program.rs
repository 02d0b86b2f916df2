//! The program itself, run as an office runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The binary beside this test's own; built first, so that it is never an older one.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().expect("a test knows where it is");
        let folder = test.parent().and_then(Path::parent).expect("target/<profile>/deps/");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "ansinh"]).current_dir(crate::repository::root());
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "the program does not build");
        folder.join(format!("ansinh{}", std::env::consts::EXE_SUFFIX))
    })
}

/// A command on a data folder; `arguments` are parted by spaces.
pub fn command(arguments: &str, data: &Path) -> Command {
    let mut command = Command::new(program());
    command.args(arguments.split_whitespace()).arg("--data").arg(data);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn run(arguments: &str, data: &Path) -> Output {
    command(arguments, data).output().expect("the program runs")
}

pub fn succeed(arguments: &str, data: &Path) -> String {
    let output = run(arguments, data);
    let (said, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "ansinh {arguments}: {failed}");
    said.into_owned()
}
