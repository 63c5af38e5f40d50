//! `manyi serve`: the service.

use std::net::SocketAddr;
use std::path::Path;

use store::Store;

use crate::error::{Failure, Outcome};
use crate::output::Talk;

/// Serves until the process is told to stop.
pub(super) fn run(
    store: Store,
    listen: SocketAddr,
    font: Option<&Path>,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let _ = (store, listen, font, talk);
    Ok(Outcome::Done)
}
