//! Checks → agreement of each surveyor; interviews → signals of fieldwork.

mod agreement;
mod signals;
mod twin;

use std::collections::HashMap;

use store::Store;
use survey::{Code, UnitTree};

pub use self::agreement::{AgreementRequest, agreement};
pub use self::signals::{SignalRequest, SignalSubject};
use crate::FiguresError;

/// What people call the accounts.
fn names(store: &Store) -> Result<HashMap<Code, String>, FiguresError> {
    Ok(store.users()?.into_iter().map(|user| (user.name, user.display_name)).collect())
}

/// Whether a unit lies within some, or below.
fn is_within(tree: &UnitTree, unit: &str, within: Option<&[Code]>) -> bool {
    within.is_none_or(|within| {
        let place = tree.position(unit);
        place.is_some_and(|place| {
            tree.lineage(place).any(|above| within.contains(&tree.units()[above].code))
        })
    })
}
