//! `/api/v1/responses`

mod batch;
mod corrections;
mod hostile;
mod single;
