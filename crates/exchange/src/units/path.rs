//! Units as paths of levels, from the columns of the data file or of a lookup file.

use std::collections::HashMap;

use csv::StringRecord;
use survey::{Code, Label};

use crate::cells::{CellRules, Cells, Column, Header};
use crate::error::{ExchangeError, Fault, shown};
use crate::mapping::{BlankLevel, FileForm, Format, LevelColumn, Lookup, UnitField};
use crate::reject::Flaw;
use crate::source::Source;
use crate::text::folded;

/// Separates the names in a code. A name that holds it gets the full-width form instead, so that
/// two paths never have one code.
const SEPARATOR: char = '/';
const SEPARATOR_IN_NAMES: &str = "／";

/// One unit on the way from the root to a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) code: Code,
    pub(crate) name: Label,
    pub(crate) level: Code,
}

/// Reads the path of a row.
#[derive(Debug)]
pub(crate) struct PathReader {
    levels: Levels,
    lookup: Option<Table>,
    if_blank: Option<Code>,
}

/// A lookup file in memory: key → its row.
#[derive(Debug)]
struct Table {
    column: Column,
    rows: HashMap<String, StringRecord>,
    rules: CellRules,
}

impl PathReader {
    /// Binds to the data file's header; with a lookup file also reads that.
    pub(crate) fn bind(unit: &UnitField, header: &Header) -> Result<Self, ExchangeError> {
        let if_blank = unit.if_blank.clone();
        let Some(lookup) = &unit.lookup else {
            return Ok(Self { levels: Levels::bind(unit, header)?, lookup: None, if_blank });
        };
        let column = header.column(&lookup.column)?;
        let mut source = open_lookup(lookup)?;
        let levels = Levels::bind(unit, &source.header)?;
        let key = source.header.column(&lookup.key)?;
        let rules = CellRules::default();
        let mut rows = HashMap::new();
        let mut record = StringRecord::new();
        while let Some(line) = source.next(&mut record)? {
            let Some(text) = rules.see(&record).text(key.index).map(ToOwned::to_owned) else {
                continue;
            };
            if rows.insert(text.clone(), record.clone()).is_some() {
                let fault = Fault::new(&source.file, "duplicate_key", "the key stands twice");
                return Err(fault.line(line).column(&key.name).value(&text).into());
            }
        }
        Ok(Self { levels, lookup: Some(Table { column, rows, rules }), if_blank })
    }

    /// Columns of the data file.
    pub(crate) fn columns(&self) -> Vec<&Column> {
        match &self.lookup {
            Some(table) => vec![&table.column],
            None => self.levels.columns.iter().flat_map(BoundLevel::columns).collect(),
        }
    }

    /// The unit of a row.
    pub(crate) fn unit(&self, cells: &Cells<'_>) -> Result<Code, Flaw> {
        if let (Some(table), Some(unit)) = (&self.lookup, &self.if_blank)
            && cells.text(table.column.index).is_none()
        {
            return Ok(unit.clone());
        }
        self.path(cells)?
            .pop()
            .map(|step| step.code)
            .or_else(|| self.levels.root.clone())
            .ok_or_else(|| Flaw::blank(&self.levels.columns[0].name.name, "the unit"))
    }

    /// The path of a row below the root, from top to bottom.
    pub(crate) fn path(&self, cells: &Cells<'_>) -> Result<Vec<Step>, Flaw> {
        let Some(table) = &self.lookup else {
            return self.levels.path(cells);
        };
        let Some(key) = cells.text(table.column.index) else {
            return Err(Flaw::blank(&table.column.name, "the unit"));
        };
        let row = table.rows.get(key).ok_or_else(|| {
            Flaw::new("unknown_unit", &table.column.name, key, "it is not in the lookup file")
        })?;
        self.levels.path(&table.rules.see(row))
    }
}

/// Every path of a lookup file, with its line and the file's name.
pub(crate) fn each_lookup_path(
    lookup: &Lookup,
    unit: &UnitField,
    mut take: impl FnMut(u64, &str, Vec<Step>) -> Result<(), ExchangeError>,
) -> Result<(), ExchangeError> {
    let mut source = open_lookup(lookup)?;
    let levels = Levels::bind(unit, &source.header)?;
    let rules = CellRules::default();
    let mut record = StringRecord::new();
    while let Some(line) = source.next(&mut record)? {
        // A row without a path only matters when a response points at it, and then it is listed.
        if let Ok(steps) = levels.path(&rules.see(&record)) {
            take(line, &source.file, steps)?;
        }
    }
    Ok(())
}

fn open_lookup(lookup: &Lookup) -> Result<Source, ExchangeError> {
    let form = FileForm {
        format: Some(Format::Csv),
        encoding: lookup.encoding,
        delimiter: lookup.delimiter,
        ..FileForm::default()
    };
    Source::open(&lookup.file, &form).map_err(|e| match e {
        ExchangeError::Io { source, .. } => ExchangeError::io(&shown(&lookup.file), source),
        other => other,
    })
}

/// The level columns of one file.
#[derive(Debug)]
struct Levels {
    root: Option<Code>,
    columns: Vec<BoundLevel>,
    blank: BlankLevel,
}

#[derive(Debug)]
struct BoundLevel {
    name: Column,
    code: Option<Column>,
    level: Code,
    pattern: Option<Label>,
    values: HashMap<String, String>,
}

impl Levels {
    fn bind(unit: &UnitField, header: &Header) -> Result<Self, ExchangeError> {
        let columns = unit.levels.iter().map(|level| BoundLevel::bind(level, header));
        Ok(Self {
            root: unit.root.as_ref().map(|root| root.code.clone()),
            columns: columns.collect::<Result<_, _>>()?,
            blank: unit.blank_level,
        })
    }

    fn path(&self, cells: &Cells<'_>) -> Result<Vec<Step>, Flaw> {
        let mut steps: Vec<Step> = Vec::with_capacity(self.columns.len());
        for level in &self.columns {
            let above = steps.last().map(|step| &step.code).or(self.root.as_ref());
            match level.step(above, cells)? {
                Some(step) => steps.push(step),
                None if self.blank == BlankLevel::Parent => break,
                None => return Err(Flaw::blank(&level.name.name, "the unit")),
            }
        }
        Ok(steps)
    }
}

impl BoundLevel {
    fn bind(level: &LevelColumn, header: &Header) -> Result<Self, ExchangeError> {
        Ok(Self {
            name: header.column(&level.column)?,
            code: level.code.as_ref().map(|name| header.column(name)).transpose()?,
            level: level.level.clone(),
            pattern: level.name.clone(),
            values: level.values.iter().map(|(from, to)| (folded(from), to.clone())).collect(),
        })
    }

    fn columns(&self) -> impl Iterator<Item = &Column> {
        std::iter::once(&self.name).chain(&self.code)
    }

    /// `None` for a blank cell.
    fn step(&self, above: Option<&Code>, cells: &Cells<'_>) -> Result<Option<Step>, Flaw> {
        let Some(text) = cells.text(self.name.index) else {
            return Ok(None);
        };
        let ours = if self.values.is_empty() { None } else { self.values.get(&folded(text)) };
        let text = ours.map_or(text, String::as_str);
        let (column, code) = match &self.code {
            Some(column) => match cells.text(column.index) {
                Some(code) => (column, code.to_owned()),
                None => return Err(Flaw::blank(&column.name, "the unit's code")),
            },
            None => (&self.name, below(above, text)),
        };
        let code =
            code.parse().map_err(|e| Flaw::unreadable("bad_unit", &column.name, &code, e))?;
        Ok(Some(Step { code, name: self.label(text), level: self.level.clone() }))
    }

    fn label(&self, text: &str) -> Label {
        let Some(pattern) = &self.pattern else {
            return Label::single(text);
        };
        Label {
            zh: pattern.zh.replace("{}", text),
            en: pattern.en.as_ref().map(|pattern| pattern.replace("{}", text)),
        }
    }
}

fn below(above: Option<&Code>, name: &str) -> String {
    let name = name.replace(SEPARATOR, SEPARATOR_IN_NAMES);
    match above {
        Some(above) => format!("{above}{SEPARATOR}{name}"),
        None => name,
    }
}
