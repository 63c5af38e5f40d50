//! `manyi seal` and `manyi verify`: a period is closed, and whatever is not as it was is named.

use std::fmt::Write;

use std::fs;
use std::path::Path;

use insta::{assert_snapshot, with_settings};

use crate::support::Desk;

/// A quarter that is over.
const PERIOD: &str = "2024-Q3";

/// A desk with thirty interviews of each town, each month half of them, and a key of the quarter.
fn desk() -> Desk {
    let desk = Desk::with_survey();
    let round = "[[rounds]]\ncode = \"s\"\nname = \"二〇二四\"\nquestionnaire = \"environment\"\n\
                 version = 1\nmodes = [\"visit\"]\nopens = 2024-07-01\ncloses = 2024-09-30\n";
    desk.write("rounds.toml", round);
    desk.done(&["import", "rounds", "rounds.toml"]);
    import(&desk, "first.csv", 0..60);
    desk
}

fn import(desk: &Desk, name: &str, numbers: std::ops::Range<u32>) {
    let mut csv = "id,round,unit,mode,interviewed_on,started_at,ended_at,respondent,stratum,psu,weight,air,water\n".to_owned();
    for n in numbers {
        let (town, day) = (9901 + n % 2, if n % 4 < 2 { "2024-08-05" } else { "2024-09-05" });
        let (air, water) = (5 - n % 5, 1 + n % 3);
        let weight = f64::from(n % 3) * 0.1 + 0.7;
        let psu = n % 10;
        writeln!(
            csv,
            "00000000-0000-4000-8000-{n:012},s,{town},visit,{day},,,,h{town},p{psu},{weight},{air},{water}"
        )
        .expect("a text takes it");
    }
    desk.write(name, csv);
    desk.done(&["import", "responses", name]);
}

/// What differs from run to run is left out.
fn assert_told(name: &str, desk: &Desk, command: &[&str]) {
    let text = desk.run(command).transcript();
    with_settings!({filters => vec![
        (r"[0-9a-f]{64}", "[SHA-256]"),
        (r"\b[0-9a-f]{16}\b", "[DIGEST]"),
        (r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d\.\d+Z)?", "[TIME]"),
        (r"log is whole: \d+ entries", "log is whole: [N] entries"),
        (r"-{3,}|─+", "─"),
        (r" +", " "),
    ]}, {
        assert_snapshot!(name, text);
    });
}

/// Puts another text of the same length into the database behind the back of the program, where one stands
/// first, or wherever it stands.
fn tamper(desk: &Desk, there: &str, other: &str, everywhere: bool) {
    let (there, other) = (there.as_bytes(), other.as_bytes());
    assert_eq!(there.len(), other.len());
    let most = if everywhere { usize::MAX } else { 1 };
    let path = desk.path("manyi.db");
    let mut bytes = fs::read(&path).expect("the database");
    let found: Vec<usize> = (0..bytes.len() - there.len())
        .filter(|at| bytes[*at..].starts_with(there))
        .take(most)
        .collect();
    assert!(!found.is_empty(), "nothing to change");
    for at in found {
        bytes[at..at + other.len()].copy_from_slice(other);
    }
    fs::write(&path, bytes).expect("written");
}

#[test]
fn a_period_is_sealed_changed_and_sealed_again() {
    let desk = desk();
    assert_told("seal_running", &desk, &["seal", "2999"]);
    assert_told("seal_first", &desk, &["seal", PERIOD]);
    assert_told("seal_twice", &desk, &["seal", PERIOD, "--reason", "again"]);
    assert_told("seal_without_reason", &desk, &["seal", PERIOD]);
    assert_told("verify_same", &desk, &["verify", PERIOD]);

    import(&desk, "late.csv", 60..62);
    let withdrawn = "00000000-0000-4000-8000-000000000007";
    desk.done(&["response", "withdraw", withdrawn, "--reason", "本人要求"]);
    let findings = desk.run(&["verify", PERIOD, "--format", "csv"]);
    assert_eq!(findings.code, 1);
    let rows = |cause: &str| {
        let cause = format!(",{cause},");
        let rows = findings.stdout.lines().filter(|row| row.contains(&cause));
        rows.filter(|row| row.contains(",responses/")).count()
    };
    assert_eq!((rows("late"), rows("recorded"), rows("unexplained")), (2, 1, 0));
    let withdrawal = findings.stdout.lines().find(|row| row.contains(withdrawn)).expect("a row");
    assert!(withdrawal.contains(",removed,recorded,"), "{withdrawal}");
    assert!(withdrawal.ends_with(",command line,本人要求,"), "{withdrawal}");
    assert!(findings.stderr.contains("make revision 2"), "{}", findings.stderr);

    assert_told("seal_second", &desk, &["seal", PERIOD, "--reason", "补录两份"]);
    assert_told("seal_list", &desk, &["seal", "list", "--format", "table"]);
    assert_told("verify_all", &desk, &["verify"]);
    // The one before is history: what it was, and how it differs.
    assert_eq!(desk.run(&["verify", PERIOD, "--revision", "1"]).code, 1);
    assert_eq!(desk.run(&["verify", PERIOD, "--revision", "3"]).code, 2);
    let manifest = desk.done(&["seal", "show", PERIOD, "--revision", "1"]);
    assert!(manifest.starts_with(r#"{"form":1,"number":1,"#), "{manifest}");
    let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&manifest));
    let listed = desk.done(&["seal", "list", "--format", "csv"]);
    assert!(listed.contains(&digest), "{listed}");
    let published = ["verify", PERIOD, "--digest", &digest];
    assert_eq!(desk.run(&published).code, 1, "that was the first");
    assert_eq!(desk.run(&[&published[..], &["--revision", "1"]].concat()).code, 1);
}

#[test]
fn an_answer_that_was_changed_in_the_file_is_named() {
    let desk = desk();
    desk.done(&["seal", PERIOD]);
    tamper(&desk, r#"{"answers":{"air":"5""#, r#"{"answers":{"air":"1""#, false);
    let found = desk.run(&["verify", "--format", "csv"]);
    assert_eq!(found.code, 1, "{}", found.stderr);
    let named: Vec<_> = found.stdout.lines().filter(|row| row.contains(",unexplained,")).collect();
    assert_eq!(named.len(), 1, "{}", found.stdout);
    assert!(named[0].starts_with("2024-Q3,1,responses/2024-0"), "{}", named[0]);
    assert!(named[0].contains(",changed,unexplained,"), "{}", named[0]);
    assert!(found.stdout.contains(",index/environment/"), "figures follow: {}", found.stdout);
    assert!(found.stderr.contains("2024-Q3 r1 is NOT as it was sealed"), "{}", found.stderr);
    let refused = desk.run(&["seal", PERIOD, "--reason", "x"]);
    assert_eq!(refused.code, 3, "{}", refused.stderr);
}

#[test]
fn what_counts_for_a_year_is_named_in_words_when_it_was_changed() {
    let desk = desk();
    let report = |topic, day| {
        let what =
            ["publicity", "add", "--channel", "日报", "--kind", "good_news", "--unit", "9901"];
        desk.done(&[&what[..], &["--topic", topic, "--published-on", day]].concat());
    };
    let aim = |index| desk.done(&["aim", "set", "2024", "--index", index, "--source", "区发五号"]);
    report("河道清淤", "2024-08-03");
    aim("90");
    desk.done(&["seal", "2024"]);
    report("公园开放", "2025-01-01");
    desk.done(&["verify", "2024"]);

    report("垃圾分类", "2024-12-31");
    aim("91");
    let told = desk.run(&["verify", "2024", "--format", "csv"]);
    let lines: Vec<_> = told.stdout.lines().skip(1).collect();
    assert_eq!(lines.len(), 2, "{}", told.stdout);
    assert!(lines[0].starts_with("2024,1,aims,2024/"), "{}", lines[0]);
    assert!(lines[0].contains(",changed,recorded,"), "{}", lines[0]);
    assert!(
        lines[1].contains(",publicity,") && lines[1].contains(",added,recorded,"),
        "{}",
        lines[1]
    );
    desk.done(&["seal", "2024", "--reason", "年底补录"]);
    desk.done(&["verify", "2024"]);

    // Whoever rewrites the log alike breaks its chain.
    tamper(&desk, "河道清淤", "河道污染", true);
    let told = desk.run(&["verify", "2024", "--format", "table", "--lang", "zh-CN"]);
    assert_eq!(told.code, 1);
    let line = |name: &str| told.stdout.lines().find(|line| line.contains(name));
    for (name, change) in [("宣传报道", "无记录"), ("审计日志", "无记录")] {
        let found = line(name).unwrap_or_else(|| panic!("{name}: {}", told.stdout));
        assert!(found.contains("已改") && found.contains(change), "{found}");
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            let inner = path.file_name().expect("a name").to_string_lossy().into_owned();
            names.extend(files(&path).into_iter().map(|name| format!("{inner}/{name}")));
        } else {
            names.push(path.file_name().expect("a name").to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

#[test]
fn the_files_of_a_seal_say_the_same_without_the_database() {
    let desk = desk();
    desk.done(&["seal", PERIOD, "--folder", "seals"]);
    let folder = desk.path("seals").join("2024-Q3-r1");
    assert_snapshot!("seal_files", files(&folder).join("\n"));
    desk.done(&["verify", PERIOD, "--folder", "seals"]);

    // The sealed table is what `score` prints, byte for byte: from the database, and years later from
    // the sealed files alone.
    let table = "index/2024-Q3-environment-five_100_80_60_30_0@1.csv";
    let sealed = fs::read_to_string(folder.join(table)).expect("a table");
    let score = ["score", "--period", PERIOD, "--scheme", "five_100_80_60_30_0", "--format", "csv"];
    assert_eq!(desk.done(&score), sealed);
    let at = |name: &str| folder.join(name).display().to_string();
    let august = at("cubes/2024-08-environment-official.parquet");
    let september = at("cubes/2024-09-environment-official.parquet");
    desk.done(&["cube", "merge", &august, &september, "-o", "quarter.parquet"]);
    let (units, form) = (at("units.csv"), at("questionnaires/environment@1.toml"));
    let alone = ["--cube", "quarter.parquet", "--units", &units, "--form", &form];
    assert_eq!(desk.done(&[&score[..], &alone].concat()), sealed);

    for (name, change) in [
        (table, "changed"),
        ("answers/2024-09-environment-official.parquet", "changed"),
        ("listings/units.txt", "changed"),
        ("seal.json", "changed"),
        ("SHA256SUMS", "changed"),
        ("units.csv", "removed"),
    ] {
        let path = folder.join(name);
        let whole = fs::read(&path).expect("a file");
        if change == "removed" {
            fs::remove_file(&path).expect("removed");
        } else {
            let mut bytes = whole.clone();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(&path, bytes).expect("changed");
        }
        let found = desk.run(&["verify", PERIOD, "--folder", "seals", "--format", "csv"]);
        assert_eq!(found.code, 1, "{name}");
        let wanted = format!("2024-Q3,1,files,{name},{change},unexplained,");
        assert!(found.stdout.contains(&wanted), "{name}: {}", found.stdout);
        fs::write(&path, whole).expect("restored");
    }
    desk.done(&["verify", PERIOD, "--folder", "seals"]);
    let elsewhere = desk.run(&["verify", PERIOD, "--folder", "nowhere"]);
    assert_eq!(elsewhere.code, 2, "{}", elsewhere.stderr);
    // Nothing is written over.
    import(&desk, "late.csv", 60..61);
    fs::create_dir(desk.path("seals").join("2024-Q3-r2")).expect("a folder");
    let again = ["seal", PERIOD, "--reason", "x", "--folder", "seals"];
    let refused = desk.run(&again);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert_eq!(desk.done(&["seal", "list", "--format", "csv"]).lines().count(), 2);
    assert_eq!(files(&desk.path("seals")).iter().filter(|name| name.starts_with('.')).count(), 0);
}

/// What stands in a file's place and is none, or stands beside the files, is named and never read.
#[cfg(unix)]
#[test]
fn what_is_no_file_of_a_seal_is_named() {
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let desk = desk();
    desk.done(&["seal", PERIOD, "--folder", "seals"]);
    let folder = desk.path("seals").join("2024-Q3-r1");
    let named = |rows: &[&str]| {
        let found = desk.run(&["verify", PERIOD, "--folder", "seals", "--format", "csv"]);
        assert_eq!(found.code, 1, "{}", found.stderr);
        for row in rows {
            let wanted = format!("2024-Q3,1,files,{row},unexplained,");
            assert!(found.stdout.contains(&wanted), "{row}: {}", found.stdout);
        }
        assert_eq!(found.stdout.matches(",files,").count(), rows.len(), "{}", found.stdout);
    };
    for name in ["extra.txt", "cubes/extra.parquet"] {
        fs::write(folder.join(name), "x").expect("written");
    }
    fs::create_dir(folder.join("more")).expect("a folder");
    symlink("/", folder.join("index/root")).expect("a link");
    named(&["cubes/extra.parquet,added", "extra.txt,added", "index/root,added", "more,added"]);
    for name in ["extra.txt", "cubes/extra.parquet", "index/root"] {
        fs::remove_file(folder.join(name)).expect("removed");
    }
    fs::remove_dir(folder.join("more")).expect("removed");

    for name in ["units.csv", "rounds.json", "schemes.json"] {
        fs::remove_file(folder.join(name)).expect("removed");
    }
    symlink("/dev/zero", folder.join("units.csv")).expect("a link");
    fs::create_dir(folder.join("rounds.json")).expect("a folder");
    let pipe = Command::new("mkfifo").arg(folder.join("schemes.json")).status().expect("mkfifo");
    assert!(pipe.success());
    named(&["units.csv,changed", "rounds.json,changed", "schemes.json,changed"]);
}

#[test]
fn a_seal_holds_with_kept_sums_and_on_another_backend() {
    let desk = desk();
    desk.done(&["cube", "build"]);
    desk.done(&["seal", PERIOD]);
    desk.done(&["verify", PERIOD]);
    if let Some(database) = testcluster::database() {
        desk.done(&["migrate-database", "sqlite://manyi.db", &database]);
        desk.done(&["verify", PERIOD, "--database", &database]);
    }
}
