//! `manyi openapi`: what the API says of itself.

use std::path::Path;

use crate::args::Global;
use crate::error::{Failure, Outcome};
use crate::output::write_to;

pub(super) fn run(global: &Global) -> Result<Outcome, Failure> {
    let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
    write_to(path, |writer| -> Result<(), Failure> {
        Ok(writer.write_all(intake::openapi().as_bytes())?)
    })?;
    Ok(Outcome::Done)
}
