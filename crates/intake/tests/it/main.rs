//! The service as a client sees it: real middleware, a real database for each test. The modules
//! follow the addresses.

#![expect(clippy::unwrap_used, reason = "a test that can't go on must fail")]

mod access;
mod accounts;
mod aims;
mod annual;
mod annual_pages;
mod assets;
mod bulletins;
mod charts;
mod check_pages;
mod checks;
mod common;
mod conformance;
mod devices;
mod equal;
mod exports;
mod fieldwork;
mod guard;
mod health;
mod indices;
mod issue_pages;
mod issues;
mod leading;
mod lists;
mod me;
mod notes;
mod odata;
mod openapi;
mod orders;
mod pages;
mod photos;
mod progress;
mod publicity;
mod published;
mod questionnaires;
mod rankings;
mod responses;
mod seals;
mod second_factor;
mod sentences;
mod serve;
mod support;
mod tls;
mod views;
mod workbench;
