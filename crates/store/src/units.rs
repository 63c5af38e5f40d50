//! Units and their tree.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use serde_json::json;
use survey::{Unit, UnitTree};

use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::UnitRow;
use crate::schema::units;
use crate::writer::Written;
use crate::{Store, StoreError};

/// What a list of units did to the ones that were there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Not there before.
    pub added: usize,
    /// There with the same content.
    pub unchanged: usize,
    /// There with other content, now changed.
    pub updated: usize,
}

impl Store {
    /// Adds units and updates those that are there. None is ever removed, because responses
    /// refer to them: a unit that ends gets a `valid_to`.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] with every problem when old and new units together make no tree;
    /// then nothing is changed.
    pub fn put_units(&self, units: &[Unit]) -> Result<Changes, StoreError> {
        let given = units.to_vec();
        self.writer.write(move |conn| put(conn, &given))
    }

    /// All units, in the order in which they were first given.
    ///
    /// # Errors
    /// When the database cannot be read or someone broke the tree by hand.
    pub fn unit_tree(&self) -> Result<UnitTree, StoreError> {
        self.read(tree)
    }
}

fn stored(conn: &mut AnyConnection) -> Result<Vec<UnitRow>, StoreError> {
    let rows = units::table
        .order((units::position, units::code))
        .select(UnitRow::as_select())
        .load(conn)?;
    Ok(rows)
}

pub(crate) fn tree(conn: &mut AnyConnection) -> Result<UnitTree, StoreError> {
    tree_of(stored(conn)?.into_iter().map(UnitRow::into_unit))
}

/// The first of these codes that is no unit, as an error.
pub(crate) fn require<'a>(
    conn: &mut AnyConnection,
    codes: impl Iterator<Item = &'a str>,
) -> Result<(), StoreError> {
    let known: HashSet<String> = units::table.select(units::code).load(conn)?.into_iter().collect();
    let missing = codes.into_iter().find(|code| !known.contains(*code));
    missing.map_or(Ok(()), |code| Err(StoreError::UnknownUnit { code: code.to_owned() }))
}

fn tree_of(units: impl Iterator<Item = Result<Unit, StoreError>>) -> Result<UnitTree, StoreError> {
    UnitTree::new(units.collect::<Result<_, _>>()?)
        .map_err(|problems| StoreError::Invalid { what: "units".to_owned(), problems })
}

fn put(conn: &mut AnyConnection, given: &[Unit]) -> Result<Written<Changes>, StoreError> {
    let stored = stored(conn)?;
    check(given, &stored)?;
    let mut next = stored.iter().map(|row| row.position + 1).max().unwrap_or(0);
    let known: HashMap<&str, &UnitRow> =
        stored.iter().map(|row| (row.code.as_str(), row)).collect();
    let mut changes = Changes::default();
    for unit in given {
        let old = known.get(unit.code.as_str());
        let new = UnitRow::new(unit, old.map_or(next, |old| old.position));
        match old {
            None => {
                diesel::insert_into(units::table).values(new).execute(conn)?;
                next += 1;
                changes.added += 1;
            }
            Some(old) if **old == new => changes.unchanged += 1,
            Some(_) => {
                diesel::update(units::table.find(&new.code)).set(&new).execute(conn)?;
                changes.updated += 1;
            }
        }
    }
    let changed = changes.added + changes.updated > 0;
    if changed {
        let detail = json!({"added": changes.added, "updated": changes.updated});
        let entry = Entry::of_command_line(Action::UnitsChanged, &"units", detail);
        audit::append(conn, &entry)?;
    }
    Ok(Written { value: changes, changed })
}

/// The given units and those they leave untouched must make one tree. The given ones come first,
/// so that `/units/3` in a problem is the fourth line of the input.
fn check(given: &[Unit], stored: &[UnitRow]) -> Result<(), StoreError> {
    let replaced: HashSet<&str> = given.iter().map(|unit| unit.code.as_str()).collect();
    let untouched = stored.iter().filter(|row| !replaced.contains(row.code.as_str()));
    tree_of(given.iter().cloned().map(Ok).chain(untouched.cloned().map(UnitRow::into_unit)))
        .map(drop)
}
