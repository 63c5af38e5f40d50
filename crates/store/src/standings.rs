//! How the cases of a round stand: to be tried, agreed upon, in somebody's hands, closed. Counted by
//! the database, because a page asks again and again.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use diesel::dsl::count_star;
use diesel::prelude::*;
use jiff::Timestamp;
use survey::{Code, Mode};

use crate::cases::{APPOINTMENT, CLOSED};
use crate::connection::AnyConnection;
use crate::row::{count, micros, parse};
use crate::schema::cases;
use crate::{Store, StoreError};

/// How many cases of a unit stand how. Each is counted once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Code of the unit.
    pub unit: Code,
    /// The way of asking.
    pub mode: Mode,
    /// To be tried, and nobody holds them.
    pub open: u64,
    /// With an agreed time, and nobody holds them.
    pub appointments: u64,
    /// In somebody's hands.
    pub held: u64,
    /// Done with.
    pub closed: u64,
}

/// Unit, mode and state, and how many cases there are of them.
type Counted = (String, String, String, i64);

impl Store {
    /// How the cases of a round stand at a time, by unit and mode.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn standings(&self, round: &Code, now: Timestamp) -> Result<Vec<Standing>, StoreError> {
        let (all, held) = self.read(|conn| {
            conn.snapshot(|conn| {
                let all = counted(conn, round, None)?;
                Ok::<_, StoreError>((all, counted(conn, round, Some(micros(now)))?))
            })
        })?;
        let mut standings: BTreeMap<(String, String), Standing> = BTreeMap::new();
        for (unit, mode, state, cases) in all {
            let standing = match standings.entry((unit, mode)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) => {
                    let (unit, mode) = free.key();
                    let none = Standing::none(unit, mode)?;
                    free.insert(none)
                }
            };
            *standing.of(&state) += count(cases);
        }
        for (unit, mode, state, cases) in held {
            if let Some(standing) = standings.get_mut(&(unit, mode)) {
                standing.held += count(cases);
                let free = standing.of(&state);
                *free = free.saturating_sub(count(cases));
            }
        }
        Ok(standings.into_values().collect())
    }
}

impl Standing {
    fn none(unit: &str, mode: &str) -> Result<Self, StoreError> {
        let what = "a case";
        let (unit, mode) = (parse(unit, what)?, parse(mode, what)?);
        Ok(Self { unit, mode, open: 0, appointments: 0, held: 0, closed: 0 })
    }

    fn of(&mut self, state: &str) -> &mut u64 {
        match state {
            APPOINTMENT => &mut self.appointments,
            CLOSED => &mut self.closed,
            _ => &mut self.open,
        }
    }
}

/// Cases of a round; of those only that are held at a time, if one is given.
fn counted(
    conn: &mut AnyConnection,
    round: &Code,
    held_at: Option<i64>,
) -> Result<Vec<Counted>, StoreError> {
    let of_round = cases::table.filter(cases::round.eq(round.as_str()));
    let by = (cases::unit, cases::mode, cases::state);
    let told = (cases::unit, cases::mode, cases::state, count_star());
    Ok(match held_at {
        None => of_round.group_by(by).select(told).load(conn)?,
        Some(now) => {
            let held = of_round.filter(cases::held_until.gt(now)).filter(cases::state.ne(CLOSED));
            held.group_by(by).select(told).load(conn)?
        }
    })
}
