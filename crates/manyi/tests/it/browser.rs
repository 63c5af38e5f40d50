//! What people see, in a real Chromium: scenarios for playwright in `tests/browser`, each played on
//! a database that was made here.
//!
//! They need Node, Chromium and what `.ci/browser-tools` fetches.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use store::{NewUser, Store};
use survey::Grant;
use tempfile::TempDir;

use crate::support::{Desk, without_settings, workspace};

/// What a browser may be called.
const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// How long a scenario that is over time may take to show what went wrong.
const GRACE: Duration = Duration::from_mins(1);

/// A folder for what the scenarios need, and whoever reads them.
fn scenarios() -> PathBuf {
    workspace().join("crates/manyi/tests/browser")
}

/// Where playwright is; `None`, which is said once, where scenarios can't be played.
fn tools() -> Option<&'static Path> {
    static TOOLS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let tools = TOOLS.get_or_init(|| {
        let tools = find_tools();
        if let Err(lacking) = &tools {
            say(&format!("left out: what needs a browser: {lacking}"));
        }
        tools
    });
    let demanded = env::var_os("MANYI_TEST_ALL").is_some_and(|all| all == "1");
    match tools {
        Ok(folder) => Some(folder),
        Err(lacking) if demanded => panic!("MANYI_TEST_ALL=1, but {lacking}"),
        Err(_) => None,
    }
}

fn find_tools() -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if !is_there("node") {
        return Err("there is no node (Debian's packages nodejs, npm)".to_owned());
    }
    if !CHROMIUM.iter().any(|name| is_there(name)) {
        return Err("there is no Chromium (Debian's package chromium)".to_owned());
    }
    let folder = tools_folder().ok_or("there is neither MANYI_BROWSER_TOOLS nor HOME")?;
    // The folder is whole when it repeats the lock file.
    let wanted = fs::read(scenarios().join("package-lock.json")).expect("a lock file");
    match fs::read(folder.join("ready")) {
        Ok(ready) if ready == wanted => Ok(folder),
        Ok(_) => {
            Err(format!("{} is of other versions; renew it by .ci/browser-tools", folder.display()))
        }
        Err(_) => {
            Err(format!("{} has no playwright; .ci/browser-tools fetches it", folder.display()))
        }
    }
}

fn tools_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = || set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    set("MANYI_BROWSER_TOOLS").or_else(|| Some(cache()?.join("manyi/browser-tools")))
}

#[expect(clippy::print_stderr, reason = "what tests leave out is said")]
fn say(what: &str) {
    eprintln!("{what}");
}

/// A database in a folder of its own, for a scenario to be played on.
pub(crate) struct Stage {
    pub(crate) desk: Desk,
    tools: &'static Path,
}

impl Stage {
    /// `None` where scenarios can't be played. The desk is made only where they can.
    pub(crate) fn set(desk: impl FnOnce() -> Desk) -> Option<Self> {
        let tools = tools()?;
        Some(Self { desk: desk(), tools })
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(&self.desk.database()).expect("a database")
    }

    /// Adds somebody who may sign in, and gives the address below the service that lets them in
    /// once.
    pub(crate) fn person(&self, name: &str, grants: &[&str]) -> String {
        let store = self.store();
        let user = NewUser {
            name: name.parse().expect("a name"),
            display_name: format!("{name}先生"),
            grants: grants.iter().map(|text| grant(text)).collect(),
            must_change: false,
        };
        store.by("test").add_user(&user).expect("a new account");
        self.link(name)
    }

    /// Another address that lets somebody in once.
    pub(crate) fn link(&self, name: &str) -> String {
        let token = intake::new_token();
        let until = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
        let store = self.store();
        store.by("test").add_link(&intake::token_digest(&token), name, until).expect("a link");
        format!("/sign-in?link={token}")
    }

    /// The address that signs a phone in.
    pub(crate) fn phone_link(&self, name: &str) -> String {
        let token = intake::new_token();
        let until = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(10);
        let store = self.store();
        let made = store.by(name).add_device_link(&intake::token_digest(&token), name, "", until);
        made.expect("a link for a phone");
        format!("/device?link={token}")
    }

    /// Everything that came in.
    pub(crate) fn responses(&self) -> Vec<survey::Response> {
        let mut all = Vec::new();
        let everything = store::ResponseFilter::default();
        let read = self.store().for_each_response(&everything, |stored| all.push(stored.response));
        read.expect("responses");
        all
    }

    /// Plays `tests/browser/{scenario}.mjs`, which learns what is `told` as `given`.
    #[track_caller]
    pub(crate) fn play(&self, scenario: &str, limit: Duration, told: Value) {
        let played = self.attempt(scenario, limit, told);
        if !played.passed {
            // So that somebody can look at the pictures.
            let folder = played.folder.keep();
            panic!("{scenario} failed; its folder is {}\n{}", folder.display(), played.said);
        }
        say(played.said.trim_end());
    }

    /// The same, whatever comes of it.
    pub(crate) fn attempt(&self, scenario: &str, limit: Duration, told: Value) -> Played {
        // Each has the machine for itself: patience is counted in seconds.
        static ALONE: Mutex<()> = Mutex::new(());
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut given = json!({
            "manyi": env!("CARGO_BIN_EXE_manyi"),
            "database": self.desk.database(),
            "folder": folder.path(),
            "limit_seconds": limit.as_secs(),
        });
        let Value::Object(told) = told else { panic!("what is told has names") };
        given.as_object_mut().expect("an object").extend(told);
        let log = folder.path().join("scenario.log");
        let passed = run(scenario, limit, self.tools, &given, &log);
        let said = fs::read_to_string(&log).expect("what it said");
        Played { passed, said, folder }
    }
}

/// `ROLE` or `ROLE@UNIT`, as on the command line.
fn grant(text: &str) -> Grant {
    let (role, unit) = text.split_once('@').map_or((text, None), |(role, unit)| (role, Some(unit)));
    let unit = unit.map(|code| code.parse().expect("a unit's code"));
    Grant { role: role.parse().expect("a role"), unit }
}

/// What came of a scenario.
pub(crate) struct Played {
    pub(crate) passed: bool,
    pub(crate) said: String,
    folder: TempDir,
}

fn run(scenario: &str, limit: Duration, tools: &Path, given: &Value, log: &Path) -> bool {
    let mut command = Command::new("node");
    without_settings(&mut command);
    let log = File::create(log).expect("a log");
    let mut child = command
        .arg(scenarios().join(scenario).with_extension("mjs"))
        .env("MANYI_BROWSER_TOOLS", tools)
        .env("MANYI_SCENARIO", given.to_string())
        // Closes with this process, and the scenario ends then.
        .stdin(Stdio::piped())
        .stdout(log.try_clone().expect("a log"))
        .stderr(log)
        .spawn()
        .expect("node starts");
    let end = Instant::now() + limit + GRACE;
    loop {
        if let Some(status) = child.try_wait().expect("a state") {
            return status.success();
        }
        if Instant::now() > end {
            child.kill().expect("it can be ended");
            child.wait().expect("it ended");
            return false;
        }
        thread::sleep(Duration::from_millis(50));
    }
}
