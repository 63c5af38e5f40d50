//! A small survey in a database of its own, and ways to look at that database from outside.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use store::{Limits, Store};
use survey::attempt::ContactAttempt;
use survey::{Code, Label, Questionnaire, Response, Round, ScoringScheme, Unit};
use tempfile::TempDir;
use uuid::Uuid;

/// Where a store may live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// Runs a test on every backend there is. One that fails tells which it was.
#[expect(clippy::print_stderr, reason = "shown with what failed")]
pub(crate) fn on_each_backend(test: impl Fn(Backend)) {
    for backend in Backend::all() {
        eprintln!("on {backend:?}");
        test(backend);
    }
}

impl Backend {
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let postgres = testcluster::database().map(|_| Self::Postgres);
        std::iter::once(Self::Sqlite).chain(postgres)
    }

    /// A database with three units, one questionnaire and an official and a mock round.
    pub(crate) fn kit(self) -> Kit {
        self.kit_with(Limits::default())
    }

    pub(crate) fn kit_with(self, limits: Limits) -> Kit {
        let home = self.home();
        let store = Store::open_with(&home.url, limits).expect("a store");
        fill(&store);
        Kit { store, home }
    }

    /// Where nothing is yet.
    pub(crate) fn home(self) -> Home {
        let folder = TempDir::new().expect("a folder");
        let url = match self {
            Self::Sqlite => format!("sqlite://{}", folder.path().join("survey.db").display()),
            Self::Postgres => testcluster::database().expect("a server"),
        };
        Home { url, folder }
    }
}

/// A place for one database. The folder goes when it goes.
pub(crate) struct Home {
    pub url: String,
    pub folder: TempDir,
}

impl Home {
    /// A connection that knows nothing of the store.
    pub(crate) fn outside(&self) -> Outside {
        match self.url.strip_prefix("sqlite://") {
            Some(path) => SqliteConnection::establish(path).map(Outside::Sqlite),
            None => PgConnection::establish(&self.url).map(Outside::Postgres),
        }
        .expect("a connection")
    }
}

/// A store in a database of its own.
pub(crate) struct Kit {
    pub store: Store,
    pub home: Home,
}

impl Kit {
    pub(crate) fn outside(&self) -> Outside {
        self.home.outside()
    }

    /// The answer to a query `SELECT … AS n`.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        number(&mut self.outside(), sql)
    }

    /// Publishes a form as a program does that stops right after.
    pub(crate) fn publish_quietly(&self, form: &Questionnaire) {
        let body = serde_json::to_string(form).expect("JSON").replace('\'', "''");
        let (code, version) = (&form.code, form.version);
        let sql = format!(
            "INSERT INTO questionnaires (code, version, body, published_at) \
             VALUES ('{code}', {version}, '{body}', 0)"
        );
        self.outside().batch_execute(&sql).expect("published");
    }

    /// Everything whose change a test may have to exclude.
    pub(crate) fn state(&self) -> (i64, store::Counts, usize) {
        let revision = self.store.revision().expect("a revision");
        let imports = self.store.imports().expect("imports").len();
        (revision, self.store.counts().expect("counts"), imports)
    }
}

/// Somebody else who uses the database.
#[derive(diesel::MultiConnection)]
pub(crate) enum Outside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Outside {
    /// Takes the lock that writers take, as another program does.
    pub(crate) fn lock(&mut self) {
        let sql = match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => "BEGIN; SELECT pg_advisory_xact_lock(x'6d616e7969202031'::bigint)",
        };
        self.batch_execute(sql).expect("the lock");
    }

    pub(crate) fn unlock(&mut self) {
        self.batch_execute("ROLLBACK").expect("released");
    }
}

/// Limits under which waiting for a lock ends soon.
pub(crate) fn impatient(queue_len: usize) -> Limits {
    Limits { queue_len, lock_wait: Duration::from_millis(300), ..Limits::default() }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

pub(crate) fn number(conn: &mut Outside, sql: &str) -> i64 {
    diesel::sql_query(sql).get_result::<Number>(conn).expect("a number").n
}

#[derive(QueryableByName)]
struct Bytes {
    #[diesel(sql_type = diesel::sql_types::Binary)]
    b: Vec<u8>,
}

/// The answers to a query `SELECT … AS b`.
pub(crate) fn bytes(conn: &mut Outside, sql: &str) -> Vec<Vec<u8>> {
    let rows: Vec<Bytes> = diesel::sql_query(sql).load(conn).expect("bytes");
    rows.into_iter().map(|row| row.b).collect()
}

pub(crate) fn fill(store: &Store) {
    store.put_units(&units()).expect("units");
    store.publish_questionnaire(&questionnaire()).expect("a questionnaire");
    store.put_round(&round("R1", "official")).expect("a round");
    store.put_round(&round("M1", "mock")).expect("a round");
}

pub(crate) fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

pub(crate) fn unit(own: &str, level: &str, parent: Option<&str>) -> Unit {
    Unit {
        code: code(own),
        name: Label::new(format!("{own}镇"), own),
        level: code(level),
        parent: parent.map(code),
        valid_from: None,
        valid_to: None,
    }
}

pub(crate) fn units() -> Vec<Unit> {
    // The town stands before the city, as files sometimes have it.
    vec![unit("T1", "town", Some("C")), unit("C", "city", None), unit("T2", "town", Some("C"))]
}

pub(crate) fn questionnaire() -> Questionnaire {
    serde_json::from_value(serde_json::json!({
        "code": "env", "version": 1, "title": {"zh": "生态环境满意度", "en": "Environment"},
        "scheme": {"code": "aspects", "name": "方面", "categories": [
            {"code": "air", "name": {"zh": "空气", "en": "Air"}}
        ]},
        "scales": [{"code": "five", "options": [
            {"code": "good", "label": "满意"},
            {"code": "bad", "label": "不满意", "negative": true},
            {"code": "dk", "label": "不了解", "kind": "dont_know"}
        ]}],
        "questions": [
            {"code": "q1", "text": "空气好吗?", "category": "air", "scale": "five", "weight": 0.1},
            {"code": "q2", "text": "水好吗?", "category": "air", "scale": "five"}
        ]
    }))
    .expect("a questionnaire")
}

/// The same with one question more.
pub(crate) fn second_version() -> Questionnaire {
    let mut form = questionnaire();
    form.version = 2;
    let more = survey::Question { code: code("备注"), scale: None, ..form.questions[0].clone() };
    form.questions.push(more);
    form
}

pub(crate) fn round(own: &str, kind: &str) -> Round {
    serde_json::from_value(serde_json::json!({
        "code": own, "name": {"zh": "九月", "en": "September"}, "questionnaire": "env",
        "version": 1, "kind": kind, "modes": ["visit"],
        "opens": "2026-09-01", "closes": "2026-11-30"
    }))
    .expect("a round")
}

pub(crate) fn scheme() -> ScoringScheme {
    serde_json::from_value(serde_json::json!({
        "code": "two", "version": 1, "name": "两级", "points": {"table": [100.0, 33.3]},
        "satisfied_top": 1
    }))
    .expect("a scheme")
}

/// A response with an id made from a number.
pub(crate) fn response(n: u128) -> Response {
    serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(n), "round": "R1", "unit": "T1", "mode": "visit",
        "interviewed_on": "2026-09-03", "started_at": "2026-09-03T01:02:03.000004Z",
        "ended_at": "2026-09-03T01:12:03Z", "respondent": "H-17", "stratum": "rural",
        "psu": "P3", "weight": 1.25, "answers": {"q1": "good", "备注": "河水有味道"},
        "not_asked": ["q2"]
    }))
    .expect("a response")
}

/// The same id with another answer.
pub(crate) fn differing(n: u128, answer: &str) -> Response {
    let mut response = response(n);
    response.answers.insert(code("q1"), answer.to_owned());
    response
}

pub(crate) fn attempt(n: u128, outcome: &str) -> ContactAttempt {
    serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(n), "round": "R1", "case": "H-17", "unit": "T1", "mode": "phone",
        "at": "2026-09-03T01:02:03Z", "outcome": outcome
    }))
    .expect("an attempt")
}
