//! The one write path: queue, batch, commit, acknowledge.
//!
//! SQLite lets one connection write at a time, and a durable commit costs one wait for the disk.
//! Many connections that write for themselves sleep in each other's way; one thread that takes
//! everything that is waiting and commits it together is both durable and fast. Who submits is
//! answered only after the commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::{iter, slice};

use diesel::result::Error;

use crate::connection::{Access, AnyConnection, Location};
use crate::open::Limits;
use crate::responses::{self, Receipt, Submission};
use crate::{StoreError, revision};

/// What a piece of work leaves behind.
pub(crate) struct Written<T> {
    /// The answer to whoever asked for it.
    pub value: T,
    /// Whether the database is different now. A resend changes nothing, and then there is
    /// nothing to wait for either.
    pub changed: bool,
}

/// How the writer has been doing since it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriterStats {
    /// Transactions committed.
    pub commits: u64,
    /// Pieces of work that went into them.
    pub writes: u64,
}

/// Handle to the writer thread. Dropping it writes what is queued and ends the thread.
pub(crate) struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
}

#[derive(Default)]
struct Counters {
    commits: AtomicU64,
    writes: AtomicU64,
}

/// Takes the answer to a submission.
pub(crate) type Reply = Box<dyn FnOnce(Result<Receipt, StoreError>) + Send>;

/// An answer that will come after the commit.
pub(crate) struct Pending<T>(Receiver<Result<T, StoreError>>);

impl Pending<Receipt> {
    /// An answer that is waited for, and who gives it.
    pub(crate) fn new() -> (Reply, Self) {
        let (sender, answer) = sync_channel(1);
        // Who has hung up needs no answer; what was written stays written.
        (Box::new(move |result| drop(sender.send(result))), Self(answer))
    }
}

impl<T> Pending<T> {
    pub(crate) fn wait(self) -> Result<T, StoreError> {
        self.0.recv().unwrap_or(Err(StoreError::Stopped))
    }
}

impl Writer {
    pub(crate) fn start(
        location: Location,
        first: AnyConnection,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let (queue, inbox) = sync_channel(limits.queue_len.max(1));
        let counters = Arc::new(Counters::default());
        let mut bench = Workbench {
            location,
            limits,
            connection: Some(first),
            counters: Arc::clone(&counters),
        };
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || bench.serve(&inbox))
            .map_err(|error| StoreError::Database { detail: error.to_string() })?;
        Ok(Self { queue: Some(queue), thread: Some(thread), counters })
    }

    /// Queues a piece of work. It may run twice: once together with others, and again on its own
    /// when one of them failed; the first run is rolled back before the second.
    pub(crate) fn send<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut AnyConnection) -> Result<Written<T>, StoreError> + Send + 'static,
    ) -> Result<Pending<T>, StoreError> {
        let (reply, answer) = sync_channel(1);
        self.queue(Job::Work(Box::new(Ticket { work, value: None, reply })))?;
        Ok(Pending(answer))
    }

    /// Queues a response. What waits together is stored together. `reply` is told after the commit,
    /// on the writer's thread, and must not keep it.
    pub(crate) fn submit(&self, submission: Submission, reply: Reply) -> Result<(), StoreError> {
        let submission = Box::new(submission);
        self.queue(Job::Submission { submission, receipt: None, reply })
    }

    fn queue(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Stopped)?;
        queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Stopped,
        })
    }

    /// Queues a piece of work and waits for its commit.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut AnyConnection) -> Result<Written<T>, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.send(work)?.wait()
    }

    pub(crate) fn stats(&self) -> WriterStats {
        WriterStats {
            commits: self.counters.commits.load(Ordering::Relaxed),
            writes: self.counters.writes.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic in the thread has been reported there already.
            let _ = thread.join();
        }
    }
}

/// What waits in the queue.
enum Job {
    /// Most of what comes, and so stored many at a time.
    Submission { submission: Box<Submission>, receipt: Option<Receipt>, reply: Reply },
    /// Anything else.
    Work(Box<dyn Work>),
}

impl Job {
    fn acknowledge(self, failure: Option<StoreError>) {
        match self {
            Self::Submission { receipt, reply, .. } => reply(answer(receipt, failure)),
            Self::Work(work) => work.acknowledge(failure),
        }
    }
}

fn answer<T>(value: Option<T>, failure: Option<StoreError>) -> Result<T, StoreError> {
    failure.map_or_else(|| value.ok_or(StoreError::Stopped), Err)
}

/// A piece of work with its answer type hidden, so that one queue holds them all.
trait Work: Send {
    /// Says whether it changed anything.
    fn run(&mut self, conn: &mut AnyConnection) -> Result<bool, StoreError>;
    /// Answers whoever waits: the value of the last run, or why there is none.
    fn acknowledge(self: Box<Self>, failure: Option<StoreError>);
}

struct Ticket<W, T> {
    work: W,
    value: Option<T>,
    reply: SyncSender<Result<T, StoreError>>,
}

impl<W, T> Work for Ticket<W, T>
where
    W: FnMut(&mut AnyConnection) -> Result<Written<T>, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, conn: &mut AnyConnection) -> Result<bool, StoreError> {
        let written = (self.work)(conn)?;
        self.value = Some(written.value);
        Ok(written.changed)
    }

    fn acknowledge(self: Box<Self>, failure: Option<StoreError>) {
        // Who has hung up needs no answer; what was written stays written.
        let _ = self.reply.send(answer(self.value, failure));
    }
}

/// What the writer thread works with.
struct Workbench {
    location: Location,
    limits: Limits,
    connection: Option<AnyConnection>,
    counters: Arc<Counters>,
}

type Failures = Vec<Option<StoreError>>;

impl Workbench {
    fn serve(&mut self, inbox: &Receiver<Job>) {
        let others_max = self.limits.batch_max.saturating_sub(1);
        while let Ok(first) = inbox.recv() {
            let waiting = iter::from_fn(|| inbox.try_recv().ok());
            let mut jobs: Vec<_> = iter::once(first).chain(waiting.take(others_max)).collect();
            let failures = match self.process(&mut jobs) {
                Ok(failures) => failures,
                Err(failure) => vec![Some(failure); jobs.len()],
            };
            for (job, failure) in jobs.into_iter().zip(failures) {
                job.acknowledge(failure);
            }
        }
    }

    /// Runs all jobs in one transaction. An error is everyone's; a failure only that job's.
    fn process(&mut self, jobs: &mut [Job]) -> Result<Failures, StoreError> {
        let mut conn = match self.connection.take() {
            Some(conn) => conn,
            None => self.location.connect(Access::Write, self.limits.lock_wait)?,
        };
        let outcome = match together(&mut conn, jobs) {
            Err(Sunk::ByOne(failure)) if jobs.len() == 1 => Ok(vec![Some(failure)]),
            Err(Sunk::ByOne(_)) => one_by_one(&mut conn, jobs),
            Err(Sunk::ByDatabase(error)) => Err(error),
            Ok(()) => Ok(vec![None; jobs.len()]),
        };
        if let Ok(failures) = &outcome {
            let written = failures.iter().filter(|failure| failure.is_none()).count() as u64;
            self.counters.writes.fetch_add(written, Ordering::Relaxed);
            self.counters.commits.fetch_add(u64::from(written > 0), Ordering::Relaxed);
        }
        if !conn.is_spent() {
            self.connection = Some(conn);
        }
        outcome
    }
}

/// Who is to blame that a transaction was rolled back.
enum Sunk {
    ByOne(StoreError),
    ByDatabase(StoreError),
}

impl From<Error> for Sunk {
    fn from(error: Error) -> Self {
        Self::ByDatabase(error.into())
    }
}

impl From<StoreError> for Sunk {
    fn from(error: StoreError) -> Self {
        if error.sinks_transaction() { Self::ByDatabase(error) } else { Self::ByOne(error) }
    }
}

/// The usual case: nobody fails, and no savepoint is paid for.
fn together(conn: &mut AnyConnection, jobs: &mut [Job]) -> Result<(), Sunk> {
    conn.immediately(|conn| {
        if run(conn, jobs)? {
            revision::bump(conn)?;
        }
        Ok(())
    })
}

/// Runs jobs in their order, and says whether they changed anything.
fn run(conn: &mut AnyConnection, jobs: &mut [Job]) -> Result<bool, StoreError> {
    let submitted = |job: &Job| matches!(job, Job::Submission { .. });
    let mut changed = false;
    for jobs in jobs.chunk_by_mut(|a, b| submitted(a) && submitted(b)) {
        let (mut submissions, mut receipts) = (Vec::new(), Vec::new());
        for job in jobs {
            match job {
                Job::Work(work) => changed |= work.run(conn)?,
                Job::Submission { submission, receipt, .. } => {
                    submissions.push(&mut **submission);
                    receipts.push(receipt);
                }
            }
        }
        for (written, receipt) in iter::zip(responses::submit(conn, &mut submissions)?, receipts) {
            changed |= written.changed;
            *receipt = Some(written.value);
        }
    }
    Ok(changed)
}

/// Someone failed: again, each behind a savepoint, so that one bad item sinks nobody else. Still
/// one transaction and one wait for the disk, or a stream of bad items would slow everyone down.
fn one_by_one(conn: &mut AnyConnection, jobs: &mut [Job]) -> Result<Failures, StoreError> {
    conn.immediately(|conn| {
        let mut changed = false;
        let mut failures = Vec::with_capacity(jobs.len());
        for job in jobs {
            match conn.guarded(|conn| run(conn, slice::from_mut(job)))? {
                Ok(by_this) => {
                    changed |= by_this;
                    failures.push(None);
                }
                Err(failure) => failures.push(Some(failure)),
            }
        }
        if changed {
            revision::bump(conn)?;
        }
        Ok(failures)
    })
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::record::record_many;
    use crate::row::ResponseRow;
    use crate::sample;

    #[test]
    fn a_full_disk_is_said_so_and_nothing_acknowledged_is_lost() {
        let (folder, store) = sample::store();
        let mut conn = store.location.connect(Access::Write, store.limits.lock_wait).expect("open");
        sample::fill_disk(&mut conn);
        let writer = Writer::start(store.location.clone(), conn, store.limits).expect("a writer");
        let mut stored = 0;
        let refused = (0..).find_map(|n| {
            stored += u64::from(n > 0);
            submit(&writer, n).err()
        });
        assert_eq!(refused, Some(StoreError::DiskFull));
        assert_eq!(store.counts().expect("counts").responses, stored);
        drop(folder);
    }

    #[test]
    fn what_a_failed_item_had_written_is_taken_back_alone() {
        let (folder, store) = sample::store();
        let conn = store.location.connect(Access::Write, store.limits.lock_wait).expect("open");
        let mut bench = Workbench {
            location: store.location.clone(),
            limits: store.limits,
            connection: Some(conn),
            counters: Arc::default(),
        };
        let revision = store.revision().expect("a revision");
        let (good, bad) = (insert(1), insert(2));
        let failing = move |conn: &mut AnyConnection| {
            bad.clone()(conn)?;
            Err(StoreError::UnknownUnit { code: "T9".to_owned() })
        };
        let failures = bench.process(&mut [ticket(failing), ticket(good)]).expect("committed");
        assert!(failures[0].is_some() && failures[1].is_none(), "{failures:?}");
        assert_eq!(store.counts().expect("counts").responses, 1);
        assert_eq!(store.revision(), Ok(revision + 1));
        assert_eq!(bench.counters.commits.load(Ordering::Relaxed), 1);
        drop(folder);
    }

    fn ticket<W>(work: W) -> Job
    where
        W: FnMut(&mut AnyConnection) -> Result<Written<()>, StoreError> + Send + 'static,
    {
        Job::Work(Box::new(Ticket { work, value: None, reply: sync_channel(1).0 }))
    }

    /// The database may end a transaction on its own; here a statement plays that part.
    #[test]
    fn a_lost_transaction_costs_its_items_and_no_more() {
        let (folder, store) = sample::store();
        let lost = store.writer.write(|conn| -> Result<Written<()>, _> {
            conn.batch_execute("ROLLBACK")?;
            Err(StoreError::DiskFull)
        });
        assert_eq!(lost, Err(StoreError::DiskFull));
        assert_eq!(submit(&store.writer, 1), Ok(()));
        assert_eq!(store.counts().expect("counts").responses, 1);
        drop(folder);
    }

    fn submit(writer: &Writer, n: u128) -> Result<(), StoreError> {
        writer.write(insert(n))
    }

    fn insert(
        n: u128,
    ) -> impl FnMut(&mut AnyConnection) -> Result<Written<()>, StoreError> + Clone {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let mut row = ResponseRow::new(&sample::response(n), "test", now).expect("a row");
        move |conn| {
            record_many(conn, [&mut row])?;
            Ok(Written { value: (), changed: true })
        }
    }
}
