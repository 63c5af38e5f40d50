//! Contacts (联系人): households and lines that may be asked, and how little of them is shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Code;

/// Longest name, phone number or address, in characters.
pub const DETAIL_CHARS_MAX: usize = 200;

/// Somebody who may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Pseudonymous number; it stands in answers and attempts in place of the person.
    pub case: Code,
    /// Code of the unit where they live or are served.
    pub unit: Code,
    /// Sampling stratum; empty means that the unit is one.
    pub stratum: Option<Code>,
    /// Primary sampling unit, such as a village group.
    pub psu: Option<Code>,
    /// Who and where they are.
    pub details: ContactDetails,
}

/// A contact on its way in. Without a case number it gets one that is the same each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContact {
    /// Its number, if the list has one.
    pub case: Option<Code>,
    /// Code of the unit.
    pub unit: Code,
    /// Sampling stratum.
    pub stratum: Option<Code>,
    /// Primary sampling unit.
    pub psu: Option<Code>,
    /// Who and where they are.
    pub details: ContactDetails,
}

/// What tells a person. It is kept apart from answers, encrypted, and deleted when it is no longer
/// needed.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ContactDetails {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Where to knock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Says nothing: what is debugged ends in logs.
impl std::fmt::Debug for ContactDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactDetails(…)")
    }
}

impl ContactDetails {
    /// What is wrong with them: a column and a reason.
    pub fn problem(&self) -> Option<(&'static str, String)> {
        let fields = [("name", &self.name), ("phone", &self.phone), ("address", &self.address)];
        for (column, value) in fields {
            let Some(value) = value else { continue };
            if value.chars().count() > DETAIL_CHARS_MAX {
                return Some((column, format!("has more than {DETAIL_CHARS_MAX} characters")));
            }
            if value.chars().any(char::is_control) {
                return Some((column, "holds control characters".to_owned()));
            }
        }
        if self.phone.is_none() && self.address.is_none() {
            return Some(("phone", "neither a phone number nor an address is given".to_owned()));
        }
        match &self.phone {
            Some(phone) if !(5..=20).contains(&normal_phone(phone).len()) => {
                Some(("phone", "is no telephone number".to_owned()))
            }
            _ => None,
        }
    }

    /// As it may be shown to those who only keep the list: `张*`, `138****5678`, an address without
    /// its last numbers.
    #[must_use]
    pub fn masked(&self) -> Self {
        Self {
            name: self.name.as_deref().map(masked_name),
            phone: self.phone.as_deref().map(masked_phone),
            address: self.address.as_deref().map(masked_address),
        }
    }

    /// What the same person has in common on two lists: the digits of the telephone number, without
    /// the code of the country.
    pub fn phone_key(&self) -> Option<String> {
        self.phone.as_deref().map(normal_phone)
    }

    /// What the same person has in common where no number is given: name and address.
    pub fn place_key(&self) -> Option<String> {
        let squeezed = |text: &str| -> String {
            text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
        };
        let address = squeezed(self.address.as_deref()?);
        Some(format!("{}\n{address}", squeezed(self.name.as_deref().unwrap_or_default())))
    }
}

fn normal_phone(phone: &str) -> String {
    // Chinese input methods write digits of full width.
    let digit = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => Some(c).filter(char::is_ascii_digit),
    };
    let digits: String = phone.chars().filter_map(digit).collect();
    let without = ["0086", "86"].iter().find_map(|code| {
        let rest = digits.strip_prefix(code)?;
        (rest.len() == 11 && rest.starts_with('1')).then(|| rest.to_owned())
    });
    without.unwrap_or(digits)
}

fn masked_name(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(String::from).unwrap_or_default();
    first + &"*".repeat(chars.count().clamp(1, 3))
}

fn masked_phone(phone: &str) -> String {
    let digits = normal_phone(phone);
    let (shown_before, shown_after) = if digits.len() >= 11 { (3, 4) } else { (1, 2) };
    let hidden = digits.len().saturating_sub(shown_before + shown_after);
    let (before, after) = (&digits[..shown_before], &digits[digits.len() - shown_after..]);
    format!("{before}{}{after}", "*".repeat(hidden))
}

/// From the first number on, nothing is shown: it tells the house.
fn masked_address(address: &str) -> String {
    let shown: String = address.chars().take_while(|c| !c.is_numeric()).collect();
    let most = address.chars().count().div_ceil(2);
    shown.chars().take(most).collect::<String>() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(name: &str, phone: &str, address: &str) -> ContactDetails {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        ContactDetails { name: given(name), phone: given(phone), address: given(address) }
    }

    #[test]
    fn little_is_shown() {
        let masked = details("欧阳小明", "+86 138-1234-5678", "东河镇李庄12号").masked();
        assert_eq!(masked, details("欧***", "138****5678", "东河镇李…"));
        assert_eq!(details("李", "5551234", "").masked(), details("李*", "5****34", ""));
        let debugged = format!("{:?}", details("李", "13812345678", ""));
        assert!(!debugged.contains('李') && !debugged.contains("138"), "{debugged}");
    }

    #[test]
    fn the_same_line_is_known_however_it_is_written() {
        let key = |phone: &str| details("", phone, "").phone_key().expect("a key");
        for phone in
            ["13812345678", "+86 138 1234 5678", "0086-138-1234-5678", "１３８１２３４５６７８"]
        {
            assert_eq!(key(phone), "13812345678", "{phone}");
        }
        assert_eq!(key("0631-5231234"), "06315231234");
        assert_eq!(
            details("李 明", "", "李庄 12号").place_key(),
            details("李明", "", "李庄12号").place_key()
        );
        assert_eq!(details("李明", "13812345678", "").place_key(), None);
    }

    #[test]
    fn what_leads_to_nobody_is_refused() {
        let column = |details: ContactDetails| details.problem().map(|(column, _)| column);
        assert_eq!(column(details("李明", "", "")), Some("phone"));
        assert_eq!(column(details("李明", "12", "")), Some("phone"));
        assert_eq!(column(details("李\u{7}明", "13812345678", "")), Some("name"));
        assert_eq!(column(details("", "", &"长".repeat(201))), Some("address"));
        assert_eq!(column(details("", "13812345678", "")), None);
        assert_eq!(column(details("", "", "李庄12号")), None);
    }
}
