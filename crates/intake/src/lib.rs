#![doc = include_str!("../README.md")]

mod app;
mod assets;
mod audit;
mod auth;
mod batch;
mod body;
mod conditional;
mod corrections;
mod error;
mod figure;
mod guard;
mod headers;
mod health;
mod lists;
mod locale;
mod observe;
mod openapi;
mod pages;
mod problem;
mod quarantine;
mod query;
mod reference;
mod responses;
mod routes;
mod serve;
mod state;
mod tls;
mod words;

pub use app::create_app;
pub use auth::{digest as token_digest, new_token};
pub use error::IntakeError;
pub use openapi::openapi;
pub use serve::{ServeConfig, Server, bind, serve};
pub use state::{Identity, State};
pub use tls::TlsFiles;
