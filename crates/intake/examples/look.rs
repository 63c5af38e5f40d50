//! Serves the invented district of `fixtures/`, to look at the pages:
//! `cargo run -p intake --example look -- [PORT]`.

use std::error::Error;
use std::io::{Write, stderr};
use std::net::SocketAddr;
use std::path::Path;

use exchange::{
    Target, open_own_responses, read_questionnaire, read_rounds, read_schemes, read_units,
};
use intake::{ServeConfig, bind};
use store::{ImportSource, NewUser, Store};
use survey::{Grant, Role};

/// Lets in once. The database goes when the program ends.
const LINK: &str = "look";

fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).map_or(Ok(8080), |port| port.parse())?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(&format!("sqlite://{}", folder.path().join("look.db").display()))?;
    fill(&store, &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"))?;
    let grants = Role::ALL.map(|role| Grant { role, unit: None }).to_vec();
    let (name, display_name) = ("look".parse()?, "示例用户".to_owned());
    store.by("test").add_user(&NewUser { name, display_name, grants, must_change: false })?;
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    store.by("test").add_link(&intake::token_digest(LINK), "look", soon)?;
    let listen = SocketAddr::from(([127, 0, 0, 1], port));
    let report = |fault: &str| drop(writeln!(stderr(), "{fault}"));
    let server = bind(store, ServeConfig { listen, report, ..ServeConfig::default() })?;
    writeln!(stderr(), "{}/sign-in?link={LINK}", server.url())?;
    Ok(server.run_blocking()?)
}

fn fill(store: &Store, fixtures: &Path) -> Result<(), Box<dyn Error>> {
    let district = fixtures.join("district");
    for scheme in read_schemes(&fixtures.join("schemes.toml"))? {
        store.publish_scoring_scheme(&scheme)?;
    }
    let questionnaire = read_questionnaire(&district.join("questionnaire.toml"))?;
    store.publish_questionnaire(&questionnaire)?;
    let rounds = read_rounds(&district.join("rounds.toml"))?;
    for round in &rounds {
        store.put_round(round)?;
    }
    store.put_units(&read_units(&district.join("units.csv"))?.0)?;
    let units = store.unit_tree()?;
    let target = Target { questionnaire: &questionnaire, rounds: &rounds, units: &units };
    let file = district.join("responses.csv");
    let mut import = store.begin_import(ImportSource {
        file_name: "responses.csv".to_owned(),
        file_digest: String::new(),
        mapping: None,
    })?;
    let mut chunk = Vec::new();
    for row in open_own_responses(&file, target)? {
        if let exchange::responses::Row::Accepted { response, .. } = row? {
            chunk.push(response);
        }
    }
    import.add(&chunk)?;
    import.commit(0)?;
    Ok(())
}
