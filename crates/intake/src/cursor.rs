//! Where a long list goes on: a time and an id, written for nobody to read anything from.

use jiff::Timestamp;
use survey::problem::quoted;
use uuid::Uuid;

/// How a place in a list is written.
pub(crate) const CURSOR_PATTERN: &str = "^[0-9a-f]{48}$";

/// The place of an entry.
pub(crate) fn cursor(at: Timestamp, id: Uuid) -> String {
    let at = at.as_microsecond().to_be_bytes();
    hex::encode([&at[..], id.as_bytes()].concat())
}

/// The place that an answer gave.
pub(crate) fn place_of(text: &str) -> Result<(Timestamp, Uuid), String> {
    let unknown = || format!("{} is no place that an answer has given as next", quoted(text));
    // The library takes capitals too; there is one way to write a place.
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(unknown());
    }
    let mut bytes = [0; 24];
    hex::decode_to_slice(text, &mut bytes).map_err(|_| unknown())?;
    let (at, id) = bytes.split_first_chunk::<8>().ok_or_else(unknown)?;
    let at = i64::from_be_bytes(*at);
    // Beyond all times there is nothing, on either side.
    let end = if at < 0 { Timestamp::MIN } else { Timestamp::MAX };
    let at = Timestamp::from_microsecond(at).unwrap_or(end);
    Ok((at, Uuid::from_slice(id).map_err(|_| unknown())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again() {
        let at = Timestamp::from_microsecond(1_788_000_000_123_456).expect("a time");
        let id = Uuid::from_u128(7);
        assert_eq!(place_of(&cursor(at, id)), Ok((at, id)));
        for odd in ["", "0", &"g".repeat(48), &"A".repeat(48), &"0".repeat(50), "满满"] {
            assert!(place_of(odd).is_err(), "{odd}");
        }
        for far in ["7", "8"] {
            assert!(place_of(&far.repeat(48)).is_ok());
        }
    }
}
