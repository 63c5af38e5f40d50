//! The publicity log (舆论宣传): what was told to the public, where and of whom. It is counted, and what is
//! counted is no score.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

use crate::personal::{link_tells_a_person, tells_a_person};
use crate::problem::quoted;
use crate::schema::{Day, day};
use crate::wording::says_in_a_line;
use crate::{Code, Problem, UnitTree, days};

/// The space of ids that are made of what an entry says.
const BY_CONTENT: Uuid = uuid!("b3b58ec5-47b1-4a0e-8d0e-6a5b1b7d8e42");
/// Longest channel, in characters.
pub const CHANNEL_MAX: usize = 80;
/// Longest topic and link, in characters.
pub const TOPIC_MAX: usize = 300;

/// Whether a work is praised or a bad case is shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PublicityKind {
    /// What was achieved (正面报道).
    GoodNews,
    /// A bad case (反面曝光).
    Exposure,
}

/// Something that was told to the public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicityItem {
    /// The day on which it came out.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "Day")]
    pub published_on: Date,
    /// Where: a paper, a station, an account, a notice board.
    #[schemars(length(min = 1, max = CHANNEL_MAX))]
    pub channel: String,
    /// Praise or exposure.
    pub kind: PublicityKind,
    /// The unit that it is about.
    pub unit: Code,
    /// What it is about. Nothing that tells persons.
    #[schemars(length(min = 1, max = TOPIC_MAX))]
    pub topic: String,
    /// An address, or the number of a document. Nothing that tells persons.
    #[serde(default)]
    #[schemars(length(min = 1, max = TOPIC_MAX))]
    pub link: Option<String>,
}

impl PublicityKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::GoodNews, Self::Exposure];

    /// Its name in files, in the database and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GoodNews => "good_news",
            Self::Exposure => "exposure",
        }
    }
}

impl fmt::Display for PublicityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for PublicityKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|known| known.as_str() == text).ok_or_else(|| {
            format!("there is no kind {} of publicity; there are good_news, exposure", quoted(text))
        })
    }
}

impl PublicityItem {
    /// Its id: the same thing told in the same place on the same day is one entry.
    pub fn id(&self) -> Uuid {
        let parts = [
            self.published_on.to_string(),
            self.channel.clone(),
            self.kind.to_string(),
            self.unit.to_string(),
            self.topic.clone(),
        ];
        // Each part with its length, so that no two entries run into one.
        let parts: Vec<String> =
            parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
        let name = parts.concat();
        Uuid::new_v5(&BY_CONTENT, name.as_bytes())
    }

    /// Everything that is wrong with it.
    pub fn problems(&self, units: &UnitTree, today: Date) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |code, path: &str, detail: String| {
            problems.push(Problem::new(code, path, detail));
        };
        for (path, text, most) in [
            ("/channel", Some(&self.channel), CHANNEL_MAX),
            ("/topic", Some(&self.topic), TOPIC_MAX),
            ("/link", self.link.as_ref(), TOPIC_MAX),
        ] {
            let Some(text) = text else { continue };
            if !says_in_a_line(text, most) {
                let detail = format!("must be one line of 1 to {most} characters");
                wrong("bad_text", path, detail);
            }
        }
        let link_tells = self.link.as_deref().is_some_and(link_tells_a_person);
        for (path, tells) in [("/topic", tells_a_person(&self.topic)), ("/link", link_tells)] {
            if tells {
                let detail =
                    "holds a number that may be somebody's telephone or identity".to_owned();
                wrong("personal_data", path, detail);
            }
        }
        if units.get(self.unit.as_str()).is_none() {
            let detail = format!("there is no unit {}", quoted(self.unit.as_str()));
            wrong("unknown_unit", "/unit", detail);
        }
        problems.extend(days::happened("/published_on", self.published_on, today));
        problems
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Label, Unit};

    fn item() -> PublicityItem {
        PublicityItem {
            published_on: date(2026, 9, 3),
            channel: "云泽日报".to_owned(),
            kind: PublicityKind::GoodNews,
            unit: "t".parse().expect("a code"),
            topic: "河道清淤完工".to_owned(),
            link: Some("https://example.org/1380000".to_owned()),
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_field() {
        let unit = Unit {
            code: "t".parse().expect("a code"),
            name: Label::single("T"),
            level: "town".parse().expect("a code"),
            parent: None,
            valid_from: None,
            valid_to: None,
        };
        let tree = UnitTree::new(vec![unit]).expect("a tree");
        let today = date(2026, 9, 3);
        assert_eq!(item().problems(&tree, today), []);
        let told = |item: PublicityItem| -> Vec<String> {
            let problems = item.problems(&tree, today);
            problems.iter().map(|it| format!("{} {}", it.path, it.code)).collect()
        };
        let blank = PublicityItem { channel: " ".to_owned(), link: Some(String::new()), ..item() };
        assert_eq!(told(blank), ["/channel bad_text", "/link bad_text"]);
        let person = PublicityItem { topic: "举报人电话13800001111".to_owned(), ..item() };
        assert_eq!(told(person), ["/topic personal_data"]);
        let wide = PublicityItem {
            topic: "电话１３８-００００-１１１１".to_owned(), ..item()
        };
        assert_eq!(told(wide), ["/topic personal_data"]);
        let link = Some("https://x/?tel=13800001111".to_owned());
        assert_eq!(told(PublicityItem { link, ..item() }), ["/link personal_data"]);
        let unit = "x".parse().expect("a code");
        let odd = PublicityItem { unit, published_on: date(2026, 9, 4), ..item() };
        assert_eq!(told(odd), ["/unit unknown_unit", "/published_on in_the_future"]);
        let early = PublicityItem { published_on: date(-9999, 1, 1), ..item() };
        assert_eq!(told(early), ["/published_on out_of_range"]);
    }

    #[test]
    fn the_same_thing_is_one_entry_whatever_its_link() {
        let other = PublicityItem { link: None, ..item() };
        assert_eq!(item().id(), other.id());
        let exposure = PublicityItem { kind: PublicityKind::Exposure, ..item() };
        assert_ne!(item().id(), exposure.id());
        for kind in PublicityKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert!("praise".parse::<PublicityKind>().is_err());
    }
}
