//! Who moved in the ranking? A line per unit from period to period, of which few stand out.

mod courses;
mod lanes;
mod unranked;
mod words;

use survey::Period;
use survey::table::MovementRow;

use self::courses::followed;
pub(crate) use self::courses::{Course, FOLLOWED_MAX, courses};
use self::lanes::Lanes;
use self::unranked::Unranked;
use self::words::{description, legend, range, reading};
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, way_name};
use crate::finding::movement_finding;
use crate::frame::{Frame, Texts, baseline, check_rows_up_to};
use crate::legend::Legend;
use crate::mark::Mark;
use crate::measure::{cut, widest, width};
use crate::palette::{GREY, RIBBON, Sizes};
use crate::scale::signed;
use crate::sheet::{Sheet, Style};

/// More lines than this make a tangle.
const UNITS_MAX: usize = 300;
/// The names of the periods.
const HEADER: i32 = 26;
/// Width of the bar of a tier, and what parts it from the next.
const TIER: i32 = 14;
const BETWEEN_TIERS: i32 = 3;
/// From the line of a period to the texts beside it.
const BESIDE: i32 = 14;
const GAP: i32 = 10;
const NAME_PAGE: i32 = 190;
const NAME_PHONE: i32 = 118;
const NO_DATA: i32 = 24;

/// Draws the ranks of the units of a level in some periods.
///
/// # Errors
/// Only when there are more units than can be followed.
pub fn movement(
    rows: &[MovementRow],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    let courses = courses(rows);
    check_rows_up_to(courses.len(), UNITS_MAX)?;
    let language = canvas.language;
    let periods = periods(rows);
    let ends = periods.first().copied().zip(periods.last().copied());
    let texts = Texts {
        finding: movement_finding(rows, &caption.level_name, language),
        measure: language.pick("按满意度得分的名次", "Rank by satisfaction index"),
        period: way_name(ends, caption.period, language),
        reading: reading(language),
        description: description(&courses, periods.len(), language),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(courses, periods, *canvas, frame.sizes);
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

/// The periods of the rows, in order of time.
fn periods(rows: &[MovementRow]) -> Vec<Period> {
    let mut periods: Vec<Period> = rows.iter().map(|row| row.period).collect();
    periods.sort_by_key(|period| period.months().start);
    periods.dedup();
    periods
}

struct Chart<'r> {
    courses: Vec<Course<'r>>,
    periods: Vec<Period>,
    /// Positions of the courses that stand out.
    followed: Vec<usize>,
    lanes: Lanes,
    unranked: Unranked,
    legend: Legend,
    canvas: Canvas,
    sizes: Sizes,
    range_width: i32,
    name_width: i32,
}

impl<'r> Chart<'r> {
    fn new(courses: Vec<Course<'r>>, periods: Vec<Period>, canvas: Canvas, sizes: Sizes) -> Self {
        let followed = followed(&courses);
        let ends = courses.iter().flat_map(|course| [course.first(), course.last()]);
        let ranges: Vec<String> = ends.flatten().map(range).collect();
        let phone = canvas.width == Width::Phone;
        let names = widest(courses.iter().map(Course::name), sizes.text);
        Self {
            lanes: Lanes::of(&courses, &periods),
            unranked: Unranked::of(&courses, &periods, canvas.language),
            legend: legend(&courses, &followed, canvas.language, sizes),
            range_width: widest(ranges.iter().map(String::as_str), sizes.text),
            name_width: names.clamp(60, if phone { NAME_PHONE } else { NAME_PAGE }),
            courses,
            periods,
            followed,
            canvas,
            sizes,
        }
    }

    fn is_phone(&self) -> bool {
        self.canvas.width == Width::Phone
    }

    fn height(&self) -> i32 {
        let lines = if self.lanes.is_empty() { 0 } else { HEADER + self.lanes.height() };
        let least = if self.courses.is_empty() { NO_DATA } else { 0 };
        self.legend.height() + (lines + self.unranked.height()).max(least)
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        self.legend.draw(sheet, self.sizes.margin, top)?;
        let mut y = top + self.legend.height();
        if self.courses.is_empty() {
            let style = Style::new(self.sizes.small, GREY);
            let text = self.canvas.language.pick("没有数据", "No data");
            return sheet.text(self.sizes.margin, baseline(y, NO_DATA, style.size), text, style);
        }
        if !self.lanes.is_empty() {
            self.header(sheet, y)?;
            y += HEADER;
            self.tiers(sheet, y)?;
            self.lines(sheet, y)?;
            self.labels(sheet, y)?;
            y += self.lanes.height();
        }
        self.unranked.draw(sheet, y, self.sizes)
    }

    /// Where the line of a period stands.
    fn x(&self, period: usize) -> i32 {
        let name = if self.is_phone() { 0 } else { self.name_width + GAP };
        let left = self.sizes.margin + name + self.range_width + BESIDE;
        let right = self.sizes.right() - self.name_width - GAP - self.range_width - BESIDE;
        let steps = crate::scale::rows(self.periods.len().saturating_sub(1));
        match steps {
            0 => i32::midpoint(left, right),
            _ => left + (right - left) * crate::scale::rows(period) / steps,
        }
    }

    fn header(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let style = Style::new(self.sizes.small, GREY).bold().middle();
        let at = baseline(top, HEADER - 4, style.size);
        let names: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let needed = widest(names.iter().map(String::as_str), style.size) * 11 / 10 + 6;
        let last = names.len().saturating_sub(1);
        let all_fit = last == 0 || (self.x(1) - self.x(0)) >= needed;
        for (period, name) in names.iter().enumerate() {
            if all_fit || period == 0 || period == last {
                sheet.text(self.x(period), at, name, style)?;
            }
        }
        Ok(())
    }

    /// Beside the line of each period, a bar along the units of each tier.
    fn tiers(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        for period in 0..self.periods.len() {
            for (from, to) in self.lanes.tiers(period) {
                let x = self.x(period) - TIER / 2;
                let height = to - from - BETWEEN_TIERS;
                sheet.rect(x, top + from + BETWEEN_TIERS / 2, TIER, height, RIBBON)?;
            }
        }
        Ok(())
    }

    /// Those that stand out last, so that nothing covers them.
    fn lines(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let quiet = (0..self.courses.len()).filter(|at| !self.followed.contains(at));
        for course in quiet.chain(self.followed.iter().rev().copied()) {
            let (mark, width) = match self.place_followed(course) {
                Some(place) => (Mark::Followed(place), 3),
                None => (Mark::Context, 1),
            };
            for run in self.runs(course) {
                let points: Vec<(i32, i32)> =
                    run.iter().map(|&(period, y)| (self.x(period), top + y)).collect();
                if points.len() > 1 {
                    sheet.path(&points, mark.colour(), width)?;
                }
                points.into_iter().try_for_each(|point| mark.draw(sheet, point))?;
            }
        }
        Ok(())
    }

    /// Neighbouring periods with a rank; a period without one parts them.
    fn runs(&self, course: usize) -> Vec<Vec<(usize, i32)>> {
        let mut runs: Vec<Vec<(usize, i32)>> = vec![Vec::new()];
        for period in 0..self.periods.len() {
            match (self.lanes.y(course, period), runs.last_mut()) {
                (Some(y), Some(run)) => run.push((period, y)),
                _ => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn place_followed(&self, course: usize) -> Option<usize> {
        self.followed.iter().position(|at| *at == course)
    }

    fn labels(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let size = self.sizes.text;
        let last = self.periods.len().saturating_sub(1);
        for (number, course) in self.courses.iter().enumerate() {
            let style = match self.place_followed(number) {
                Some(place) => Style::new(size, Mark::Followed(place).colour()).bold(),
                None => Style::new(size, GREY),
            };
            if let Some((y, row)) = self.lanes.y(number, 0).zip(course.at(self.periods[0]))
                && last > 0
            {
                let at = baseline(top + y - size, 2 * size, size);
                let right = self.x(0) - BESIDE;
                sheet.text(right, at, &range(row), style.end())?;
                if !self.is_phone() {
                    let name = cut(course.name(), size, self.name_width);
                    sheet.text(right - self.range_width - GAP, at, &name, style.end())?;
                }
            }
            if let Some((y, row)) = self.lanes.y(number, last).zip(course.at(self.periods[last])) {
                let at = baseline(top + y - size, 2 * size, size);
                let left = self.x(last) + BESIDE;
                sheet.text(left, at, &range(row), style)?;
                let name = self.last_name(course, number);
                sheet.text(left + self.range_width + GAP, at, &name, style)?;
            }
        }
        Ok(())
    }

    /// The name at the end of a line, with the change of the score where the line stands out.
    fn last_name(&self, course: &Course<'_>, number: usize) -> String {
        let size = self.sizes.text;
        let followed = self.place_followed(number).is_some();
        match course.change().filter(|_| followed) {
            None => cut(course.name(), size, self.name_width),
            Some(change) => {
                let change = format!(" {}", signed(change, 1));
                let room = self.name_width - width(&change, size);
                format!("{}{change}", cut(course.name(), size, room))
            }
        }
    }
}

#[cfg(test)]
mod tests;
