//! The same survey in both databases gives the same bytes.

use crate::support::Desk;

const RESPONSES: &str = "\
id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water
00000000-0000-4000-8000-000000000001,r,9901,visit,2026-09-01,,,,东,v1,1.1,5,4
00000000-0000-4000-8000-000000000002,r,9901,visit,2026-09-01,,,,东,v2,1.3,4,8
00000000-0000-4000-8000-000000000003,r,9901,visit,2026-08-02,,,,西,Ω,0.7,1,2
00000000-0000-4000-8000-000000000004,r,9902,visit,2026-08-02,,,,西,ä,0.1,3,3
00000000-0000-4000-8000-000000000005,r,9902,visit,2026-07-03,,,,,,1,2,
00000000-0000-4000-8000-000000000006,r,9902,visit,2026-07-03,,,,,,1,8,8
";

fn import(desk: &Desk, database: &str) {
    desk.write("responses.csv", RESPONSES);
    desk.done(&["--database", database, "init"]);
    for (what, file) in
        [("units", "units.csv"), ("questionnaire", "q.toml"), ("rounds", "rounds.toml")]
    {
        desk.done(&["--database", database, "import", what, file]);
    }
    desk.done(&["--database", database, "import", "responses", "responses.csv"]);
}

#[test]
fn figures_and_exports_do_not_depend_on_the_database() {
    let Some(postgres) = testcluster::database() else { return };
    let desk = Desk::with_survey();
    import(&desk, &postgres);
    import(&desk, "sqlite://manyi.db");
    for database in [postgres.as_str(), "sqlite://manyi.db"] {
        desk.done(&["--database", database, "cube", "build"]);
    }
    for command in [
        &["score", "--period", "months", "--suppress-below", "0", "--format", "csv"][..],
        &["score", "--period", "2026-Q3", "--by", "question", "--format", "json"],
        &["rank", "--level", "town", "--min-n", "1", "--suppress-below", "0", "--format", "csv"],
        &["export", "responses", "--period", "2026-Q3"],
        &["cube", "check", "--format", "csv"],
    ] {
        let run = |database: &str| desk.done(&[&["--database", database], command].concat());
        let of_postgres = run(&postgres);
        assert!(of_postgres.lines().count() > 1, "{of_postgres}");
        assert_eq!(of_postgres, run("sqlite://manyi.db"), "{command:?}");
    }
}

#[test]
fn everything_moves_to_postgres_and_back() {
    let (Some(first), Some(taken)) = (testcluster::database(), testcluster::database()) else {
        return;
    };
    let desk = Desk::with_survey();
    import(&desk, "sqlite://manyi.db");
    let moved = desk.done(&["migrate-database", "sqlite://manyi.db", &first, "--format", "csv"]);
    let back = desk.done(&["migrate-database", &first, "sqlite://back.db", "--format", "csv"]);
    assert_eq!(moved, back);
    assert!(moved.contains("responses,6,"), "{moved}");
    let export = |database: &str| desk.done(&["--database", database, "export", "responses"]);
    assert_eq!(export("sqlite://manyi.db"), export("sqlite://back.db"));

    let refused = desk.run(&["migrate-database", "sqlite://manyi.db", "sqlite://back.db"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("holds a survey already"), "{}", refused.stderr);
    let missing = desk.run(&["--database", &taken, "rank", "--level", "town"]);
    assert_eq!(missing.code, 3, "{}", missing.stderr);
    assert!(missing.stderr.contains("manyi init"), "{}", missing.stderr);
}

#[test]
fn a_backup_is_restored_to_either_database() {
    let desk = Desk::with_survey();
    import(&desk, "sqlite://manyi.db");
    desk.done(&["user", "add", "limin", "--role", "analyst"]);
    let held = desk.done(&["backup", "copy.db", "--format", "csv"]);
    assert!(held.contains("responses,6,") && held.contains("users,1,"), "{held}");
    let again = desk.run(&["backup", "copy.db"]);
    assert_eq!(again.code, 2, "{}", again.stderr);
    assert!(again.stderr.contains("there is a file already"), "{}", again.stderr);
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(desk.path("copy.db")).expect("a file");
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o077, 0);
    }
    let before = std::fs::read(desk.path("copy.db")).expect("a file");
    let export = |database: &str| desk.done(&["--database", database, "export", "responses"]);
    let fresh = std::iter::once("sqlite://fresh.db".to_owned());
    for database in fresh.chain(testcluster::database()) {
        let restored =
            desk.done(&["restore", "copy.db", "--database", &database, "--format", "csv"]);
        assert_eq!(restored, held, "{database}");
        assert_eq!(export(&database), export("sqlite://manyi.db"));
        assert_eq!(desk.run(&["verify", "--database", &database]).code, 0);
        let twice = desk.run(&["restore", "copy.db", "--database", &database]);
        assert_eq!(twice.code, 2, "{}", twice.stderr);
    }
    assert_eq!(std::fs::read(desk.path("copy.db")).expect("a file"), before);
    let none = desk.run(&["restore", "nothing.db", "--database", "sqlite://other.db"]);
    assert_eq!(none.code, 3, "{}", none.stderr);
    assert!(!desk.path("other.db").exists());
}

#[test]
fn a_password_is_never_printed() {
    let desk = Desk::new();
    for command in [&["init"][..], &["rank", "--level", "town"]] {
        let url = "postgres://office:secret@127.0.0.1:1/survey";
        let ran = desk.run(&[&["--database", url], command].concat());
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        assert!(ran.stderr.contains("office@127.0.0.1:1/survey"), "{}", ran.stderr);
        assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
    }
}
