//! `/api/v1/responses`

mod batch;
mod hostile;
mod single;
