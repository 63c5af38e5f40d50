//! The codes of a column: row by row, or in runs.

use std::cell::Cell;

use super::values::NULL;

/// Takes in codes and tells them by row.
pub(crate) trait Codes: Default {
    /// Appends one code for so many rows.
    fn push(&mut self, code: u32, rows: usize);

    /// Appends what `write` appends, a code a row.
    fn append(&mut self, write: impl FnOnce(&mut Vec<u32>));

    /// Number of rows.
    fn len(&self) -> usize;

    /// The code of a row.
    fn get(&self, row: usize) -> u32;

    /// True if each code is [`NULL`] or stands for one of so many values.
    fn fit(&self, values: usize) -> bool;
}

/// One code a row.
impl Codes for Vec<u32> {
    fn push(&mut self, code: u32, rows: usize) {
        self.resize(self.len() + rows, code);
    }

    fn append(&mut self, write: impl FnOnce(&mut Vec<u32>)) {
        write(self);
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, row: usize) -> u32 {
        self[row]
    }

    fn fit(&self, values: usize) -> bool {
        all_fit(self, values)
    }
}

/// One code for all rows of an interview and mostly beyond: what doesn't change from answer to
/// answer.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    codes: Vec<u32>,
    ends: Vec<usize>,
    /// The run that was asked for last: the next question is mostly about this or the next one.
    last: Cell<usize>,
    /// Room for rows that are about to become runs.
    rows: Vec<u32>,
}

impl Runs {
    /// The code of a row and the end of its run.
    pub(crate) fn run(&self, row: usize) -> (u32, usize) {
        let mut run = self.last.get();
        if run > 0 && self.ends[run - 1] > row {
            run = 0;
        }
        run += self.ends[run..].iter().take_while(|&&end| end <= row).count();
        self.last.set(run);
        (self.codes[run], self.ends[run])
    }

    /// Code and length of each run.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let lengths = std::iter::zip(&self.ends, starts).map(|(end, start)| end - start);
        std::iter::zip(self.codes.iter().copied(), lengths)
    }

    /// The code of the last row.
    pub(crate) fn last(&self) -> Option<u32> {
        self.codes.last().copied()
    }
}

impl Codes for Runs {
    fn push(&mut self, code: u32, rows: usize) {
        match self.ends.last_mut() {
            Some(end) if self.codes.last() == Some(&code) => *end += rows,
            end if rows > 0 => {
                let start = end.map_or(0, |end| *end);
                self.codes.push(code);
                self.ends.push(start + rows);
            }
            _ => {}
        }
    }

    fn append(&mut self, write: impl FnOnce(&mut Vec<u32>)) {
        let mut rows = std::mem::take(&mut self.rows);
        write(&mut rows);
        for run in rows.chunk_by(PartialEq::eq) {
            self.push(run[0], run.len());
        }
        rows.clear();
        self.rows = rows;
    }

    fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    fn get(&self, row: usize) -> u32 {
        self.run(row).0
    }

    fn fit(&self, values: usize) -> bool {
        all_fit(&self.codes, values)
    }
}

fn all_fit(codes: &[u32], values: usize) -> bool {
    // One past [`NULL`] is 0, so that it needs no comparison of its own.
    const { assert!(NULL == u32::MAX) }
    let highest = codes.iter().map(|code| code.wrapping_add(1)).max().unwrap_or(0);
    highest as usize <= values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_tell_what_rows_tell(
            parts in prop::collection::vec((0_u32..3, 0_usize..4), 0..20),
            asked in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let (mut rows, mut runs) = (Vec::new(), Runs::default());
            for (code, count) in parts {
                Codes::push(&mut rows, code, count);
                runs.push(code, count);
                Codes::append(&mut rows, |rows| rows.extend([code, 0, 0]));
                runs.append(|rows| rows.extend([code, 0, 0]));
            }
            prop_assert_eq!(Codes::len(&rows), Codes::len(&runs));
            prop_assert_eq!(rows.last().copied(), runs.last());
            prop_assert_eq!(runs.runs().map(|(_, rows)| rows).sum::<usize>(), rows.len());
            for row in asked.into_iter().filter(|_| !rows.is_empty()).map(|row| row.index(rows.len())) {
                prop_assert_eq!(rows[row], runs.get(row));
                let (code, end) = runs.run(row);
                prop_assert!(rows[row..end].iter().all(|&other| other == code));
                prop_assert!(rows[end..].first() != Some(&code));
            }
            for values in 0..4 {
                prop_assert_eq!(rows.fit(values), runs.fit(values));
            }
        }
    }
}
