//! Aims: what a unit is to reach in a year, and by which document.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::vouched::Goal;
use survey::{Code, Problem};

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros, parse};
use crate::schema::aims;
use crate::writer::Written;
use crate::{Change, Store, StoreError, units};

/// What a unit is to reach in a year.
#[derive(Debug, Clone, PartialEq)]
pub struct Aim {
    /// Calendar year.
    pub year: i32,
    /// Code of the unit. An aim holds for the units below that have none of their own.
    pub unit: Code,
    /// The index to reach, 0 to 100.
    pub index: Option<f64>,
    /// A place among units of elsewhere.
    pub place: Option<Place>,
    /// The document that says so.
    pub source: Option<String>,
}

/// A place among units that are not surveyed here. Only the level above can tell who has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// This or better.
    pub rank: u32,
    /// Of so many, where that is known.
    pub out_of: Option<u32>,
    /// Among whom, such as 全市.
    pub field: String,
}

/// An aim with who set it.
#[derive(Debug, Clone, PartialEq)]
pub struct SetAim {
    /// What is to be reached.
    pub aim: Aim,
    /// Who set it.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = aims, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AimRow {
    year: i64,
    unit: String,
    index_target: Option<f64>,
    place: Option<i64>,
    out_of: Option<i64>,
    field: Option<String>,
    source: Option<String>,
    set_by: String,
    set_at: i64,
}

impl AimRow {
    fn new(aim: &Aim, by: &str) -> Self {
        let place = aim.place.as_ref();
        Self {
            year: aim.year.into(),
            unit: aim.unit.to_string(),
            index_target: aim.index,
            place: place.map(|place| place.rank.into()),
            out_of: place.and_then(|place| place.out_of).map(i64::from),
            field: place.map(|place| place.field.clone()),
            source: aim.source.clone(),
            set_by: by.to_owned(),
            set_at: micros(Timestamp::now()),
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        *self == Self { set_by: self.set_by.clone(), set_at: self.set_at, ..other.clone() }
    }

    fn into_set(self) -> Result<SetAim, StoreError> {
        let what = format!("the aim of {} for {}", self.unit, self.year);
        let number = |stored: i64| {
            u32::try_from(stored).map_err(|error| StoreError::unreadable(what.clone(), error))
        };
        let place = match (self.place, self.field) {
            (Some(rank), Some(field)) => Some(Place {
                rank: number(rank)?,
                out_of: self.out_of.map(number).transpose()?,
                field,
            }),
            _ => None,
        };
        let aim = Aim {
            year: i32::try_from(self.year)
                .map_err(|error| StoreError::unreadable(what.clone(), error))?,
            unit: parse(&self.unit, &what)?,
            index: self.index_target,
            place,
            source: self.source,
        };
        Ok(SetAim { aim, set_by: self.set_by, set_at: instant(self.set_at, &what)? })
    }
}

impl Authored<'_> {
    /// Sets what a unit is to reach in a year, in place of what it was. The same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::UnknownUnit`]; [`StoreError::Invalid`] when nothing is to be reached, or what can't
    /// be, or when a unit would have a lower aim than one above it.
    pub fn put_aim(self, aim: &Aim) -> Result<Change, StoreError> {
        let changes = self.put_aims(std::slice::from_ref(aim))?;
        Ok(changes.first().copied().unwrap_or(Change::Unchanged))
    }

    /// Sets several, such as one for each unit of a level, all or none; and says of each what changed.
    ///
    /// # Errors
    /// As [`Authored::put_aim`].
    pub fn put_aims(self, aims: &[Aim]) -> Result<Vec<Change>, StoreError> {
        let problems = aims.iter().flat_map(problems).collect();
        refuse(problems)?;
        let (aims, by) = (aims.to_vec(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            units::require(conn, aims.iter().map(|aim| aim.unit.as_str()))?;
            let put = aims.iter().map(|aim| put(conn, aim, &by));
            let changes = put.collect::<Result<Vec<_>, _>>()?;
            let changed = changes.iter().any(|change| *change != Change::Unchanged);
            Ok(Written { value: changes, changed })
        })
    }

    /// Takes an aim back, and says whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn remove_aim(self, year: i32, unit: &Code) -> Result<bool, StoreError> {
        let (unit, by) = (unit.to_string(), self.name().to_owned());
        self.store().writer.write(move |conn| {
            let gone = diesel::delete(aims::table.find((i64::from(year), &unit))).execute(conn)?;
            if gone > 0 {
                let (actor, subject) = (by.clone(), format!("{year} {unit}"));
                let action = Action::AimRemoved;
                audit::append(conn, &Entry { actor, action, subject, detail: json!({}) })?;
            }
            Ok(Written { value: gone > 0, changed: gone > 0 })
        })
    }
}

impl Store {
    /// All aims, by year and unit.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn aims(&self) -> Result<Vec<SetAim>, StoreError> {
        let rows: Vec<AimRow> = self.read(|conn| {
            Ok(aims::table
                .order((aims::year, aims::unit))
                .select(AimRow::as_select())
                .load(conn)?)
        })?;
        rows.into_iter().map(AimRow::into_set).collect()
    }
}

impl Aim {
    /// The same as a goal, for comparing it with others.
    fn goal(&self) -> Goal {
        let place = self.place.as_ref();
        Goal {
            domain: Code::overall(),
            index: self.index,
            rank: place.map(|place| place.rank),
            out_of: place.and_then(|place| place.out_of),
            field: place.map(|place| place.field.clone()),
        }
    }
}

fn put(conn: &mut AnyConnection, aim: &Aim, by: &str) -> Result<Change, StoreError> {
    refuse(shortfalls(conn, aim)?)?;
    let row = AimRow::new(aim, by);
    let known = aims::table.find((row.year, &row.unit)).select(AimRow::as_select());
    let known: Option<AimRow> = known.first(conn).optional()?;
    let change = match &known {
        Some(known) if known.says_the_same(&row) => return Ok(Change::Unchanged),
        Some(_) => {
            diesel::update(aims::table.find((row.year, &row.unit))).set(&row).execute(conn)?;
            Change::Updated
        }
        None => {
            diesel::insert_into(aims::table).values(&row).execute(conn)?;
            Change::Added
        }
    };
    let detail = json!({
        "index": row.index_target, "place": row.place, "out_of": row.out_of,
        "field": row.field, "source": row.source,
    });
    let (actor, subject) = (by.to_owned(), format!("{} {}", row.year, row.unit));
    audit::append(conn, &Entry { actor, action: Action::AimSet, subject, detail })?;
    Ok(change)
}

fn refuse(problems: Vec<Problem>) -> Result<(), StoreError> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(StoreError::Invalid { what: "an aim".to_owned(), problems })
}

/// Where an aim would be lower than that of a unit above, or higher than that of one below.
fn shortfalls(conn: &mut AnyConnection, aim: &Aim) -> Result<Vec<Problem>, StoreError> {
    let tree = units::tree(conn)?;
    let set: Vec<AimRow> = aims::table
        .filter(aims::year.eq(i64::from(aim.year)))
        .order(aims::unit)
        .select(AimRow::as_select())
        .load(conn)?;
    let is_above = |above: &Code, below: &Code| {
        let below = tree.position(below.as_str());
        let mut lineage = below.into_iter().flat_map(|below| tree.lineage(below)).skip(1);
        lineage.any(|place| tree.units()[place].code == *above)
    };
    let mut problems = Vec::new();
    for row in set {
        let other = row.into_set()?.aim;
        let (below, above) = if is_above(&other.unit, &aim.unit) {
            (aim, &other)
        } else if is_above(&aim.unit, &other.unit) {
            (&other, aim)
        } else {
            continue;
        };
        if let Some(field) = below.goal().falls_short_of(&above.goal()) {
            let detail = format!(
                "{} would be to reach {}, less than {} above it, which is to reach {}",
                below.unit,
                below.goal(),
                above.unit,
                above.goal()
            );
            problems.push(Problem::new("below_parent", format!("/{field}"), detail));
        }
    }
    Ok(problems)
}

fn problems(aim: &Aim) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |code, field: &str, detail: String| {
        problems.push(Problem::new(code, format!("/{field}"), detail));
    };
    if aim.index.is_none() && aim.place.is_none() {
        wrong("missing", "index", "name an index or a place to reach".to_owned());
    }
    if let Some(index) = aim.index.filter(|index| !(0.0..=100.0).contains(index)) {
        wrong("out_of_range", "index", format!("{index} is not between 0 and 100"));
    }
    if !(1..=9999).contains(&aim.year) {
        wrong("out_of_range", "year", format!("{} is no year", aim.year));
    }
    if let Some(place) = &aim.place {
        if place.rank == 0 {
            wrong("out_of_range", "rank", "the first place is 1".to_owned());
        }
        if let Some(out_of) = place.out_of.filter(|out_of| *out_of < place.rank) {
            wrong("out_of_range", "out_of", format!("{} is not among {out_of}", place.rank));
        }
        if place.field.trim().is_empty() {
            wrong("missing", "field", "say among whom, such as 全市".to_owned());
        }
    }
    problems
}
