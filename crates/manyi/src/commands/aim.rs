//! `manyi aim`: what units are to reach.

use figures::Twin;
use serde::Serialize;
use store::{Aim, COMMAND_LINE, Change, Place, SetAim, Store};
use survey::display::rounded_or_dash;
use survey::table::{Cell, Column, ColumnKind, Row};
use survey::{Code, Language};

use crate::args::{AimCommand, AimSet, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

pub(super) fn run(command: &AimCommand, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    match command {
        AimCommand::Set(args) => set(args, &super::open(global)?, talk),
        AimCommand::List => list(global),
        AimCommand::Remove { year, unit } => {
            remove(*year, unit.as_ref(), &super::open(global)?, talk)
        }
    }
}

fn set(args: &AimSet, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let place = args.rank.zip(args.field.clone());
    let aim = Aim {
        year: args.year,
        unit: unit_of(args.unit.as_ref(), store)?,
        index: args.index,
        place: place.map(|(rank, field)| Place { rank, out_of: args.out_of, field }),
        source: args.source.clone(),
    };
    let aims = match &args.level {
        None => vec![aim],
        Some(level) => {
            let units = store.unit_tree()?.level_within(level.as_str(), aim.unit.as_str());
            if units.is_empty() {
                let text = format!("there is no unit of level {level} at or below {}", aim.unit);
                return Err(Failure::Usage(text));
            }
            units.into_iter().map(|unit| Aim { unit, ..aim.clone() }).collect()
        }
    };
    let changes = store.by(COMMAND_LINE).put_aims(&aims)?;
    for (aim, change) in aims.iter().zip(changes) {
        let did = match change {
            Change::Added => "set",
            Change::Updated => "changed",
            Change::Unchanged => "as it was",
        };
        talk.say(format!("aim of {} for {}: {did}", aim.unit, aim.year));
    }
    Ok(Outcome::Done)
}

fn remove(year: i32, unit: Option<&Code>, store: &Store, talk: &Talk) -> Result<Outcome, Failure> {
    let unit = unit_of(unit, store)?;
    if !store.by(COMMAND_LINE).remove_aim(year, &unit)? {
        return Err(Failure::Usage(format!("there is no aim of {unit} for {year}")));
    }
    talk.say(format!("aim of {unit} for {year}: taken back"));
    Ok(Outcome::Done)
}

/// The unit that was named, or the only root.
fn unit_of(named: Option<&Code>, store: &Store) -> Result<Code, Failure> {
    if let Some(named) = named {
        return Ok(named.clone());
    }
    let tree = store.unit_tree()?;
    let mut roots = tree.units().iter().filter(|unit| unit.parent.is_none());
    match (roots.next(), roots.next()) {
        (Some(only), None) => Ok(only.code.clone()),
        _ => Err(Failure::Usage("name the unit with --unit: there is no single root".to_owned())),
    }
}

fn list(global: &Global) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let lines = super::open(global)?.aims()?.into_iter().map(Line::of).collect();
    destination.write(lines, |lines: &[Line]| twin(lines, global.lang))?;
    Ok(Outcome::Done)
}

#[derive(Serialize)]
struct Line {
    year: i32,
    unit: String,
    index: Option<f64>,
    rank: Option<u32>,
    out_of: Option<u32>,
    field: String,
    source: String,
    set_by: String,
    set_at: String,
}

impl Line {
    fn of(set: SetAim) -> Self {
        let (rank, out_of, field) = match set.aim.place {
            Some(place) => (Some(place.rank), place.out_of, place.field),
            None => (None, None, String::new()),
        };
        Self {
            year: set.aim.year,
            unit: set.aim.unit.to_string(),
            index: set.aim.index,
            rank,
            out_of,
            field,
            source: set.aim.source.unwrap_or_default(),
            set_by: set.set_by,
            set_at: set.set_at.to_string(),
        }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::{Count, Number, Text};
        vec![
            Column::new("year", Text, |line: &Self| Cell::Text(line.year.to_string().into())),
            Column::new("unit", Text, |line: &Self| line.unit.as_str().into()),
            Column::new("index", Number, |line: &Self| line.index.into()),
            Column::new("rank", Count, |line: &Self| line.rank.into()),
            Column::new("out_of", Count, |line: &Self| line.out_of.into()),
            Column::new("field", Text, |line: &Self| line.field.as_str().into()),
            Column::new("source", Text, |line: &Self| line.source.as_str().into()),
            Column::new("set_by", Text, |line: &Self| line.set_by.as_str().into()),
            Column::new("set_at", Text, |line: &Self| line.set_at.as_str().into()),
        ]
    }
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(
        ["年份", "单位", "目标分", "名次", "范围", "依据", "设定人", "设定时间"],
        ["Year", "Unit", "Index", "Rank", "Among", "Source", "Set by", "Set at"],
    );
    let row = |line: &Line| {
        let rank = match (line.rank, line.out_of) {
            (Some(rank), Some(all)) => format!("{rank}/{all}"),
            (Some(rank), None) => rank.to_string(),
            (None, _) => "—".to_owned(),
        };
        vec![
            line.year.to_string(),
            line.unit.clone(),
            rounded_or_dash(line.index, 2),
            rank,
            line.field.clone(),
            line.source.clone(),
            line.set_by.clone(),
            line.set_at.clone(),
        ]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
