//! `manyi calendar`: which days are worked.

use figures::Twin;
use serde::Serialize;
use store::{COMMAND_LINE, Change, Store};
use survey::table::{Column, ColumnKind, Row};
use survey::{DayKind, Language, WorkingCalendar};

use crate::args::{CalendarCommand, Global};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk};

/// The calendar that ships with the product.
const SHIPPED: &str = include_str!("../../../../fixtures/calendars/china.toml");

pub(super) fn run(
    command: &CalendarCommand,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let store = super::open(global)?;
    match command {
        CalendarCommand::Import { file } => {
            let calendar = exchange::read_calendar(file)?;
            let said = said(store.by(COMMAND_LINE).put_calendar(&calendar)?);
            talk.say(format!("calendar of {}: {said}", years(&calendar)));
        }
        CalendarCommand::Show { year } => {
            let calendar = store.working_calendar()?;
            let lines = lines(&calendar, *year);
            if lines.is_empty() {
                talk.say("no such year is known: its days are counted by weekends alone");
            }
            Destination::new(global)?.write(lines, |lines| twin(lines, global.lang))?;
        }
        CalendarCommand::Set { day, kind } => {
            let said = said(store.by(COMMAND_LINE).set_working_day(*day, *kind)?);
            talk.say(format!("{day} is a {kind}: {said}"));
        }
    }
    Ok(Outcome::Done)
}

/// Puts the calendar in force that ships with the product, where there is none.
pub(super) fn prepare(store: &Store) -> Result<(), Failure> {
    if store.working_calendar()?.years.is_empty() {
        let shipped = exchange::settings::parse_calendar(SHIPPED, "fixtures/calendars/china.toml")?;
        store.by(COMMAND_LINE).put_calendar(&shipped)?;
    }
    Ok(())
}

fn said(change: Change) -> &'static str {
    match change {
        Change::Unchanged => "as it was",
        Change::Added | Change::Updated => "in force",
    }
}

fn years(calendar: &WorkingCalendar) -> String {
    let years = calendar.years.iter().map(|year| year.year.to_string());
    years.collect::<Vec<_>>().join(", ")
}

/// A day that is not what its day of the week says.
#[derive(Serialize)]
struct Line {
    day: String,
    kind: &'static str,
    source: String,
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("day", Text, |line: &Self| line.day.as_str().into()),
            Column::new("kind", Text, |line: &Self| line.kind.into()),
            Column::new("source", Text, |line: &Self| line.source.as_str().into()),
        ]
    }
}

fn lines(calendar: &WorkingCalendar, wanted: Option<i16>) -> Vec<Line> {
    let years = calendar.years.iter().filter(|year| wanted.is_none_or(|one| year.year == one));
    let of_year = years.flat_map(|year| {
        let holidays = year.holidays.iter().map(|day| (day, DayKind::Holiday));
        let workdays = year.workdays.iter().map(|day| (day, DayKind::Workday));
        let mut days: Vec<_> = holidays.chain(workdays).collect();
        days.sort_by_key(|(day, _)| **day);
        days.into_iter().map(|(day, kind)| Line {
            day: day.to_string(),
            kind: kind.as_str(),
            source: year.source.clone(),
        })
    });
    of_year.collect()
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(["日期", "类型", "依据"], ["Day", "Kind", "Source"]);
    let kind = |kind: &str| match kind {
        "holiday" => language.pick("放假", "off").to_owned(),
        _ => language.pick("上班", "worked").to_owned(),
    };
    let row = |line: &Line| vec![line.day.clone(), kind(line.kind), line.source.clone()];
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}
