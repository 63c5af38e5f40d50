//! Long files: the rows of one response, brought together.

use std::collections::{HashMap, HashSet};

use csv::StringRecord;
use uuid::Uuid;

use crate::error::{ExchangeError, Fault};
use crate::plan::Plan;
use crate::source::Source;

/// Most rows of one response. A key column that never changes would else read the whole file
/// into one response.
const ROWS_MAX: usize = 10_000;

/// Rows that share a key.
pub(crate) struct Group {
    pub(crate) rows: Vec<(u64, StringRecord)>,
    /// The key stood in an earlier group too.
    pub(crate) reappears: bool,
}

/// Brings rows together, row by row or after reading the whole file.
pub(crate) struct Grouper {
    whole: Option<std::vec::IntoIter<Group>>,
    /// First row of the next group.
    waiting: Option<(u64, StringRecord)>,
    /// Digests of the keys of all groups so far: 16 bytes each, whatever the keys.
    seen: HashSet<Uuid>,
}

impl Grouper {
    /// For a file whose rows stand together.
    pub(crate) fn contiguous() -> Self {
        Self { whole: None, waiting: None, seen: HashSet::new() }
    }

    /// For a file whose rows stand anywhere; reads all of it.
    pub(crate) fn whole(source: &mut Source, plan: &Plan<'_>) -> Result<Self, ExchangeError> {
        let mut groups: Vec<Group> = Vec::new();
        let mut index = HashMap::new();
        let mut record = StringRecord::new();
        while let Some(line) = source.next(&mut record)? {
            let key = plan.key(&plan.cells.see(&record));
            let at = *index.entry(key).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Group { rows: Vec::new(), reappears: false });
            }
            groups[at].rows.push((line, record.clone()));
            bounded(source, &groups[at])?;
        }
        Ok(Self { whole: Some(groups.into_iter()), ..Self::contiguous() })
    }

    pub(crate) fn next(
        &mut self,
        source: &mut Source,
        plan: &Plan<'_>,
    ) -> Result<Option<Group>, ExchangeError> {
        if let Some(groups) = &mut self.whole {
            return Ok(groups.next());
        }
        let first = match self.waiting.take() {
            Some(first) => first,
            None => match read(source)? {
                Some(first) => first,
                None => return Ok(None),
            },
        };
        let key = plan.key(&plan.cells.see(&first.1));
        let reappears = !self.seen.insert(digest(&key));
        let mut group = Group { rows: vec![first], reappears };
        while let Some(row) = read(source)? {
            if plan.key(&plan.cells.see(&row.1)) != key {
                self.waiting = Some(row);
                break;
            }
            group.rows.push(row);
            bounded(source, &group)?;
        }
        Ok(Some(group))
    }
}

fn read(source: &mut Source) -> Result<Option<(u64, StringRecord)>, ExchangeError> {
    let mut record = StringRecord::new();
    Ok(source.next(&mut record)?.map(|line| (line, record)))
}

fn bounded(source: &Source, group: &Group) -> Result<(), ExchangeError> {
    match group.rows.last() {
        Some((line, _)) if group.rows.len() > ROWS_MAX => {
            let reason = format!("one response has more than {ROWS_MAX} rows");
            Err(Fault::new(&source.file, "response_too_long", reason).line(*line).into())
        }
        _ => Ok(()),
    }
}

fn digest(key: &[String]) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, key.join("\u{1f}").as_bytes())
}
