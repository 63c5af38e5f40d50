//! Saved views: a cut of the figures under a name, to be opened again. What the choices mean is for the
//! page that they are choices of.

use diesel::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use survey::Problem;
use survey::schema::Instant;
use survey::wording::{is_blank, turns};
use uuid::Uuid;

use crate::accounts::Authored;
use crate::audit::{self, Action, Entry};
use crate::connection::AnyConnection;
use crate::row::{instant, micros, parse};
use crate::schema::saved_views;
use crate::writer::Written;
use crate::{Store, StoreError};

/// Views that one account may keep.
pub const VIEWS_MAX: i64 = 200;
/// Longest name of a view, in characters.
pub const VIEW_NAME_CHARS_MAX: usize = 80;
/// Longest choices of a view, in bytes.
pub const VIEW_QUERY_BYTES_MAX: usize = 2_000;

/// What is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewView {
    /// What it is called; white space around it is left out.
    pub name: String,
    /// The page.
    pub page: String,
    /// The choices, as they stand in an address of the page.
    pub query: String,
    /// For all who may read figures.
    pub shared: bool,
}

/// A cut of the figures under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SavedView {
    /// Made here.
    pub id: Uuid,
    /// Who saved it: the name of an account, or [`crate::COMMAND_LINE`].
    pub owner: String,
    /// What it is called.
    pub name: String,
    /// The page.
    pub page: String,
    /// The choices, as they stand in an address of the page.
    pub query: String,
    /// For all who may read figures, and not for its owner alone.
    pub shared: bool,
    /// When it was saved.
    #[schemars(with = "Instant")]
    pub saved_at: Timestamp,
}

impl SavedView {
    /// Whether somebody may open it: its owner, and others where it is shared.
    pub fn is_open_to(&self, account: &str) -> bool {
        self.shared || self.owner == account
    }
}

#[derive(Debug, Clone, Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = saved_views)]
pub(crate) struct SavedViewRow {
    id: String,
    owner: String,
    name: String,
    page: String,
    query: String,
    shared: i64,
    saved_at: i64,
}

impl SavedViewRow {
    fn new(view: &NewView, owner: &str) -> Self {
        Self {
            id: Uuid::now_v7().to_string(),
            owner: owner.to_owned(),
            name: view.name.trim().to_owned(),
            page: view.page.clone(),
            query: view.query.clone(),
            shared: view.shared.into(),
            saved_at: micros(Timestamp::now()),
        }
    }

    /// What the audit log tells of it.
    fn entry(&self, actor: &str, action: Action) -> Entry {
        let detail = json!({
            "owner": self.owner, "name": self.name, "page": self.page, "query": self.query,
            "shared": self.shared == 1,
        });
        Entry { actor: actor.to_owned(), action, subject: self.id.clone(), detail }
    }

    fn into_view(self) -> Result<SavedView, StoreError> {
        let what = format!("saved view {}", self.id);
        Ok(SavedView {
            id: parse(&self.id, &what)?,
            saved_at: instant(self.saved_at, &what)?,
            shared: self.shared == 1,
            owner: self.owner,
            name: self.name,
            page: self.page,
            query: self.query,
        })
    }
}

impl Authored<'_> {
    /// Keeps a view. The same again under the same name gives the one that is kept already.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a name or choices that are none or too long;
    /// [`StoreError::TooManyViews`] when the account has as many as it may keep.
    pub fn save_view(self, view: &NewView) -> Result<SavedView, StoreError> {
        let problems = problems(view);
        if !problems.is_empty() {
            return Err(StoreError::Invalid { what: "a saved view".to_owned(), problems });
        }
        let row = SavedViewRow::new(view, self.name());
        self.store().writer.write(move |conn| {
            if let Some(known) = same(conn, &row)? {
                return Ok(Written { value: known.into_view()?, changed: false });
            }
            let own = saved_views::table.filter(saved_views::owner.eq(&row.owner));
            if own.count().get_result::<i64>(conn)? >= VIEWS_MAX {
                return Err(StoreError::TooManyViews { most: VIEWS_MAX });
            }
            diesel::insert_into(saved_views::table).values(&row).execute(conn)?;
            audit::append(conn, &row.entry(&row.owner, Action::ViewSaved))?;
            // No figure is another one for it.
            Ok(Written { value: row.clone().into_view()?, changed: false })
        })
    }

    /// Forgets a view of one's own, and tells what it was; the command line forgets any.
    ///
    /// # Errors
    /// [`StoreError::UnknownView`] when there is none, or it is somebody else's.
    pub fn delete_view(self, id: Uuid) -> Result<SavedView, StoreError> {
        let (by, id) = (self.name().to_owned(), id.to_string());
        self.store().writer.write(move |conn| {
            let known = saved_views::table.find(&id).select(SavedViewRow::as_select());
            let known: Option<SavedViewRow> = known.first(conn).optional()?;
            let own = |row: &SavedViewRow| row.owner == by || by == crate::COMMAND_LINE;
            let Some(row) = known.filter(own) else {
                return Err(StoreError::UnknownView { id: id.clone() });
            };
            diesel::delete(saved_views::table.find(&id)).execute(conn)?;
            audit::append(conn, &row.entry(&by, Action::ViewDeleted))?;
            Ok(Written { value: row.into_view()?, changed: false })
        })
    }
}

impl Store {
    /// The views that an account may open, its own and those that are shared, or all of them; the
    /// newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn saved_views(&self, account: Option<&str>) -> Result<Vec<SavedView>, StoreError> {
        let rows: Vec<SavedViewRow> = self.read(|conn| {
            let mut wanted = saved_views::table.into_boxed();
            if let Some(account) = account {
                wanted =
                    wanted.filter(saved_views::owner.eq(account).or(saved_views::shared.eq(1)));
            }
            Ok(wanted
                .order((saved_views::saved_at.desc(), saved_views::id.desc()))
                .select(SavedViewRow::as_select())
                .load(conn)?)
        })?;
        rows.into_iter().map(SavedViewRow::into_view).collect()
    }

    /// One view, whosever it is; see [`SavedView::is_open_to`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn saved_view(&self, id: Uuid) -> Result<Option<SavedView>, StoreError> {
        let row = self.read(|conn| {
            let row = saved_views::table.find(id.to_string()).select(SavedViewRow::as_select());
            Ok(row.first(conn).optional()?)
        })?;
        row.map(SavedViewRow::into_view).transpose()
    }
}

/// The view of the same owner that says the same.
fn same(conn: &mut AnyConnection, row: &SavedViewRow) -> Result<Option<SavedViewRow>, StoreError> {
    Ok(saved_views::table
        .filter(saved_views::owner.eq(&row.owner))
        .filter(saved_views::name.eq(&row.name))
        .filter(saved_views::page.eq(&row.page))
        .filter(saved_views::query.eq(&row.query))
        .filter(saved_views::shared.eq(row.shared))
        .select(SavedViewRow::as_select())
        .first(conn)
        .optional()?)
}

fn problems(view: &NewView) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut wrong = |code, field: &str, detail: String| {
        problems.push(Problem::new(code, format!("/{field}"), detail));
    };
    let name = view.name.trim();
    if is_blank(name) {
        wrong("missing", "name", "give the view a name".to_owned());
    }
    if name.chars().count() > VIEW_NAME_CHARS_MAX {
        let detail = format!("a name has at most {VIEW_NAME_CHARS_MAX} characters");
        wrong("too_long", "name", detail);
    }
    if name.chars().any(|letter| letter.is_control() || turns(letter)) {
        wrong("bad_value", "name", "a name is one line of text".to_owned());
    }
    if view.query.len() > VIEW_QUERY_BYTES_MAX {
        let detail = format!("the choices of a view have at most {VIEW_QUERY_BYTES_MAX} bytes");
        wrong("too_long", "query", detail);
    }
    problems
}
