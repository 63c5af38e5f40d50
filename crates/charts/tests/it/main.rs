//! The charts from outside: pictures that only change on purpose, and pictures in pixels.

mod render;
mod rows;
mod snapshots;
