//! Accounts from the command line.

use crate::support::Desk;

#[test]
fn an_account_is_made_listed_changed_and_closed() {
    let desk = Desk::with_survey();
    let link =
        desk.run(&["user", "add", "limin", "--display-name", "李敏", "--role", "surveyor@9901"]);
    assert_eq!(link.code, 0, "{}", link.stderr);
    let token = link.stdout.trim().strip_prefix("/sign-in?link=").expect("a link");
    assert_eq!(token.len(), 64);
    assert!(link.stderr.contains("surveyor@9901"), "{}", link.stderr);
    desk.done(&["user", "add", "zhang", "--role", "administrator", "--role", "leader"]);
    let last = desk.run(&["user", "roles", "zhang", "auditor"]);
    assert_eq!(last.code, 2, "{}", last.stderr);
    assert!(last.stderr.contains("make another one first"), "{}", last.stderr);
    desk.done(&["user", "add", "chief", "--role", "administrator"]);
    desk.done(&["user", "roles", "zhang", "auditor"]);
    desk.done(&["user", "disable", "zhang"]);
    let list = desk.done(&[
        "user",
        "list",
        "--format",
        "csv",
        "--columns",
        "name,display_name,roles,state",
    ]);
    assert_eq!(
        list,
        "name,display_name,roles,state\n\
         chief,chief,administrator,no password yet\n\
         limin,李敏,surveyor@9901,no password yet\n\
         zhang,zhang,auditor,disabled\n"
    );
    let token =
        desk.done(&["user", "token", "limin", "--rights", "responses:write", "--days", "30"]);
    assert_eq!(token.trim().len(), 64);
    let reset = desk.run(&["user", "reset-second-factor", "limin"]);
    assert!(reset.stderr.contains("there was no second factor"), "{}", reset.stderr);
    assert!(desk.run(&["user", "sign-out", "limin"]).stderr.contains("ended: 1"));
    // What lets in stands nowhere in the database.
    let database = std::fs::read(desk.path("manyi.db")).expect("a file");
    let log = std::fs::read(desk.path("manyi.db-wal")).unwrap_or_default();
    for secret in [link.stdout.trim(), token.trim()] {
        let secret = secret.trim_start_matches("/sign-in?link=").as_bytes();
        for file in [&database, &log] {
            assert!(!file.windows(secret.len()).any(|part| part == secret));
        }
    }
}

#[test]
fn what_can_not_be_is_refused_by_name() {
    let desk = Desk::with_survey();
    desk.done(&["user", "add", "limin", "--role", "surveyor"]);
    for (command, code, reason) in [
        (&["user", "add", "limin"][..], 2, "there is a user limin already"),
        (&["user", "add", "wang", "--role", "king"], 2, "there is no role"),
        (
            &["user", "add", "wang", "--role", "leader@nowhere"],
            2,
            "unit nowhere is not in the database",
        ),
        (&["user", "add", "wang", "--display-name", "\u{1b}[31m"], 2, "control characters"),
        (&["user", "roles", "nobody", "leader"], 2, "there is no user nobody"),
        (&["user", "token", "limin", "--rights", "everything"], 2, "there is no right"),
        (&["user", "token", "limin", "--rights", "audit:read"], 2, "has no role that gives"),
    ] {
        let ran = desk.run(command);
        assert_eq!(ran.code, code, "{command:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(reason), "{command:?}: {}", ran.stderr);
    }
}

#[test]
fn the_audit_log_tells_what_was_done_and_is_checked() {
    let desk = Desk::with_survey();
    desk.done(&["user", "add", "limin", "--role", "surveyor"]);
    desk.done(&["export", "units"]);
    let columns = ["--format", "csv", "--columns", "seq,actor,action,subject"];
    let log = desk.done(&[&["audit", "--after", "2"][..], &columns].concat());
    for entry in ["round_put,r", "user_added,limin", "link_made,limin", "exported,units"] {
        assert!(log.contains(&format!("command line,{entry}\n")), "{log}");
    }
    let whole = desk.run(&["verify"]);
    assert_eq!(whole.code, 0, "{}", whole.stderr);
    assert!(whole.stderr.contains("the audit log is whole"), "{}", whole.stderr);
}
