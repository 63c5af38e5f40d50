//! `manyi init`: a new database with the scoring schemes, the calendar and the rules that ship with the product.

use store::Store;
use survey::ScoringScheme;

use crate::error::{Failure, Outcome};
use crate::output::Talk;

const SCHEMES: &str = include_str!("../../../../fixtures/schemes.toml");

pub(super) fn run(database: &str, talk: &Talk) -> Result<Outcome, Failure> {
    let store = prepare(database)?;
    let database = store.shown();
    talk.say(format!("{database} is ready. Next: manyi import units FILE, or manyi import responses FILE --mapping FILE"));
    Ok(Outcome::Done)
}

/// Makes the database, or finds it, publishes the schemes, says which days are worked and puts the rules
/// of supervision in force. Doing so twice changes nothing.
pub(super) fn prepare(database: &str) -> Result<Store, Failure> {
    let store = Store::open(database)?;
    for scheme in shipped_schemes()? {
        store.publish_scoring_scheme(&scheme)?;
    }
    super::calendar::prepare(&store)?;
    super::order::prepare(&store)?;
    Ok(store)
}

/// The scoring schemes that ship with the product.
pub(super) fn shipped_schemes() -> Result<Vec<ScoringScheme>, Failure> {
    Ok(exchange::settings::parse_schemes(SCHEMES, "fixtures/schemes.toml")?)
}
