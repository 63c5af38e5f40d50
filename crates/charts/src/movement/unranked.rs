//! The units that lack a rank in some period, listed beside the lines.

use survey::table::{Flag, MovementRow};
use survey::{Language, Period};

use super::Course;
use crate::ChartError;
use crate::frame::baseline;
use crate::mark::Mark;
use crate::measure::{cut, width};
use crate::palette::{GREY, RULE, Sizes};
use crate::scale::rows;
use crate::sheet::{Sheet, Style};

const ABOVE: i32 = 10;
const HEADING: i32 = 26;
const ROW: i32 = 24;
const GAP: i32 = 12;

/// A unit, and why it lacks a rank when.
struct Line {
    name: String,
    why: String,
}

pub(super) struct Unranked {
    heading: String,
    lines: Vec<Line>,
}

impl Unranked {
    pub(super) fn of(courses: &[Course<'_>], periods: &[Period], language: Language) -> Self {
        let line = |course: &Course<'_>| {
            let why = why(course, periods, language)?;
            Some(Line { name: course.name().to_owned(), why })
        };
        let lines: Vec<Line> = courses.iter().filter_map(line).collect();
        let heading = language.pick(
            format!("有的时期不排名，那里没有线 · {}个", lines.len()),
            format!("Not ranked in some period, where there is no line · {}", lines.len()),
        );
        Self { heading, lines }
    }

    pub(super) fn height(&self) -> i32 {
        match self.lines.len() {
            0 => 0,
            count => ABOVE + HEADING + rows(count) * ROW,
        }
    }

    pub(super) fn draw(&self, sheet: &Sheet<'_>, top: i32, sizes: Sizes) -> Result<(), ChartError> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let mut y = top + ABOVE;
        sheet.rect(sizes.margin, y, sizes.inner(), 1, RULE)?;
        let style = Style::new(sizes.small, GREY);
        let heading = cut(&self.heading, sizes.small, sizes.inner() - 16);
        let at = baseline(y, HEADING, sizes.small);
        sheet.text(sizes.margin + 8, at, &heading, style.bold())?;
        y += HEADING;
        for line in &self.lines {
            Mark::Hollow.draw(sheet, (sizes.margin + 12, y + ROW / 2))?;
            let left = sizes.margin + 24;
            let name = cut(&line.name, sizes.text, sizes.inner() * 45 / 100);
            sheet.text(left, baseline(y, ROW, sizes.text), &name, Style::ink(sizes.text))?;
            let room = sizes.right() - left - width(&name, sizes.text) - GAP;
            let why = cut(&line.why, sizes.small, room);
            sheet.text(sizes.right(), baseline(y, ROW, sizes.small), &why, style.end())?;
            y += ROW;
        }
        Ok(())
    }
}

/// What kept a unit from a rank, period by period; nothing for one that always has one.
fn why(course: &Course<'_>, periods: &[Period], language: Language) -> Option<String> {
    let reasons: Vec<(Period, &str)> = periods
        .iter()
        .filter_map(|period| Some((*period, reason(course.at(*period), language)?)))
        .collect();
    let (_, first) = reasons.first()?;
    if reasons.len() == periods.len() && reasons.iter().all(|(_, reason)| reason == first) {
        return Some(language.pick(format!("各期{first}"), format!("always {first}")));
    }
    let texts = reasons.iter().map(|(period, reason)| format!("{period} {reason}"));
    Some(texts.collect::<Vec<_>>().join(language.pick("，", ", ")))
}

fn reason(row: Option<&MovementRow>, language: Language) -> Option<&'static str> {
    match row {
        Some(row) if row.rank.is_some() => None,
        Some(row) if row.responses == Some(0) => Some(language.pick("无答卷", "nobody asked")),
        Some(row) if row.flag == Some(Flag::LonelyPsu) => {
            Some(language.pick("单一抽样点", "single sampling point"))
        }
        Some(_) => Some(language.pick("样本不足", "too few answers")),
        None => Some(language.pick("无答卷", "nobody asked")),
    }
}
