//! A PostgreSQL server for tests, made from the installed programs.
//!
//! [`database`] gives the URL of a new, empty database. The first call starts a server of its own in
//! a folder of its own, on a socket there and on no port. It ends and the folder goes when the test
//! process does, however that ends: the server's keeper reads from a pipe that only then closes.
//!
//! Without PostgreSQL (Debian's package `postgresql`), or where it does not start, there is no database,
//! which is said once; with `MANYI_TEST_ALL=1` that is a failure.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

/// Starts a server and says where; ends it when standard input does. No test outlives a power
/// failure, so nothing waits for the disk.
const KEEPER: &str = r#"
set -e
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1/initdb" --pgdata="$dir/data" --username=manyi --auth=trust --encoding=UTF8 --locale=C \
    --no-sync --no-instructions >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
"$1/postgres" -D "$dir/data" -c listen_addresses= -c unix_socket_directories="$dir" \
    -c fsync=off -c full_page_writes=off -c max_connections=200 -c lc_messages=C \
    </dev/null >"$dir/log" 2>&1 &
server=$!
tries=0
until "$1/pg_isready" --quiet --host="$dir"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] && kill -0 "$server" || { cat "$dir/log" >&2; exit 1; }
    sleep 0.1
done
echo "$dir"
cat >/dev/null
kill -INT "$server"
wait "$server" || true
"#;

/// A running server.
struct Cluster {
    programs: PathBuf,
    socket: String,
    databases: AtomicU32,
    /// Its standard input is what keeps the server up.
    _keeper: Child,
}

/// The URL of a new, empty database; `None` where PostgreSQL is not installed or does not start.
///
/// # Panics
/// When there is none and `MANYI_TEST_ALL` is 1.
pub fn database() -> Option<String> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| Cluster::start(programs()?));
    let url = cluster.as_ref().map(Cluster::new_database);
    assert!(
        url.is_some() || env::var_os("MANYI_TEST_ALL").is_none_or(|all| all != "1"),
        "MANYI_TEST_ALL=1, but there is no PostgreSQL (Debian's package postgresql), or it does not start"
    );
    url
}

/// Runs a statement on a database that [`database`] gave, behind the back of whoever uses it.
///
/// # Panics
/// When there is no `psql`, or the statement fails.
pub fn execute(url: &str, statement: &str) {
    let programs = programs().expect("what started the server is there");
    let ran = Command::new(programs.join("psql"))
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"])
        .args(["--dbname", url, "--command", statement])
        .status()
        .expect("psql is there");
    assert!(ran.success(), "psql failed: {statement}");
}

/// Where `initdb` and `postgres` are: Debian keeps them out of the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .max_by_key(|folder| version_of(folder));
    let path = env::var_os("PATH").unwrap_or_default();
    let found = newest.or_else(|| {
        env::split_paths(&path)
            .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
    });
    if found.is_none() {
        say("left out: what needs PostgreSQL (Debian's package postgresql)");
    }
    found
}

fn version_of(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

#[expect(clippy::print_stderr, reason = "what tests leave out is said")]
fn say(what: &str) {
    eprintln!("{what}");
}

impl Cluster {
    fn start(programs: PathBuf) -> Option<Self> {
        let mut keeper = as_nobody_special("sh")
            .args(["-c", KEEPER, "sh"])
            .arg(&programs)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let answer = keeper.stdout.take().expect("its output is a pipe");
        let mut socket = String::new();
        BufReader::new(answer).read_line(&mut socket).ok()?;
        if socket.is_empty() {
            say("left out: what needs PostgreSQL, which did not start; what it said stands above");
            return None;
        }
        let (socket, databases) = (socket.trim_end().to_owned(), AtomicU32::new(0));
        Some(Self { programs, socket, databases, _keeper: keeper })
    }

    fn new_database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = Command::new(self.programs.join("createdb"))
            .args(["--host", &self.socket, "--username", "manyi", &name])
            .status()
            .expect("createdb is there");
        assert!(made.success(), "createdb failed");
        format!("postgres:///{name}?host={}&user=manyi", self.socket)
    }
}

/// PostgreSQL refuses to run as root, as tests in containers often do; its package has made a user.
fn as_nobody_special(program: &str) -> Command {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if !is_root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", program]);
    command
}
