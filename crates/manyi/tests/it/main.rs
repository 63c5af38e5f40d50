//! Tests of the whole: the command as people type it, real surveys, and the shape of the workspace.

mod annual;
mod browser;
mod calls;
mod checks;
mod closed_loop;
mod commands;
mod common;
mod fieldwork;
mod hostile;
mod issues;
mod leading;
mod pages;
mod postgres;
mod publicity;
mod questionnaires;
mod real_ledger;
mod real_surveys;
mod responses;
mod seals;
mod settings;
mod supervision;
mod support;
mod tidy;
mod users;
mod views;
mod visits;
