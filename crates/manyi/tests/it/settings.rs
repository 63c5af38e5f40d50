//! Settings from flags, the environment and a file.

use insta::assert_snapshot;

use crate::support::Desk;

const FILE: &str = r#"
database = "postgres://office:secret@db/survey?password=secret"
lang = "en"

[serve]
listen = "127.0.0.1:9000"
public_host = "survey.example:443"
log = true
"#;

#[test]
fn what_is_nearer_goes_first_and_is_named() {
    let desk = Desk::new();
    desk.write("manyi.toml", FILE);
    let variables = [
        ("MANYI_CONFIG", "manyi.toml"),
        ("MANYI_LISTEN", "127.0.0.1:9001"),
        ("MANYI_LANG", "zh"),
        ("MANYI_FONT", "a.ttf"),
        ("MANYI_LOG", "0"),
    ];
    let show = |flags: &[&str]| desk.run_with(&variables, &[&["config", "show"], flags].concat());
    let flags = ["--lang", "en", "--font", "b.ttf", "--log"];
    assert_snapshot!("in_force_csv", show(&flags).transcript());
    assert_snapshot!("in_force_table", show(&["--format", "table"]).transcript());
    let json = show(&["--format", "json", "--lang", "en"]).stdout;
    let rows: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(rows[1]["setting"], "database");
    assert_eq!(rows[1]["value"], "postgres://office@db/survey");
    assert_eq!(rows[1]["place"], "manyi.toml:2");
}

#[test]
fn no_file_is_read_that_nobody_named() {
    let desk = Desk::new();
    desk.write("manyi.toml", FILE);
    assert_snapshot!("defaults", desk.run(&["config", "show", "--format", "csv"]).transcript());
}

#[test]
fn a_file_holds_for_every_command() {
    let desk = Desk::new();
    desk.write("here.toml", "database = \"sqlite://here.db\"\n");
    desk.done(&["--config", "here.toml", "init"]);
    desk.done(&["export", "units", "--config", "here.toml"]);
    assert!(desk.path("here.db").exists() && !desk.path("manyi.db").exists());
    desk.done(&["init", "--config", "here.toml", "--database", "sqlite://there.db"]);
    assert!(desk.path("there.db").exists());
}

#[test]
fn a_file_that_can_not_be_is_refused_by_line() {
    let desk = Desk::new();
    desk.write("bad.toml", "langs = \"en\"\n\n[serve]\nlisten = \"localhost:80\"\nlog = 1\n");
    assert_snapshot!("bad_file", desk.run(&["init", "--config", "bad.toml"]).transcript());
    assert!(!desk.path("manyi.db").exists());
    let missing = desk.run(&["init", "--config", "none.toml"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("none.toml"), "{}", missing.stderr);
}

#[test]
fn a_variable_that_can_not_be_is_named() {
    let desk = Desk::new();
    for (variable, value, reason) in [
        ("MANYI_LANG", "klingon", "use zh-CN or en"),
        ("MANYI_LISTEN", "8080", "write IP:PORT"),
        ("MANYI_LOG", "maybe", "write true or false"),
    ] {
        let ran = desk.run_with(&[(variable, value)], &["serve"]);
        let named = ran.stderr.starts_with(&format!("manyi: {variable}: "));
        assert!(ran.code == 2 && named && ran.stderr.contains(reason), "{}", ran.stderr);
    }
    let typed = desk.run_with(&[("MANYI_LANG", "en")], &["init", "--lang", "klingon"]);
    assert!(typed.code == 2 && typed.stderr.contains("--lang <LANG>"), "{}", typed.stderr);
}

#[test]
fn help_shows_no_password() {
    let url = [("MANYI_DATABASE", "postgres://office:secret@db/survey")];
    let help = Desk::new().run_with(&url, &["serve", "--help"]);
    assert!(help.stdout.contains("MANYI_DATABASE") && !help.stdout.contains("secret"));
}

#[test]
fn tls_that_can_not_be_is_refused_with_the_way_out() {
    let desk = Desk::with_database();
    desk.write("half.toml", "[serve]\ntls_cert = \"cert.pem\"\n");
    let pair = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    for (options, reason) in [
        (&["--config", "half.toml"][..], "--tls-cert is nothing without --tls-key"),
        (&["--tls-key", "key.pem"], "--tls-key is nothing without --tls-cert"),
        (&["--listen", "0.0.0.0:0"], "give --tls-cert and --tls-key"),
        (&[&pair[..], &["--listen", "0.0.0.0:0"]].concat(), "give with --public-host the name"),
        (&pair, "TLS: cert.pem: "),
        (&["--public-host", "https://survey.example"], "without https://"),
        (&["--listen", "8080"], "write IP:PORT"),
    ] {
        let ran = desk.run(&[&["serve"], options].concat());
        assert_eq!(ran.code, 2, "{options:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(reason), "{options:?}: {}", ran.stderr);
    }
}
