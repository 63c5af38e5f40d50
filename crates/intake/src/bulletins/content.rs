//! What a bulletin says, looked at before it is kept: nothing gets in that no document could be made of.

use std::fmt;

use documents::Bulletin;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use store::BulletinContent;
use survey::{BulletinSubject, Period};

use crate::error::HttpError;
use crate::problem::{Fault, ProblemDocument};

/// Faults that are told at once; whoever sends thousands has one reason for them.
const FAULTS_MAX: usize = 100;

/// Reads a content from an object, and not from an array with its fields by position.
pub(super) fn object<'de, D: Deserializer<'de>>(from: D) -> Result<Bulletin, D::Error> {
    struct Object;

    impl<'de> Visitor<'de> for Object {
        type Value = Bulletin;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the object of a bulletin")
        }

        fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Bulletin, A::Error> {
            Bulletin::deserialize(MapAccessDeserializer::new(fields))
        }
    }

    from.deserialize_map(Object)
}

/// What the content of a draft has to agree with.
pub(super) struct Expected {
    period: Period,
    revision: u32,
}

impl Expected {
    /// Of the first edition about a subject. That there are none of a period is another's to say.
    pub(super) fn first(subject: &BulletinSubject, content: &Bulletin) -> Self {
        let asked = if subject.problem().is_some() { content.period } else { subject.period };
        Self { period: asked, revision: 1 }
    }

    /// Of a revision that is kept, or so many after it.
    pub(super) fn after(kept: &store::Bulletin, steps: u32) -> Self {
        let revision = kept.revision.saturating_add(steps);
        Self { period: kept.subject.period, revision }
    }

    fn faults(&self, content: &Bulletin) -> impl Iterator<Item = Fault> {
        let at = |code, pointer: &str, detail| Fault::at(code, pointer.to_owned(), detail);
        let period = (content.period != self.period).then(|| {
            let detail = format!("it tells of {}, not of {}", content.period, self.period);
            at("other_period", "/content/period", detail)
        });
        let number = content.revision.number;
        let revision = (number != self.revision).then(|| {
            let detail = format!("it calls itself edition {number}, and is {}", self.revision);
            at("other_revision", "/content/revision/number", detail)
        });
        period.into_iter().chain(revision)
    }
}

/// The content as it is kept, in the one way of writing it.
pub(super) fn kept(
    content: Bulletin,
    data_revision: i64,
    expected: &Expected,
) -> Result<BulletinContent, HttpError> {
    let mut faults: Vec<Fault> = expected.faults(&content).collect();
    match content.received() {
        Ok(content) if faults.is_empty() => {
            let json = content.canonical().map_err(figures::FiguresError::from)?;
            return Ok(BulletinContent { json, data_revision });
        }
        Ok(_) => {}
        Err(problems) => {
            faults
                .extend(problems.into_iter().map(|problem| Fault::from(problem).under("/content")));
        }
    }
    Err(refusal(faults).into())
}

fn refusal(mut faults: Vec<Fault>) -> ProblemDocument {
    let found = faults.len();
    faults.truncate(FAULTS_MAX);
    let mut document = ProblemDocument::invalid(faults);
    if found > FAULTS_MAX {
        document.detail = format!("{found} things are wrong; errors has the first {FAULTS_MAX}");
    }
    document
}
