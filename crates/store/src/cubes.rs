//! Cubes of months: sums that spare reading every interview again.

use diesel::prelude::*;
use survey::{Code, Month, RoundKind};

use crate::connection::AnyConnection;
use crate::row::kind_text;
use crate::schema::month_cubes;
use crate::writer::Written;
use crate::{Edition, Store, StoreError, revision};

/// Sums of the interviews of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthCube {
    /// The month.
    pub month: Month,
    /// [`StoredResponse::seq`](crate::StoredResponse::seq) of the last interview in it.
    pub last_seq: i64,
    /// The sums, in whatever form the one who counts gives them.
    pub body: Vec<u8>,
}

impl Store {
    /// Keeps cubes of the interviews with a questionnaire in official or mock rounds, in place of
    /// those kept before, unless a response was corrected since the edition that they were counted
    /// at. Gives whether they are kept. The data are the same as before, and so is the revision.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn keep_month_cubes(
        &self,
        questionnaire: &Code,
        kind: RoundKind,
        cubes: Vec<MonthCube>,
        counted_at: Edition,
    ) -> Result<bool, StoreError> {
        let questionnaire = questionnaire.to_string();
        self.writer.write(move |conn| {
            let holds = revision::edition(conn)?.corrections == counted_at.corrections;
            if holds {
                replace(conn, &questionnaire, kind, &cubes)?;
            }
            Ok(Written { value: holds, changed: false })
        })
    }

    /// The cubes that are kept, by month.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn month_cubes(
        &self,
        questionnaire: &Code,
        kind: RoundKind,
    ) -> Result<Vec<MonthCube>, StoreError> {
        let rows: Vec<(i32, i64, Vec<u8>)> = self.read(|conn| {
            let query = month_cubes::table
                .filter(month_cubes::questionnaire.eq(questionnaire.as_str()))
                .filter(month_cubes::kind.eq(kind_text(kind)))
                .order(month_cubes::month)
                .select((month_cubes::month, month_cubes::last_seq, month_cubes::body));
            Ok(query.load(conn)?)
        })?;
        let cube =
            |(month, last_seq, body)| MonthCube { month: Month::from_index(month), last_seq, body };
        Ok(rows.into_iter().map(cube).collect())
    }
}

fn replace(
    conn: &mut AnyConnection,
    questionnaire: &str,
    kind: RoundKind,
    cubes: &[MonthCube],
) -> Result<(), StoreError> {
    let kept = month_cubes::table
        .filter(month_cubes::questionnaire.eq(questionnaire))
        .filter(month_cubes::kind.eq(kind_text(kind)));
    diesel::delete(kept).execute(conn)?;
    for cube in cubes {
        diesel::insert_into(month_cubes::table)
            .values((
                month_cubes::questionnaire.eq(questionnaire),
                month_cubes::kind.eq(kind_text(kind)),
                month_cubes::month.eq(cube.month.index()),
                month_cubes::last_seq.eq(cube.last_seq),
                month_cubes::body.eq(&cube.body),
            ))
            .execute(conn)?;
    }
    Ok(())
}
