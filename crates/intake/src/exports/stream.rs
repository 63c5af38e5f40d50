//! From a thread that writes to a body that is sent, in pieces and with a limit on what waits between
//! them.

use std::io::{self, Write};
use std::time::Duration;

use actix_web::web::Bytes;
use figures::FiguresError;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::timeout;

/// Size of a piece.
const PIECE: usize = 256 * 1024;
/// Pieces that wait for a slow line.
const WAITING: usize = 4;
/// Whoever takes nothing for so long is gone, and holds up others.
const PATIENCE: Duration = Duration::from_mins(1);

type Piece = Result<Bytes, io::Error>;

/// The writing end.
pub(super) struct Pipe {
    pieces: Sender<Piece>,
    held: Vec<u8>,
}

impl Pipe {
    /// A pipe, and the body that it fills.
    pub(super) fn new() -> (Self, impl Stream<Item = Piece> + use<>) {
        let (pieces, taken) = channel(WAITING);
        let body = unfold(taken, |mut taken| async move { Some((taken.recv().await?, taken)) });
        (Self { pieces, held: Vec::with_capacity(PIECE) }, body)
    }

    /// Lets `write` fill the body. When that fails the body ends in an error, so that nobody takes a
    /// part for the whole; `report` hears of it unless it was the reader who went away.
    pub(super) fn run(
        mut self,
        write: impl FnOnce(&mut Self) -> Result<(), FiguresError>,
        report: impl FnOnce(&str),
    ) {
        let done = write(&mut self).and_then(|()| Ok(self.flush()?));
        let Err(failure) = done else { return };
        let gone = matches!(&failure, FiguresError::Output(error) if
            matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::TimedOut));
        if !gone {
            report(&format!("an export broke off: {failure}"));
        }
        // Nobody may be there any more to be told.
        let _ = self.send(Err(io::Error::other("the export broke off")));
    }

    fn send(&self, piece: Piece) -> io::Result<()> {
        let sent = Handle::current().block_on(timeout(PATIENCE, self.pieces.send(piece)));
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        let piece = std::mem::replace(&mut self.held, Vec::with_capacity(PIECE));
        self.send(Ok(piece.into()))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    async fn all(
        write: impl FnOnce(&mut Pipe) -> Result<(), FiguresError> + Send + 'static,
    ) -> (Vec<u8>, bool) {
        let (pipe, body) = Pipe::new();
        actix_web::rt::task::spawn_blocking(move || pipe.run(write, |_| {}));
        let pieces: Vec<Piece> = body.collect().await;
        let broken = pieces.last().is_some_and(Result::is_err);
        (pieces.into_iter().flatten().flatten().collect(), broken)
    }

    #[actix_web::test]
    async fn what_is_written_comes_out_in_order() {
        let (bytes, broken) = all(|pipe| {
            for number in 0..200_000_u32 {
                pipe.write_all(&number.to_le_bytes())?;
            }
            Ok(())
        })
        .await;
        let wanted: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
        assert!(bytes == wanted && !broken);
    }

    #[actix_web::test]
    async fn a_failure_on_the_way_is_no_end() {
        let (bytes, broken) = all(|pipe| {
            pipe.write_all(&vec![7; 2 * PIECE])?;
            Err(FiguresError::NoResponses)
        })
        .await;
        assert!(broken && !bytes.is_empty());
    }

    #[actix_web::test]
    async fn a_reader_who_leaves_ends_the_writing() {
        let (pipe, body) = Pipe::new();
        drop(body);
        let written = actix_web::rt::task::spawn_blocking(move || {
            let mut written = Ok(());
            pipe.run(
                |pipe| {
                    written = pipe.write_all(&vec![0; 2 * PIECE]);
                    Ok(())
                },
                |_| {},
            );
            written
        });
        let kind = written.await.expect("it ran").expect_err("nobody reads").kind();
        assert_eq!(kind, io::ErrorKind::BrokenPipe);
    }
}
