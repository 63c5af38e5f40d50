//! Tests of the rules between the words: questionnaires and responses.

mod fieldwork;
mod questionnaires;
mod responses;
mod support;
