//! A small survey, and the service on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use intake::{new_token, token_digest};
use jiff::{SignedDuration, Timestamp};
use store::{COMMAND_LINE, NewSession, NewUser, SessionKind, Store};
use survey::{Grant, Role};

use crate::{ANSWERS, Outcome};

/// A survey of 24 questions in one town, and the token of a surveyor.
pub(crate) fn prepare(store: &Store) -> Outcome<String> {
    let town = serde_json::json!({"code": "T1", "name": "镇", "level": "town"});
    store.put_units(&[serde_json::from_value(town)?])?;
    let question = |n| serde_json::json!({"code": format!("q{n}"), "text": "满意吗？", "category": "c", "scale": "s"});
    let questions: Vec<_> = (0..ANSWERS).map(question).collect();
    store.publish_questionnaire(&serde_json::from_value(serde_json::json!({
        "code": "env", "version": 1, "title": "问卷", "questions": questions,
        "scheme": {"code": "k", "name": "类别", "categories": [{"code": "c", "name": "类"}]},
        "scales": [{"code": "s", "options": [
            {"code": "5", "label": "很满意"}, {"code": "4", "label": "满意"},
            {"code": "3", "label": "一般"}, {"code": "2", "label": "不满意", "negative": true}
        ]}]
    }))?)?;
    store.put_round(&serde_json::from_value(serde_json::json!({
        "code": "R1", "name": "轮", "questionnaire": "env", "version": 1, "modes": ["visit"],
        "opens": "2026-01-01", "closes": "2026-12-31"
    }))?)?;
    let (name, display_name) = ("load".parse()?, "load".to_owned());
    let grants = vec![Grant { role: Role::Surveyor, unit: Some("T1".parse()?) }];
    let user = NewUser { name, display_name, grants, must_change: false };
    store.by(COMMAND_LINE).add_user(&user)?;
    let token = new_token();
    store.by(COMMAND_LINE).open_session(&NewSession {
        digest: token_digest(&token),
        user: "load".to_owned(),
        kind: SessionKind::Device,
        label: "load".to_owned(),
        rights: None,
        expires_at: Timestamp::now() + SignedDuration::from_hours(1),
    })?;
    Ok(token)
}

/// Starts the service and waits until it says where it listens.
pub(crate) fn serve(manyi: &str, database: &str) -> Outcome<(Child, String)> {
    let mut service = Command::new(manyi)
        .args(["serve", "--listen", "127.0.0.1:0", "--database", database])
        .stderr(Stdio::piped())
        .spawn()?;
    let mut told = BufReader::new(service.stderr.take().ok_or("no pipe")?);
    let mut line = String::new();
    while !line.contains("http://") {
        line.clear();
        if told.read_line(&mut line)? == 0 {
            return Err("the service did not start".into());
        }
    }
    // Read on, or the service would wait for someone who does.
    thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    let rest = line.split("http://").nth(1).unwrap_or_default();
    Ok((service, rest.split('/').next().unwrap_or_default().to_owned()))
}
