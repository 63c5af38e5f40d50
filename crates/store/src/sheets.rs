//! Answers of very many responses, as they stand in the rows: for files of answers, where making a
//! [`survey::Response`] of each would take most of the time.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use diesel::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use crate::connection::AnyConnection;
use crate::schema::responses;
use crate::stream::{Selection, pages, select, wanted};
use crate::{Edition, ResponseFilter, Store, StoreError, revision};

/// The answers of a response with what an analyst needs beside them, and without who gave them.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = responses)]
pub struct AnswerSheet {
    seq: i64,
    /// Id of the response.
    pub id: String,
    /// Code of the round.
    pub round: String,
    /// Version of the questionnaire, where it is not that of the round.
    pub form_version: Option<i64>,
    /// Unit code.
    pub unit: String,
    /// Mode.
    pub mode: String,
    /// Day of the interview.
    pub interviewed_on: String,
    /// Stratum of the sample.
    pub stratum: Option<String>,
    /// Sampling point.
    pub psu: Option<String>,
    /// Weight.
    pub weight: f64,
    answers: String,
}

impl Store {
    /// Hands the answers of every response that the filter lets pass to `visit`, many at a time, exactly
    /// once, by month and in order of arrival, as [`Store::try_for_each_response`] does.
    ///
    /// # Errors
    /// As for [`Store::try_for_each_response`].
    pub fn try_for_each_sheets<E: From<StoreError>>(
        &self,
        filter: &ResponseFilter,
        mut visit: impl FnMut(Vec<AnswerSheet>) -> Result<(), E>,
    ) -> Result<Edition, E> {
        let mut failure = None;
        let edition = self.read(|conn| {
            conn.snapshot(|conn| {
                let selection = select(conn, filter)?;
                let walked = pages(conn, &selection, page, |sheet| sheet.seq, &mut visit)?;
                failure = walked.err();
                Ok(revision::edition(conn)?)
            })
        })?;
        failure.map_or(Ok(edition), Err)
    }
}

fn page(
    conn: &mut AnyConnection,
    selection: &Selection,
    month: i32,
    after: i64,
) -> Result<Vec<AnswerSheet>, StoreError> {
    Ok(wanted(selection, month, after).select(AnswerSheet::as_select()).load(conn)?)
}

impl AnswerSheet {
    /// The questions that were answered, and what was answered, in the order of their codes. Texts lie
    /// in the row itself: only one with an escape in it is copied.
    ///
    /// # Errors
    /// When the row makes no sense.
    pub fn answers(&self) -> Result<Vec<SheetAnswer<'_>>, StoreError> {
        let told: serde_json::Result<Told<'_>> = serde_json::from_str(&self.answers);
        let told =
            told.map_err(|error| StoreError::unreadable(format!("response {}", self.id), error))?;
        Ok(told.answers.0)
    }
}

/// A question, and what was answered.
pub type SheetAnswer<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The part of the column that is wanted here.
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    answers: Pairs<'a>,
}

/// Entries of a JSON object in their order.
struct Pairs<'a>(Vec<SheetAnswer<'a>>);

/// A text that is borrowed where it can be.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PairsVisitor(PhantomData))
    }
}

struct PairsVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for PairsVisitor<'a> {
    type Value = Pairs<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("answers by question")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        /// Most questionnaires ask no more.
        const USUAL: usize = 32;
        let mut pairs = Vec::with_capacity(USUAL);
        while let Some((Text(question), Text(answer))) = map.next_entry()? {
            pairs.push((question, answer));
        }
        Ok(Pairs(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(answers: &str) -> AnswerSheet {
        AnswerSheet {
            seq: 1,
            id: "one".to_owned(),
            round: "r".to_owned(),
            form_version: None,
            unit: "u".to_owned(),
            mode: "visit".to_owned(),
            interviewed_on: "2026-09-03".to_owned(),
            stratum: None,
            psu: None,
            weight: 1.0,
            answers: answers.to_owned(),
        }
    }

    #[test]
    fn answers_are_borrowed_and_escapes_are_read() {
        let sheet = sheet(
            r#"{"answers":{"q1":"5","q2":"a\"b","说":"好"},"not_asked":["q3"],"issues":[{"x":1}]}"#,
        );
        let answers = sheet.answers().expect("it is read");
        let texts: Vec<_> = answers.iter().map(|(q, a)| (q.as_ref(), a.as_ref())).collect();
        assert_eq!(texts, [("q1", "5"), ("q2", "a\"b"), ("说", "好")]);
        let is_borrowed = |text: &Cow<'_, str>| matches!(text, Cow::Borrowed(_));
        assert!(is_borrowed(&answers[0].1) && !is_borrowed(&answers[1].1));
    }

    #[test]
    fn a_row_that_makes_no_sense_is_named() {
        for odd in ["", "{}", r#"{"answers":{"q1":5}}"#, r#"{"answers":{}"#, r#"{"answers":[]}"#] {
            let error = sheet(odd).answers().expect_err(odd).to_string();
            assert!(error.contains("response one"), "{error}");
        }
    }
}
