//! Rows in the form in which they are sealed.
//!
//! It must give the same digest years later, on another backend and after other columns have come to the
//! tables: so where a row may change by rule after its period is sealed, or may be stored otherwise one
//! day, it has a form of its own here. The others are their columns in order. A test pins a digest of
//! each.

use diesel::prelude::*;
use serde::Serialize;
use survey::seal::FORM;

use crate::row::ResponseRow;
use crate::schema::bulletins;
use crate::{StoreError, digest};

/// The order of these fields is part of every digest.
#[derive(Serialize)]
struct SealedResponse<'a> {
    form: u32,
    content: &'a str,
    seq: i64,
    month: i32,
    received_at: i64,
    source: &'a str,
}

/// The digest of a response: what was said, when it came in, in which order and by which way. Figures
/// are sums in the order of arrival.
pub(super) fn of_response(row: &ResponseRow) -> Result<String, StoreError> {
    let what = format!("response {}", row.id);
    let content = digest::of(&row.clone().into_stored()?.response)?;
    if content != row.digest {
        return Err(StoreError::unreadable(what, "it is not what its digest says"));
    }
    let ResponseRow { seq, month, received_at, source, .. } = row;
    let (seq, month, received_at) = (*seq, *month, *received_at);
    let content = content.as_str();
    digest::of_row(&SealedResponse { form: FORM, content, seq, month, received_at, source }, &what)
}

/// A bulletin that was published, without what becomes of it when it is corrected. The order of these
/// fields is part of every digest.
#[derive(Debug, Serialize, Queryable, Selectable)]
#[diesel(table_name = bulletins)]
pub(super) struct SealedBulletin {
    pub(super) id: String,
    questionnaire: String,
    kind: String,
    pub(super) period: String,
    unit: String,
    revision: i64,
    digest: String,
    data_revision: i64,
    reason: Option<String>,
    made_at: i64,
    made_by: String,
    edited_at: i64,
    edited_by: String,
    reviewed_at: Option<i64>,
    reviewed_by: Option<String>,
    published_at: Option<i64>,
    published_by: Option<String>,
    seal: Option<String>,
    pub(super) content: String,
}

impl SealedBulletin {
    /// Its digest, where the content is what it was when it was published.
    pub(super) fn sealed(&self) -> Result<String, StoreError> {
        let what = format!("bulletin {}", self.id);
        if super::digest_of(&self.content) != self.digest {
            return Err(StoreError::unreadable(what, "its content is not what its digest says"));
        }
        digest::of_row(self, &what)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::row::{RoundRow, UnitRow};

    /// Digests are a contract: these values, computed by another program (Python's `json` and `hashlib`),
    /// may change only with `FORM`. A column that comes later must be left out where it is blank.
    #[test]
    fn the_digest_of_a_response_is_pinned() {
        let response = serde_json::from_str(
            r#"{"id": "018f7f0e-0000-7000-8000-000000000001", "round": "R1", "unit": "T1",
                "mode": "visit", "interviewed_on": "2026-09-03",
                "started_at": "2026-09-03T01:02:03.000004Z", "weight": 1.5,
                "answers": {"q2": "满意", "q1": "dk"}, "not_asked": ["q3"]}"#,
        )
        .expect("a response");
        let at: Timestamp = "2026-09-03T01:02:03.000004Z".parse().expect("a time");
        let row = ResponseRow { seq: 7, ..ResponseRow::new(&response, "api", at).expect("a row") };
        assert_eq!(
            of_response(&row).expect("a digest"),
            "0796131485a54677a84c1d4af59587934ca89cc0deb3e73ab0d8456eabdf259b"
        );
        let other = ResponseRow { weight: 1.5_f64.next_up(), ..row };
        assert_eq!(of_response(&other).expect_err("refused").code(), "unreadable_row");
    }

    #[test]
    fn the_digest_of_a_unit_is_pinned() {
        let row = UnitRow {
            code: "T1".to_owned(),
            name_zh: "东河镇".to_owned(),
            name_en: None,
            level: "town".to_owned(),
            parent: Some("C".to_owned()),
            valid_from: None,
            valid_to: Some("2026-12-31".to_owned()),
            position: 3,
        };
        assert_eq!(
            digest::of_row(&row, "a unit").expect("a digest"),
            "f21e59bf19cba97f141418b7563639a945cf3e4ef5cdb834202beed465351f0c"
        );
    }

    /// One that mirrors no survey is what it was before any could.
    #[test]
    fn the_digest_of_a_round_is_pinned() {
        let round = serde_json::from_str(
            r#"{"code": "R1", "name": "第三季度", "questionnaire": "env", "version": 1,
                "modes": ["visit"], "opens": "2026-07-01", "closes": "2026-09-30"}"#,
        );
        let row = RoundRow::new(&round.expect("a round")).expect("a row");
        assert_eq!(
            digest::of_row(&row, "a round").expect("a digest"),
            "2948cecba8267cabdb559ae125f18232f4caad1a59c9f8fb7bdc335c502c5a30"
        );
    }

    #[test]
    fn the_digest_of_a_bulletin_is_pinned() {
        let text = |text: &str| text.to_owned();
        let row = SealedBulletin {
            id: text("b"),
            questionnaire: text("env"),
            kind: text("official"),
            period: text("2026-Q3"),
            unit: text("C"),
            revision: 1,
            digest: super::super::digest_of("{}"),
            data_revision: 5,
            reason: None,
            made_at: 1,
            made_by: text("li"),
            edited_at: 1,
            edited_by: text("li"),
            reviewed_at: Some(2),
            reviewed_by: Some(text("wang")),
            published_at: Some(3),
            published_by: Some(text("wang")),
            seal: None,
            content: text("{}"),
        };
        assert_eq!(
            row.sealed().expect("a digest"),
            "f3e2f36296542627ec581dab2b701bffc15694095db52ec75af3f6a8cf954bb5"
        );
        let other = SealedBulletin { content: text("[]"), ..row };
        assert_eq!(other.sealed().expect_err("refused").code(), "unreadable_row");
    }
}
