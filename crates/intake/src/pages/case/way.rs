//! The way of a case from its beginning to its end.

use jiff::Timestamp;
use survey::round::in_china;

use super::view::{Reach, Station};
use crate::words::Words;

/// What a station is called, and the steps that end in it.
pub(in crate::pages) type Stop = (fn(&Words) -> &'static str, &'static [&'static str]);

/// Stations of a way of which some lie behind, with the day on which the last step of each was taken.
pub(in crate::pages) fn stations(
    stops: &[Stop],
    (passed, is_open): (usize, bool),
    steps: &[(&str, Timestamp)],
    words: &Words,
) -> Vec<Station> {
    let station = |(place, (name, ends)): (usize, &Stop)| {
        let reach = match place {
            _ if place < passed => Reach::Done,
            _ if place == passed && is_open => Reach::Now,
            _ => Reach::ToCome,
        };
        let last = steps.iter().rev().find(|(kind, _)| ends.contains(kind));
        let day = last.filter(|_| reach == Reach::Done).map(|(_, at)| in_china(*at).date());
        let day = day.map(|day| day.to_string()).unwrap_or_default();
        Station { name: name(words), day, reach }
    };
    stops.iter().enumerate().map(station).collect()
}
