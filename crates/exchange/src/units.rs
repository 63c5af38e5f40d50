//! Units: from the level columns of a foreign file, and as a file of our own.

mod file;
mod path;

use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;
use survey::{Code, Unit};

use crate::cells::{CellRules, Cells, Column, Header};
use crate::error::{ExchangeError, Fault};
use crate::field::BoundField;
use crate::mapping::{Field, FileForm, Mapping, UnitField};
use crate::reject::Flaw;
use crate::source::Source;
pub use file::{read_units, write_units};
use path::{PathReader, Step};

/// Most units that a file may bring. A province has about 60,000 villages.
const UNITS_MAX: usize = 1_000_000;

/// The unit field bound to the columns of one file.
#[derive(Debug)]
pub(crate) enum BoundUnit {
    Field(BoundField),
    Path(Box<PathReader>),
}

impl BoundUnit {
    pub(crate) fn bind(unit: &UnitField, header: &Header) -> Result<Self, ExchangeError> {
        if !unit.levels.is_empty() {
            return Ok(Self::Path(Box::new(PathReader::bind(unit, header)?)));
        }
        let field = Field {
            value: unit.value.as_ref().map(ToString::to_string),
            column: unit.column.clone(),
            columns: Vec::new(),
            values: unit.values.clone(),
            if_blank: unit.if_blank.as_ref().map(ToString::to_string),
        };
        Ok(Self::Field(BoundField::bind(&field, header)?))
    }

    pub(crate) fn columns(&self) -> Vec<&Column> {
        match self {
            Self::Field(field) => field.columns().iter().collect(),
            Self::Path(path) => path.columns(),
        }
    }

    pub(crate) fn read(&self, cells: &Cells<'_>) -> Result<Code, Flaw> {
        match self {
            Self::Field(field) => field.require(cells, "bad_unit", "the unit"),
            Self::Path(path) => path.unit(cells),
        }
    }
}

/// The units that files name in their level columns, the root first and parents before children.
/// Reads each file once, and with a lookup file only that. Empty where the mapping takes unit
/// codes from a tree that is already known.
///
/// # Errors
/// When a file is refused as a whole, or puts one unit under two parents.
pub fn collect_units(
    paths: &[impl AsRef<Path>],
    mapping: &Mapping,
) -> Result<Vec<Unit>, ExchangeError> {
    collect(paths, &mapping.file, &mapping.fields.unit)
}

/// As [`collect_units`], for whatever has units.
pub(crate) fn collect(
    paths: &[impl AsRef<Path>],
    form: &FileForm,
    unit: &UnitField,
) -> Result<Vec<Unit>, ExchangeError> {
    let mut known = Known::new(unit);
    if let Some(lookup) = &unit.lookup {
        path::each_lookup_path(lookup, unit, |line, file, steps| known.add(file, line, steps))?;
    } else if !unit.levels.is_empty() {
        for path in paths {
            known.collect(path.as_ref(), form, unit)?;
        }
    }
    Ok(known.units)
}

/// Units found so far.
struct Known {
    root: Option<Code>,
    units: Vec<Unit>,
    index: HashMap<Code, usize>,
}

impl Known {
    fn new(field: &UnitField) -> Self {
        let root = field.root.as_ref().map(|root| root.code.clone());
        let mut known = Self { root, units: Vec::new(), index: HashMap::new() };
        if let Some(root) = &field.root {
            let step = Step {
                code: root.code.clone(),
                name: root.name.clone(),
                level: root.level.clone(),
            };
            known.push(step, None);
        }
        known
    }

    fn collect(
        &mut self,
        path: &Path,
        form: &FileForm,
        unit: &UnitField,
    ) -> Result<(), ExchangeError> {
        let mut source = Source::open(path, form)?;
        let reader = PathReader::bind(unit, &source.header)?;
        let rules = CellRules::new(&form.blank, false);
        let mut record = StringRecord::new();
        while let Some(line) = source.next(&mut record)? {
            // A row without a readable unit is a reject when the rows are read.
            if let Ok(steps) = reader.path(&rules.see(&record)) {
                self.add(&source.file, line, steps)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, file: &str, line: u64, steps: Vec<Step>) -> Result<(), ExchangeError> {
        let mut above = self.root.clone();
        for step in steps {
            let code = step.code.clone();
            match self.index.get(&code) {
                Some(&at) if self.units[at].parent != above => {
                    let reason = "the unit stands under two parents";
                    let fault = Fault::new(file, "unit_conflict", reason).line(line);
                    return Err(fault.value(code.as_str()).into());
                }
                Some(_) => {}
                None if self.units.len() >= UNITS_MAX => {
                    let reason = format!("there are more than {UNITS_MAX} units");
                    return Err(Fault::new(file, "too_many_units", reason).line(line).into());
                }
                None => self.push(step, above),
            }
            above = Some(code);
        }
        Ok(())
    }

    fn push(&mut self, step: Step, parent: Option<Code>) {
        self.index.insert(step.code.clone(), self.units.len());
        let Step { code, name, level } = step;
        self.units.push(Unit { code, name, level, parent, valid_from: None, valid_to: None });
    }
}
