//! Listings: every row of a part with the digest of its content, in a text that is digested in turn.
//!
//! One row is one line: key, space, SHA-256 in hexadecimal, line feed; lines in the order of the bytes of
//! their keys. So a listing is the same whatever the order of the rows in a database, and `sha256sum`
//! checks it.

use std::collections::BTreeMap;
use std::fmt;

/// Digits of a digest.
const DIGEST_LEN: usize = 64;

/// The rows of a part, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing(BTreeMap<String, String>);

/// How a row differs from what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineChange {
    /// It was not there.
    Added,
    /// It has other content.
    Changed,
    /// It is no longer there.
    Removed,
}

/// A row that is not what was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Its key.
    pub key: String,
    /// How it differs.
    pub change: LineChange,
}

/// A line of a text that is none of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadListing {
    /// Its number, from 1.
    pub line: usize,
}

impl fmt::Display for BadListing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not a key and a digest after the key of the line before", self.line)
    }
}

impl LineChange {
    /// Its name in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

impl Listing {
    /// Puts a row in. A key has no white space; a second row of the same key is refused and given back.
    ///
    /// # Errors
    /// The key.
    pub fn add(&mut self, key: String, digest: String) -> Result<(), String> {
        if key.is_empty() || key.contains(char::is_whitespace) || self.0.contains_key(&key) {
            return Err(key);
        }
        self.0.insert(key, digest);
        Ok(())
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text that is digested.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.0.len() * (DIGEST_LEN + 40));
        for (key, digest) in &self.0 {
            text.extend([key, " ", digest, "\n"]);
        }
        text
    }

    /// Reads the text of a listing.
    ///
    /// # Errors
    /// The first line that is not as [`Self::text`] writes it.
    pub fn parse(text: &str) -> Result<Self, BadListing> {
        let mut rows = BTreeMap::new();
        for (line, row) in (1..).zip(text.split_inclusive('\n')) {
            let bad = BadListing { line };
            let row = row.strip_suffix('\n').ok_or(bad)?;
            let (key, digest) = row.split_once(' ').ok_or(bad)?;
            let is_digit = |digit: u8| digit.is_ascii_digit() || (b'a'..=b'f').contains(&digit);
            let follows =
                rows.last_key_value().is_none_or(|(last, _): (&String, _)| last.as_str() < key);
            let is_key = !key.is_empty() && !key.contains(char::is_whitespace);
            if !is_key || !follows || digest.len() != DIGEST_LEN || !digest.bytes().all(is_digit) {
                return Err(bad);
            }
            rows.insert(key.to_owned(), digest.to_owned());
        }
        Ok(Self(rows))
    }

    /// How another listing of the same part, of now, differs from this one, by key.
    pub fn deviations(&self, now: &Self) -> Vec<Deviation> {
        let deviation = |key: &String, change| Deviation { key: key.clone(), change };
        let mut found: Vec<Deviation> = self
            .0
            .iter()
            .filter_map(|(key, digest)| match now.0.get(key) {
                None => Some(deviation(key, LineChange::Removed)),
                Some(other) if other != digest => Some(deviation(key, LineChange::Changed)),
                Some(_) => None,
            })
            .collect();
        let new = now.0.keys().filter(|key| !self.0.contains_key(*key));
        found.extend(new.map(|key| deviation(key, LineChange::Added)));
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found
    }

    /// The digest of a row.
    pub fn digest_of(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    use super::*;

    fn listing(rows: &[(&str, &str)]) -> Listing {
        let mut listing = Listing::default();
        for (key, digit) in rows {
            listing.add((*key).to_owned(), digit.repeat(DIGEST_LEN)).expect("a row");
        }
        listing
    }

    #[test]
    fn rows_that_differ_are_named() {
        let sealed = listing(&[("a", "0"), ("b", "1"), ("c", "2")]);
        let now = listing(&[("d", "9"), ("c", "3"), ("a", "0")]);
        let told: Vec<_> = sealed
            .deviations(&now)
            .iter()
            .map(|deviation| format!("{} {}", deviation.key, deviation.change.as_str()))
            .collect();
        assert_eq!(told, ["b removed", "c changed", "d added"]);
    }

    #[test]
    fn what_is_no_listing_is_refused_by_its_line() {
        let digest = "0".repeat(DIGEST_LEN);
        for (text, line) in [
            (format!("a {digest}\nb {digest}"), 2),
            (format!("b {digest}\na {digest}\n"), 2),
            (format!("a {digest}\na {digest}\n"), 2),
            ("a 00\n".to_owned(), 1),
            (format!(" {digest}\n"), 1),
            (format!("a {}\n", "A".repeat(DIGEST_LEN)), 1),
            ("\n".to_owned(), 1),
        ] {
            assert_eq!(Listing::parse(&text), Err(BadListing { line }), "{text}");
        }
        let mut twice = listing(&[("a", "0")]);
        assert_eq!(twice.add("a".to_owned(), digest.clone()), Err("a".to_owned()));
        assert_eq!(twice.add("a b".to_owned(), digest), Err("a b".to_owned()));
    }

    proptest! {
        #[test]
        fn a_text_is_read_back(rows in btree_map("[!-~满]{1,9}", "[0-9a-f]{64}", 0..20)) {
            let mut listing = Listing::default();
            for (key, digest) in rows {
                listing.add(key, digest).expect("a row");
            }
            let read = Listing::parse(&listing.text());
            prop_assert_eq!(read.as_ref(), Ok(&listing));
            prop_assert!(listing.deviations(&listing).is_empty());
        }

        #[test]
        fn deviations_are_the_same_from_either_side(
            a in btree_map("[ab]{1,2}", "[01]{64}", 0..6),
            b in btree_map("[ab]{1,2}", "[01]{64}", 0..6),
        ) {
            let (a, b) = (Listing(a), Listing(b));
            let there = a.deviations(&b).len();
            prop_assert_eq!(there, b.deviations(&a).len());
            prop_assert_eq!(there == 0, a == b);
        }

        #[test]
        fn no_text_panics(text in ".{0,200}") {
            let _ = Listing::parse(&text);
        }
    }
}
