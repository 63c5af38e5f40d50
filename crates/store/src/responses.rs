//! Responses as they come in one by one, and reading one back.

use diesel::prelude::*;
use jiff::Timestamp;
use survey::{Month, Response};
use uuid::Uuid;

use crate::connection::AnyConnection;
use crate::quarantine::Cause;
use crate::record::{Kept, Outcome, record_many};
use crate::row::{ResponseRow, instant};
use crate::schema::responses;
use crate::writer::{Pending, Written};
use crate::{Store, StoreError, consequences, quarantine};

/// Responses of a batch that are queued before their answers are waited for.
const BATCH_WINDOW: usize = 256;

/// A response together with what the database knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredResponse {
    /// Its place in the order of arrival.
    pub seq: i64,
    /// What was sent.
    pub response: Response,
    /// The month it counts for.
    pub month: Month,
    /// When it came in.
    pub received_at: Timestamp,
    /// SHA-256 of its content, hexadecimal.
    pub digest: String,
    /// The way it came in, e.g. `api`, or `import:` and the id of the import.
    pub source: String,
}

/// The proof that a response is stored: given only after the commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Id of the response.
    pub id: Uuid,
    /// What became of it.
    pub outcome: Outcome,
    /// When this content came in for the first time.
    pub received_at: Timestamp,
}

impl Store {
    /// Stores a response and waits for the commit. A resend is [`Outcome::Same`] and changes
    /// nothing. Other content under a known id is [`Outcome::Different`]: the first stays, the
    /// second is kept in quarantine. A second complete interview of a case is [`Outcome::Held`] there for
    /// a person and does not count. What was withdrawn is [`Outcome::Withdrawn`] and not stored.
    /// `source` says how it came in.
    ///
    /// Answers are not checked here; see `survey::validate`.
    ///
    /// # Errors
    /// [`StoreError::Busy`] and [`StoreError::Locked`] ask for the same again later;
    /// [`StoreError::UnknownRound`] and [`StoreError::UnknownUnit`] name what is missing. After
    /// any error the response is not stored as far as the sender may know: send it again.
    pub fn submit(&self, response: &Response, source: &str) -> Result<Receipt, StoreError> {
        self.send(response, source)?.wait()
    }

    /// Stores many responses, each for itself, with one answer each in order. They share
    /// commits among themselves and with everyone else. A server that is busy takes some and
    /// answers the others with [`StoreError::Busy`].
    pub fn submit_many(
        &self,
        responses: &[Response],
        source: &str,
    ) -> Vec<Result<Receipt, StoreError>> {
        let window = BATCH_WINDOW.min(self.limits.queue_len).max(1);
        responses
            .chunks(window)
            .flat_map(|chunk| {
                // All are sent before the first answer is waited for, or each would pay for a
                // commit of its own.
                let sent: Vec<_> = chunk.iter().map(|one| self.send(one, source)).collect();
                sent.into_iter().map(|pending| pending.and_then(Pending::wait))
            })
            .collect()
    }

    /// As [`Store::submit`], for who can't wait: `then` gets the receipt after the commit, on the
    /// writer's thread, and must not keep it.
    ///
    /// # Errors
    /// What is known at once, above all [`StoreError::Busy`]; then `then` is not called.
    pub fn submit_then(
        &self,
        response: &Response,
        source: &str,
        then: impl FnOnce(Result<Receipt, StoreError>) + Send + 'static,
    ) -> Result<(), StoreError> {
        let row = ResponseRow::new(response, source, Timestamp::now())?;
        let told = consequences::are_there(response).then(|| Box::new(response.clone()));
        self.writer.submit(Submission { id: response.id, row, told }, Box::new(then))
    }

    fn send(&self, response: &Response, source: &str) -> Result<Pending<Receipt>, StoreError> {
        let (reply, pending) = Pending::new();
        self.submit_then(response, source, reply)?;
        Ok(pending)
    }

    /// The response with an id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn response(&self, id: Uuid) -> Result<Option<StoredResponse>, StoreError> {
        let row: Option<ResponseRow> = self.read(|conn| {
            let query = responses::table.filter(responses::id.eq(id.to_string()));
            Ok(query.select(ResponseRow::as_select()).get_result(conn).optional()?)
        })?;
        row.map(ResponseRow::into_stored).transpose()
    }
}

/// A response on its way into the table.
pub(crate) struct Submission {
    id: Uuid,
    row: ResponseRow,
    /// The whole response, where something follows from it.
    told: Option<Box<Response>>,
}

impl Submission {
    /// The whole response, where it is a complete interview of a case.
    fn interview(&self) -> Option<&Response> {
        self.told.as_deref().filter(|told| consequences::is_interview(told))
    }
}

/// Stores submissions that came at the same time, in a few statements for all of them.
pub(crate) fn submit(
    conn: &mut AnyConnection,
    submissions: &mut [&mut Submission],
) -> Result<Vec<Written<Receipt>>, StoreError> {
    let mut written = Vec::with_capacity(submissions.len());
    // Whether an interview is the second of its case depends on what came just before it.
    for together in submissions.chunk_by_mut(|a, b| a.interview().or(b.interview()).is_none()) {
        let held = match &*together {
            [one] => held_second(conn, one)?,
            _ => None,
        };
        match held {
            Some(receipt) => written.push(receipt),
            None => written.extend(store_all(conn, together)?),
        }
    }
    Ok(written)
}

/// What is answered to a second interview of a case, which waits for a person.
fn held_second(
    conn: &mut AnyConnection,
    one: &Submission,
) -> Result<Option<Written<Receipt>>, StoreError> {
    let Some(response) = one.interview() else { return Ok(None) };
    let Some((at, changed)) = quarantine::hold_second(conn, &one.row, response)? else {
        return Ok(None);
    };
    let received_at = instant(at, "the time of receipt")?;
    let value = Receipt { id: one.id, outcome: Outcome::Held, received_at };
    Ok(Some(Written { value, changed }))
}

fn store_all(
    conn: &mut AnyConnection,
    submissions: &mut [&mut Submission],
) -> Result<Vec<Written<Receipt>>, StoreError> {
    let records = record_many(conn, submissions.iter_mut().map(|one| &mut one.row))?;
    let settle = |(one, (outcome, kept)): (&&mut Submission, (Outcome, Kept))| {
        let (received_at, changed) = match outcome {
            Outcome::New => {
                if let Some(told) = &one.told {
                    consequences::follow(conn, told, &one.row.source)?;
                }
                (kept.received_at, true)
            }
            Outcome::Same | Outcome::Withdrawn | Outcome::Held => (kept.received_at, false),
            Outcome::Different => {
                let cause = Cause::DifferentContent;
                quarantine::keep(conn, &one.row, cause, Some(&kept.digest))?
            }
        };
        let received_at = instant(received_at, "the time of receipt")?;
        Ok(Written { value: Receipt { id: one.id, outcome, received_at }, changed })
    };
    submissions.iter().zip(records).map(settle).collect()
}
