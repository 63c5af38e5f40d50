//! Formulas of the year's score: published once, never changed.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::annual::AnnualFormula;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{from_json, micros, to_json};
use crate::schema::annual_formulas;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

const WHAT: &str = "formula";

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = annual_formulas)]
pub(crate) struct FormulaRow {
    pub(super) code: String,
    pub(super) version: i64,
    body: String,
    published_at: i64,
    published_by: String,
}

impl Authored<'_> {
    /// Publishes a version of a formula. The same again is fine.
    ///
    /// # Errors
    /// [`StoreError::AlreadyPublished`] when this version stands with other content,
    /// [`StoreError::Invalid`] when the formula has problems or names units that there are not.
    pub fn publish_formula(self, formula: &AnnualFormula) -> Result<Change, StoreError> {
        let mut problems = formula.problems();
        problems.extend(formula.misfits(&self.store().unit_tree()?));
        if !problems.is_empty() {
            let what = format!("{WHAT} {}", formula.code);
            return Err(StoreError::Invalid { what, problems });
        }
        let (formula, by) = (formula.clone(), self.name().to_owned());
        let body = to_json(&formula, WHAT)?;
        self.store().writer.write(move |conn| {
            if let Some(stored) = find(conn, formula.code.as_str(), formula.version)? {
                if stored == formula {
                    return Ok(Written { value: Change::Unchanged, changed: false });
                }
                let (code, version) = (formula.code.clone(), formula.version);
                return Err(StoreError::AlreadyPublished { what: WHAT, code, version });
            }
            let row = FormulaRow {
                code: formula.code.to_string(),
                version: formula.version.into(),
                body: body.clone(),
                published_at: micros(Timestamp::now()),
                published_by: by.clone(),
            };
            diesel::insert_into(annual_formulas::table).values(&row).execute(conn)?;
            let (actor, subject) = (by.clone(), formula.reference());
            let (action, detail) = (Action::FormulaPublished, json!({}));
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            Ok(Written { value: Change::Added, changed: true })
        })
    }
}

impl Store {
    /// All versions of all formulas, by code and version.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn formulas(&self) -> Result<Vec<AnnualFormula>, StoreError> {
        let bodies: Vec<String> = self.read(|conn| {
            let query = annual_formulas::table
                .order((annual_formulas::code, annual_formulas::version))
                .select(annual_formulas::body);
            Ok(query.load(conn)?)
        })?;
        bodies.iter().map(|body| from_json(body, WHAT)).collect()
    }

    /// One version of a formula.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn formula(&self, code: &str, version: u32) -> Result<Option<AnnualFormula>, StoreError> {
        self.read(|conn| find(conn, code, version))
    }
}

fn find(
    conn: &mut AnyConnection,
    code: &str,
    version: u32,
) -> Result<Option<AnnualFormula>, StoreError> {
    let query =
        annual_formulas::table.find((code, i64::from(version))).select(annual_formulas::body);
    let body: Option<String> = query.get_result(conn).optional()?;
    body.map(|body| from_json(&body, WHAT)).transpose()
}
