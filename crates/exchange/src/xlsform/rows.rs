//! The types of rows, by their many spellings.

/// What a row is.
pub(super) enum Kind<'a> {
    /// A question with the scale of a list.
    SelectOne(&'a str),
    /// A question in free text.
    Text,
    /// Words that are said.
    Note,
    BeginGroup,
    /// The end of a group or of what was refused in place of one.
    End,
    /// Something that needs no row, and why.
    Recorded(&'static str),
    /// Something that there is not, and what to do instead.
    Refused(&'static str),
}

/// Spellings of a question with one answer; the name of the list follows.
const SELECT_ONE: [&str; 4] = ["select_one ", "select one from ", "select one ", "select1 "];

const BY_THE_FORM: &str = "the form records by itself when it was filled in and on which phone";
const BY_THE_ACCOUNT: &str = "who asks is known from the account that sends the answers";
const NOT_TRACKED: &str =
    "whoever asks is not tracked; how long an interview took is known from its start and end";

impl<'a> Kind<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let lower = text.to_ascii_lowercase();
        // ASCII letters keep their length, so the list is taken from the text as it was typed.
        if let Some(prefix) = SELECT_ONE.iter().find(|prefix| lower.starts_with(**prefix)) {
            let list = text[prefix.len()..].trim();
            return match list.strip_suffix(" or_other") {
                Some(_) => Self::Refused("give \"other\" an option of its own"),
                None => Self::SelectOne(list),
            };
        }
        let words: Vec<&str> = lower.split([' ', '_', '-']).filter(|w| !w.is_empty()).collect();
        match words.as_slice() {
            ["text" | "string"] => Self::Text,
            ["note"] => Self::Note,
            ["begin", "group"] => Self::BeginGroup,
            ["end", "group" | "repeat" | "loop"] => Self::End,
            ["start" | "end" | "today" | "deviceid"] => Self::Recorded(BY_THE_FORM),
            ["username" | "email" | "phonenumber" | "simserial" | "subscriberid"] => {
                Self::Recorded(BY_THE_ACCOUNT)
            }
            ["start", "geopoint"] => {
                Self::Recorded("the form offers to record where it was filled in")
            }
            ["audit"] => Self::Recorded(NOT_TRACKED),
            ["begin", ..] => Self::Refused("questions are asked once: there are no repeats"),
            ["select", "multiple", ..] => Self::Refused(
                "a question has one answer; reasons for a bad one belong in the sheet reasons",
            ),
            ["select" | "rank", ..] => Self::Refused("write select_one and a list of choices"),
            ["calculate" | "hidden"] => Self::Refused("nothing is computed on the form"),
            ["image" | "photo"] => {
                Self::Refused("photos are added to an issue by whoever asks, not to a question")
            }
            ["audio" | "video"] | ["background", "audio"] => Self::Refused("nothing is recorded"),
            _ => Self::Refused("rows are select_one LIST, text, note and groups"),
        }
    }
}

/// Whether a row of a refused type opens something that a later row ends.
pub(super) fn opens(text: &str) -> bool {
    text.to_ascii_lowercase().starts_with("begin")
}
