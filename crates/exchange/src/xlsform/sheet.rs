//! Sheets as tables: headings with their languages, and cells with their places.

use survey::Label;
use survey::problem::quoted;

use super::report::Report;
use super::{CATEGORIES, CHOICES, REASONS, SETTINGS, SURVEY};
use crate::error::ExchangeError;
use crate::source::{SheetRow, read_sheets};
use crate::text::folded;

/// The language of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Chinese,
    English,
    /// One that the product does not have.
    Other,
}

/// What becomes of a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fate {
    /// It is read.
    Read,
    /// It is read, and there is one for each language.
    ReadByLanguage,
    /// Nothing may stand in it, for a reason.
    Refused(&'static str),
    /// It does no harm that it is not read, for a reason.
    LeftOut(&'static str),
}

/// A column that a sheet may have; other names of it stand behind its own.
pub(super) struct Known {
    pub(super) names: &'static [&'static str],
    pub(super) fate: Fate,
}

/// The sheets of a workbook that are looked at.
pub(super) struct Sheets {
    sheets: Vec<(String, Vec<SheetRow>)>,
}

/// A sheet with its headings.
pub(super) struct Sheet<'a> {
    name: &'static str,
    headings: Vec<Heading>,
    rows: &'a [SheetRow],
}

struct Heading {
    column: u32,
    /// As it stands in the sheet.
    title: String,
    /// Without language, under its first name.
    name: String,
    tongue: Option<Tongue>,
    fate: Fate,
}

/// A row below the headings.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    sheet: &'a Sheet<'a>,
    row: &'a SheetRow,
}

/// Most rows and columns of a sheet that are read; the largest real form has a tenth of that.
const ROWS_MAX: usize = 5_000;
const COLUMNS_MAX: usize = 200;

const UNKNOWN: Fate = Fate::LeftOut("there is no such column here");
const NO_THIRD: Fate = Fate::LeftOut("labels are kept in Chinese and English");

impl Sheets {
    /// Reads a workbook.
    pub(super) fn read(
        file: &str,
        bytes: &[u8],
        unpacked_max: u64,
        report: &mut Report,
    ) -> Result<Self, ExchangeError> {
        let sheets: Vec<_> = read_sheets(file, bytes, unpacked_max)?
            .into_iter()
            .map(|(name, rows)| (name.trim().to_lowercase(), rows))
            .collect();
        for (name, rows) in &sheets {
            let known = [SURVEY, CHOICES, SETTINGS, CATEGORIES, REASONS].contains(&name.as_str());
            if !known && !rows.is_empty() {
                let detail = format!("the sheet {} is not read", quoted(name));
                report.note("sheet_not_read", name.clone(), detail);
            }
        }
        Ok(Self { sheets })
    }

    /// The sheet of a name, if something stands in it. `plain` is the language of a column that
    /// names none.
    pub(super) fn get(
        &self,
        name: &'static str,
        columns: &[Known],
        plain: Tongue,
        report: &mut Report,
    ) -> Option<Sheet<'_>> {
        let (_, rows) = self.sheets.iter().find(|(own, _)| own == name)?;
        let (first, rows) = rows.split_first()?;
        let headings = first
            .cells
            .iter()
            .take(COLUMNS_MAX)
            .map(|(column, title)| Heading::new(*column, title.trim(), columns, plain))
            .collect();
        if rows.len() > ROWS_MAX {
            let detail = format!("the sheet has {} rows, at most {ROWS_MAX} are read", rows.len());
            report.fault("too_many_rows", name, detail);
        }
        let rows = &rows[..rows.len().min(ROWS_MAX)];
        let sheet = Sheet { name, headings, rows };
        sheet.check_headings(first.line, report);
        Some(sheet)
    }
}

impl Heading {
    fn new(column: u32, title: &str, columns: &[Known], plain: Tongue) -> Self {
        let (name, language) = match title.split_once("::").or_else(|| title.split_once(':')) {
            Some((name, language)) => (name, Some(language)),
            None => (title, None),
        };
        let name = name.trim().to_lowercase().replace([' ', '-'], "_");
        let known = columns.iter().find(|known| known.names.contains(&name.as_str()));
        let fate = known.map_or(UNKNOWN, |known| known.fate);
        let (tongue, fate) = match (fate, language) {
            (Fate::ReadByLanguage, None) => (Some(plain), fate),
            (Fate::ReadByLanguage, Some(language)) => match tongue_of(language) {
                Tongue::Other => (Some(Tongue::Other), NO_THIRD),
                tongue => (Some(tongue), fate),
            },
            (Fate::Read, Some(_)) => (None, UNKNOWN),
            (fate, _) => (None, fate),
        };
        let name = known.map_or(name, |known| known.names[0].to_owned());
        Self { column, title: title.to_owned(), name, tongue, fate }
    }

    fn is_read(&self) -> bool {
        matches!(self.fate, Fate::Read | Fate::ReadByLanguage)
    }
}

/// `中文 (zh)`, `English (en)`, or one of them alone.
pub(super) fn tongue_of(language: &str) -> Tongue {
    let language = folded(language);
    let code = match language.rsplit_once('(') {
        Some((_, code)) => code.trim_end_matches(')'),
        None => language.as_str(),
    };
    let is = |names: &[&str], prefix: &str| {
        names.contains(&code) || code.split(['-', '_']).next() == Some(prefix)
    };
    if is(&["中文", "简体中文", "汉语", "chinese"], "zh") {
        Tongue::Chinese
    } else if is(&["英文", "英语", "english"], "en") {
        Tongue::English
    } else {
        Tongue::Other
    }
}

impl<'a> Sheet<'a> {
    /// Its rows; the headings stand above them.
    pub(super) fn lines(&'a self) -> impl Iterator<Item = Line<'a>> {
        self.rows.iter().map(|row| Line { sheet: self, row })
    }

    /// Whether there is a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.headings.iter().any(|heading| heading.name == name && heading.is_read())
    }

    fn find(&self, name: &str, tongue: Option<Tongue>) -> Option<&Heading> {
        let wanted = |heading: &&Heading| {
            heading.name == name && heading.tongue == tongue && heading.is_read()
        };
        self.headings.iter().find(wanted)
    }

    /// Two columns for one thing are a fault; what is not read is listed once for each column.
    fn check_headings(&self, line: u64, report: &mut Report) {
        for (i, heading) in self.headings.iter().enumerate() {
            let place = cell(self.name, heading.column, line);
            let same = |other: &Heading| {
                other.name == heading.name && other.tongue == heading.tongue && other.is_read()
            };
            if heading.is_read() && self.headings[..i].iter().any(same) {
                let detail = format!("there are two columns for {}", quoted(&heading.name));
                report.fault("duplicate_column", place, detail);
                continue;
            }
            let Fate::LeftOut(reason) = heading.fate else {
                continue;
            };
            let used = self.lines().filter(|line| line.at(heading.column).is_some()).count();
            if used > 0 {
                let title = quoted(&heading.title);
                let detail = format!("the column {title} is not read, {used} cell(s): {reason}");
                report.note("column_not_read", place, detail);
            }
        }
        let headed = |column: u32| self.headings.iter().any(|heading| heading.column == column);
        for line in self.lines() {
            if let Some((column, text)) = line.row.cells.iter().find(|(at, _)| !headed(*at)) {
                let detail = format!("{} stands in a column without a heading", quoted(text));
                report.fault("no_heading", cell(self.name, *column, line.row.line), detail);
            }
        }
        let english = self.headings.iter().any(|h| h.tongue == Some(Tongue::English));
        let chinese = self.headings.iter().any(|h| h.tongue == Some(Tongue::Chinese));
        if english && !chinese {
            let detail = "there is no Chinese: the English words stand for it; \
                          add label::中文 (zh)";
            report.note("no_chinese", self.name, detail);
        }
    }
}

impl<'a> Line<'a> {
    /// What stands in a column.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.at(self.sheet.find(name, None)?.column)
    }

    /// What stands in a column in both languages. English words stand for missing Chinese ones only
    /// where the sheet has no Chinese at all.
    pub(super) fn label(self, name: &str, report: &mut Report) -> Option<Label> {
        let column = |tongue| self.sheet.find(name, Some(tongue));
        let words = |tongue| self.at(column(tongue)?.column).map(str::to_owned);
        let en = words(Tongue::English);
        match (words(Tongue::Chinese), en) {
            (Some(zh), en) => Some(Label { zh, en }),
            (None, Some(en)) => {
                if column(Tongue::Chinese).is_some() {
                    let detail = format!("{} has no Chinese beside it", quoted(&en));
                    report.fault("no_chinese", self.place(name), detail);
                }
                Some(Label { zh: en.clone(), en: Some(en) })
            }
            (None, None) => None,
        }
    }

    /// Where a column stands in this row; without the column, the row.
    pub(super) fn place(self, name: &str) -> String {
        let named = |heading: &&Heading| heading.name == name && heading.is_read();
        match self.sheet.headings.iter().find(named) {
            Some(heading) => cell(self.sheet.name, heading.column, self.row.line),
            None => format!("{}!{}", self.sheet.name, self.row.line),
        }
    }

    /// Refuses what must not stand in this row.
    pub(super) fn refuse_cells(self, report: &mut Report) {
        for heading in &self.sheet.headings {
            if let (Fate::Refused(reason), Some(text)) = (heading.fate, self.at(heading.column)) {
                let place = cell(self.sheet.name, heading.column, self.row.line);
                let detail = format!("{} {}: {reason}", heading.title, quoted(text));
                report.fault("column_refused", place, detail);
            }
        }
    }

    /// What stands in a column that can't be left empty.
    pub(super) fn needed(self, name: &str, what: &str, report: &mut Report) -> Option<&'a str> {
        let text = self.text(name);
        if text.is_none() {
            report.fault("missing_cell", self.place(name), format!("{what} is missing"));
        }
        text
    }

    /// A label that can't be left empty.
    pub(super) fn needed_label(self, name: &str, what: &str, report: &mut Report) -> Option<Label> {
        let label = self.label(name, report);
        if label.is_none() {
            report.fault("missing_cell", self.place(name), format!("{what} is missing"));
        }
        label
    }

    /// A value of a column that can't be left empty, read as what it should be.
    pub(super) fn needed_value<T: std::str::FromStr<Err: std::fmt::Display>>(
        self,
        name: &str,
        what: &str,
        report: &mut Report,
    ) -> Option<T> {
        self.needed(name, what, report)?;
        self.value(name, report)
    }

    /// A value of a column read as what it should be, if there is one.
    pub(super) fn value<T: std::str::FromStr<Err: std::fmt::Display>>(
        self,
        name: &str,
        report: &mut Report,
    ) -> Option<T> {
        let text = self.text(name)?;
        let fault = |error| format!("{name} {}: {error}", quoted(text));
        text.parse().map_err(|error| report.fault("bad_value", self.place(name), fault(error))).ok()
    }

    fn at(self, column: u32) -> Option<&'a str> {
        let cells = &self.row.cells;
        let at = cells.binary_search_by_key(&column, |cell| cell.0).ok()?;
        Some(cells[at].1.trim())
    }
}

/// A cell as spreadsheets call it: `survey!C7`.
fn cell(sheet: &str, column: u32, line: u64) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    format!("{sheet}!{}{line}", letters.iter().rev().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_a_spreadsheet() {
        let named = |column| cell("s", column, 7);
        assert_eq!(["s!A7", "s!Z7", "s!AA7", "s!AZ7", "s!BA7"], [0, 25, 26, 51, 52].map(named)[..]);
        assert_eq!(named(16_383), "s!XFD7");
    }

    #[test]
    fn languages_are_known_by_name_or_code() {
        for chinese in ["中文 (zh)", "Chinese", "zh-CN", "简体中文（zh_CN）", "zh"] {
            assert_eq!(tongue_of(chinese), Tongue::Chinese, "{chinese}");
        }
        assert_eq!(tongue_of("English (en)"), Tongue::English);
        for other in ["Français (fr)", "", "image::English", "Enets (enf)"] {
            assert_eq!(tongue_of(other), Tongue::Other, "{other}");
        }
    }
}
