//! The sentences of bulletins as the office words them. Every version is kept; the highest holds, and
//! where there is none the sentences that ship.

use diesel::prelude::*;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use survey::Language;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros, parse, version};
use crate::schema::bulletin_templates;
use crate::writer::Written;
use crate::{Change, Store, StoreError};

/// The sentences of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulletinTemplate {
    /// Which language.
    pub language: Language,
    /// 1 is the first that the office wrote.
    pub version: u32,
    /// The sentences, in the form that whoever renders bulletins reads.
    pub text: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// By whom: the name of a user, or [`crate::COMMAND_LINE`].
    pub written_by: String,
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = bulletin_templates)]
pub(crate) struct TemplateRow {
    language: String,
    version: i64,
    body: String,
    written_at: i64,
    written_by: String,
}

impl TemplateRow {
    fn into_template(self) -> Result<BulletinTemplate, StoreError> {
        let what = format!("version {} of the sentences in {}", self.version, self.language);
        Ok(BulletinTemplate {
            language: parse(&self.language, &what)?,
            version: version(self.version, &what)?,
            written_at: instant(self.written_at, &what)?,
            text: self.body,
            written_by: self.written_by,
        })
    }
}

impl Authored<'_> {
    /// Words the sentences of a language anew; an empty text is the wording that ships. `seen` is the version that was looked at, 0 where there
    /// was none. The same text again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::TemplateChanged`] when somebody wrote another version meanwhile.
    pub fn write_bulletin_template(
        self,
        language: Language,
        text: &str,
        seen: u32,
    ) -> Result<Change, StoreError> {
        let mut row = TemplateRow {
            language: language.tag().to_owned(),
            version: i64::from(seen) + 1,
            body: text.to_owned(),
            written_at: micros(Timestamp::now()),
            written_by: self.name().to_owned(),
        };
        self.store().writer.write(move |conn| {
            let newest = versions(conn, language, 1)?.pop();
            if newest.as_ref().is_some_and(|newest| newest.body == row.body) {
                return Ok(Written { value: Change::Unchanged, changed: false });
            }
            if newest.map_or(0, |newest| newest.version) != i64::from(seen) {
                return Err(StoreError::TemplateChanged);
            }
            row.written_at = micros(Timestamp::now());
            diesel::insert_into(bulletin_templates::table).values(&row).execute(conn)?;
            let (actor, subject) = (row.written_by.clone(), row.language.clone());
            let (action, detail) =
                (Action::BulletinTemplateWritten, json!({"version": row.version}));
            audit::append(conn, &Entry { actor, action, subject, detail })?;
            let value = if seen == 0 { Change::Added } else { Change::Updated };
            Ok(Written { value, changed: false })
        })
    }
}

impl Store {
    /// The sentences of a language that hold now; none where the office never wrote any.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn bulletin_template(
        &self,
        language: Language,
    ) -> Result<Option<BulletinTemplate>, StoreError> {
        let newest = self.read(|conn| versions(conn, language, 1))?.pop();
        newest.map(TemplateRow::into_template).transpose()
    }

    /// All versions of the sentences of a language, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn bulletin_template_versions(
        &self,
        language: Language,
    ) -> Result<Vec<BulletinTemplate>, StoreError> {
        let rows = self.read(|conn| versions(conn, language, i64::MAX))?;
        rows.into_iter().map(TemplateRow::into_template).collect()
    }
}

/// The newest versions, newest first.
fn versions(
    conn: &mut AnyConnection,
    language: Language,
    most: i64,
) -> Result<Vec<TemplateRow>, StoreError> {
    Ok(bulletin_templates::table
        .filter(bulletin_templates::language.eq(language.tag()))
        .order(bulletin_templates::version.desc())
        .limit(most)
        .select(TemplateRow::as_select())
        .load(conn)?)
}
