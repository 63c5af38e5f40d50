//! What is computed from the rows of a period: the sums of each month, and the index table of each
//! official questionnaire under each scoring scheme that fits it.

use std::collections::{BTreeMap, BTreeSet};

use analytics::{AnalyticsError, Cube, IndexRequest, index_table};
use sha2::{Digest, Sha256};
use store::{SealPart, Store};
use survey::table::{IndexRow, Row};
use survey::{Code, Period, RoundKind};

use super::{Known, periods_of};
use crate::load::Forms;
use crate::months::{CountedMonth, MonthState, compare_months, count_months};
use crate::{FiguresError, Selection};

/// What is computed of a period.
#[derive(Debug, Default)]
pub(super) struct Computed {
    /// As parts of a seal.
    pub(super) parts: Vec<SealPart>,
    pub(super) cubes: Vec<SealedCube>,
    pub(super) tables: Vec<SealedTable>,
    /// How the sums that the store keeps compare, by questionnaire, kind and month.
    pub(super) kept: Vec<(String, MonthState)>,
}

/// The sums of a month.
#[derive(Debug)]
pub(super) struct SealedCube {
    pub(super) questionnaire: Code,
    pub(super) kind: RoundKind,
    pub(super) month: Period,
    pub(super) body: Vec<u8>,
}

/// An index table.
#[derive(Debug)]
pub(super) struct SealedTable {
    pub(super) questionnaire: Code,
    /// Code and version.
    pub(super) scheme: String,
    pub(super) period: Period,
    pub(super) rows: Vec<IndexRow>,
}

/// Whether a part is computed here.
pub(super) fn is_part(name: &str) -> bool {
    name.starts_with("cubes/") || name.starts_with("index/")
}

/// How a kind of round is called in the names of parts and files.
pub(super) fn kind_name(kind: RoundKind) -> &'static str {
    match kind {
        RoundKind::Official => "official",
        RoundKind::Mock => "mock",
    }
}

impl Computed {
    pub(super) fn of(store: &Store, period: Period, known: &Known) -> Result<Self, FiguresError> {
        let codes: BTreeSet<Code> =
            store.rounds()?.into_iter().map(|round| round.questionnaire).collect();
        let mut computed = Self::default();
        for code in codes {
            for kind in [RoundKind::Official, RoundKind::Mock] {
                computed.add(store, period, (&code, kind), known)?;
            }
        }
        Ok(computed)
    }

    fn add(
        &mut self,
        store: &Store,
        period: Period,
        (code, kind): (&Code, RoundKind),
        known: &Known,
    ) -> Result<(), FiguresError> {
        let selection =
            Selection { questionnaire: Some(code.clone()), kind, ..Selection::default() };
        let mut forms = Forms::of(store, &selection)?;
        let of_then =
            |version: u32| Known::holds(known.questionnaires.as_ref(), code.as_str(), version);
        if !forms.keep_versions(of_then) {
            return Ok(());
        }
        let mut filter = forms.filter();
        filter.months = Some(period.months());
        let (months, _) = count_months(store, &forms, &filter, &BTreeMap::new())?;
        if months.is_empty() {
            return Ok(());
        }
        let name = format!("{code}/{}", kind_name(kind));
        for report in compare_months(store, &forms, &filter)? {
            self.kept.push((format!("{name}/{}", report.month), report.state));
        }
        self.add_cubes(&name, (code, kind), months)?;
        if kind == RoundKind::Official {
            self.add_tables(store, period, &forms, known)?;
        }
        Ok(())
    }

    fn add_cubes(
        &mut self,
        name: &str,
        (code, kind): (&Code, RoundKind),
        months: Vec<CountedMonth>,
    ) -> Result<(), FiguresError> {
        let mut part = SealPart::new(format!("cubes/{name}"));
        for cube in months.into_iter().filter_map(|month| month.counted) {
            let (month, body) = (Period::Month(cube.kept.month), cube.kept.body);
            part.add(month.to_string(), hex::encode(Sha256::digest(&body)))?;
            self.cubes.push(SealedCube { questionnaire: code.clone(), kind, month, body });
        }
        self.parts.push(part);
        Ok(())
    }

    fn add_tables(
        &mut self,
        store: &Store,
        period: Period,
        forms: &Forms,
        known: &Known,
    ) -> Result<(), FiguresError> {
        let own = |cube: &&SealedCube| {
            cube.questionnaire == *forms.code() && cube.kind == RoundKind::Official
        };
        let mut builder = forms.builder()?;
        let mut months = BTreeSet::new();
        for cube in self.cubes.iter().filter(own) {
            let read = Cube::of_bytes(cube.body.clone());
            let error = |error| FiguresError::KeptCube { month: cube.month, error };
            builder.add_cube(&read.map_err(error)?)?;
            months.insert(cube.month);
        }
        let (cube, tree) = (builder.finish(), store.unit_tree()?);
        let then =
            |code: &Code, version| Known::holds(known.schemes.as_ref(), code.as_str(), version);
        let mut schemes = store.scoring_schemes()?;
        schemes.retain(|scheme| then(&scheme.code, scheme.version));
        for scheme in &schemes {
            let name = format!("{}@{}", scheme.code, scheme.version);
            let mut part = SealPart::new(format!("index/{}/{name}", forms.code()));
            for period in periods_of(period, &months) {
                let request = IndexRequest { periods: vec![period], ..IndexRequest::default() };
                let rows = match index_table(&cube, &tree, scheme, &request) {
                    Ok(rows) => rows,
                    // Not made for this questionnaire.
                    Err(AnalyticsError::SchemeDoesNotFit { .. }) => break,
                    Err(error) => return Err(error.into()),
                };
                add_rows(&mut part, &rows)?;
                let (questionnaire, scheme) = (forms.code().clone(), name.clone());
                self.tables.push(SealedTable { questionnaire, scheme, period, rows });
            }
            if !part.listing.is_empty() {
                self.parts.push(part);
            }
        }
        Ok(())
    }
}

/// Each row by unit, period and category, with the digest of its line as CSV.
fn add_rows(part: &mut SealPart, rows: &[IndexRow]) -> Result<(), FiguresError> {
    let columns = IndexRow::columns();
    let mut line = Vec::new();
    for row in rows {
        line.clear();
        exchange::write_cells(&mut line, &columns, row);
        let key = format!("{}/{}/{}", row.unit_code, row.period, row.category);
        part.add(key, hex::encode(Sha256::digest(&line)))?;
    }
    Ok(())
}
