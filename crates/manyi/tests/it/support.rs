//! Runs the command as people type it, each time in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Root of the repository.
pub(crate) fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the workspace stands")
}

const UNITS: &str = "code,name,name_en,level,parent,valid_from,valid_to
99,云泽市,Yunze,city,,,
9901,东河镇,Donghe,town,99,,
9902,西岭镇,Xiling,town,99,,
";

const QUESTIONNAIRE: &str = r#"
code = "environment"
version = 1
title = { zh = "生态环境满意度调查", en = "Satisfaction with the environment" }

[scheme]
code = "two"
name = { zh = "两个方面", en = "Two aspects" }
categories = [
  { code = "air", name = { zh = "大气", en = "Air" } },
  { code = "water", name = { zh = "水", en = "Water" } },
]

[[scales]]
code = "five"
options = [
  { code = "5", label = { zh = "很满意", en = "Very satisfied" } },
  { code = "4", label = { zh = "满意", en = "Satisfied" } },
  { code = "3", label = { zh = "基本满意", en = "Fairly satisfied" } },
  { code = "2", label = { zh = "不太满意", en = "Rather dissatisfied" }, negative = true },
  { code = "1", label = { zh = "不满意", en = "Dissatisfied" }, negative = true },
  { code = "8", label = { zh = "不了解", en = "Don't know" }, kind = "dont_know" },
]

[[questions]]
code = "air"
text = { zh = "您对空气质量满意吗？", en = "Are you satisfied with the air?" }
category = "air"
scale = "five"

[[questions]]
code = "water"
text = { zh = "您对水质满意吗？", en = "Are you satisfied with the water?" }
category = "water"
scale = "five"
"#;

const ROUNDS: &str = r#"
[[rounds]]
code = "r"
name = "第三季度"
questionnaire = "environment"
version = 1
modes = ["visit"]
opens = 2026-07-01
closes = 2026-09-30
"#;

/// A folder to run commands in; it goes away with the value.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    /// The URL of a database that lies elsewhere.
    elsewhere: Option<String>,
}

/// Takes our variables from a command: they would be settings.
pub(crate) fn without_settings(command: &mut Command) {
    let names = std::env::vars_os().map(|(name, _)| name);
    for name in names.filter(|name| name.to_string_lossy().starts_with("MANYI_")) {
        command.env_remove(name);
    }
}

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), elsewhere: None }
    }

    /// A desk whose commands work on this database where they name no other.
    pub(crate) fn on(database: String) -> Self {
        Self { elsewhere: Some(database), ..Self::new() }
    }

    /// A desk with a new database.
    pub(crate) fn with_database() -> Self {
        let desk = Self::new();
        desk.done(&["init"]);
        desk
    }

    /// A desk with one city of two towns, a questionnaire of two questions and a round `r`.
    pub(crate) fn with_survey() -> Self {
        let desk = Self::with_database();
        desk.write("units.csv", UNITS);
        desk.write("q.toml", QUESTIONNAIRE);
        desk.write("rounds.toml", ROUNDS);
        desk.done(&["import", "units", "units.csv"]);
        desk.done(&["import", "questionnaire", "q.toml"]);
        desk.done(&["import", "rounds", "rounds.toml"]);
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The URL of the database that commands work on, for whoever runs elsewhere.
    pub(crate) fn database(&self) -> String {
        let own = || format!("sqlite://{}", self.path("manyi.db").display());
        self.elsewhere.clone().unwrap_or_else(own)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the file is written");
        path
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(&[], args)
    }

    /// Runs a command with these variables and no others of ours.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], args: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_manyi"));
        without_settings(&mut command);
        let output: Output = command
            .args(args)
            .envs(self.elsewhere.iter().map(|database| ("MANYI_DATABASE", database)))
            .envs(variables.iter().copied())
            .current_dir(self.folder.path())
            .output()
            .expect("the command starts");
        Ran {
            code: output.status.code().expect("the command ends by itself"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Runs a command that must end with exit code 0 and gives what it printed.
    #[track_caller]
    pub(crate) fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "manyi {}: {}", args.join(" "), ran.stderr);
        ran.stdout
    }
}

impl Ran {
    /// Exit code, standard output and standard error as one text for snapshots.
    pub(crate) fn transcript(&self) -> String {
        format!("exit code {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Where the surveys that nobody here made stand, if they do.
///
/// They can't be part of the repository. Where they are missing the test says so and is left out;
/// with `MANYI_TEST_ALL=1` it fails.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("MANYI_SHARED")
        .map_or_else(|| workspace().join("../shared"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var_os("MANYI_TEST_ALL").is_none(),
        "MANYI_TEST_ALL is set, but {} is missing",
        folder.display()
    );
    #[expect(clippy::print_stderr, reason = "what is left out must be seen")]
    {
        eprintln!("left out: the real surveys are not at {}", folder.display());
    }
    None
}
