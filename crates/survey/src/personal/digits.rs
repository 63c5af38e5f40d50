//! The groups of digits of a text, and those that are days, hours and amounts.

/// Digits that stand together, and what is around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// In ASCII.
    pub digits: String,
    /// What lies between it and the letter or digit before.
    pub gap: String,
    /// Whether a letter lies between it and the group before.
    pub is_apart: bool,
    /// Whether a Latin letter stands before it, as in GB 3095-2012.
    pub is_of_a_standard: bool,
    /// What stands after it, without blanks.
    pub after: String,
}

impl Group {
    /// Whether the sign of a currency stands before it.
    pub(super) fn is_price(&self) -> bool {
        self.gap.trim_end().ends_with(['¥', '$'])
    }

    /// Whether the sign for numbers of other countries stands before it.
    pub(super) fn is_abroad(&self) -> bool {
        self.gap.contains('+')
    }

    /// Whether what is before it parts figures of a list as well.
    pub(super) fn is_listed(&self) -> bool {
        self.gap.contains([',', '、', ';'])
    }

    /// Whether it goes on from the group before within a line.
    pub(super) fn is_joined(&self) -> bool {
        let shown = self.gap.trim();
        shown.chars().count() <= 1 && !self.gap.contains(['\n', '~', '、', ';', ':'])
    }

    /// Whether it is a day such as 20260903.
    pub(super) fn is_compact_day(&self) -> bool {
        self.digits.len() == 8 && is_day(&self.digits[..4], &self.digits[4..6], &self.digits[6..])
    }

    fn number(&self) -> u32 {
        self.digits.parse().unwrap_or(u32::MAX)
    }
}

/// The groups of a text, in their order.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let plain: Vec<char> = text.chars().map(narrowed).collect();
    let mut groups: Vec<Group> = Vec::new();
    let (mut gap, mut letter) = (String::new(), None);
    for (at, char) in plain.iter().copied().enumerate() {
        if !char.is_ascii_digit() {
            if char.is_alphanumeric() || is_unit(char) {
                letter = Some(char);
                gap.clear();
            } else {
                gap.push(char);
            }
            continue;
        }
        if gap.is_empty()
            && letter.is_none()
            && let Some(group) = groups.last_mut()
        {
            group.digits.push(char);
        } else {
            groups.push(Group {
                digits: char.to_string(),
                is_apart: letter.is_some(),
                is_of_a_standard: letter.is_some_and(|letter| letter.is_ascii_alphabetic()),
                gap: std::mem::take(&mut gap),
                after: String::new(),
            });
            letter = None;
        }
        if let Some(group) = groups.last_mut() {
            let rest = plain[at + 1..].iter().filter(|char| !char.is_whitespace());
            group.after = rest.take(2).collect();
        }
    }
    groups
}

/// The groups without those that are days, hours and amounts: each part is what no letter and none of these
/// parts.
pub(super) fn parts(groups: &[Group]) -> Vec<&[Group]> {
    let (mut parts, mut first, mut at) = (Vec::new(), 0, 0);
    while at < groups.len() {
        if groups[at].is_apart {
            parts.push(&groups[first..at]);
            first = at;
        }
        let rest = &groups[at..];
        let together = 1 + rest[1..].iter().take_while(|group| !group.is_apart).count();
        match known(&rest[..together]) {
            0 => at += 1,
            size => {
                parts.push(&groups[first..at]);
                at += size;
                first = at;
            }
        }
    }
    parts.push(&groups[first..]);
    parts
}

/// How many groups make a day, an hour or an amount.
fn known(groups: &[Group]) -> usize {
    match groups {
        [only, ..] if only.is_compact_day() => 1,
        [year, month, day, ..]
            if month.gap == day.gap
                && matches!(day.gap.as_str(), "-" | "." | "/")
                && is_day(&year.digits, &month.digits, &day.digits) =>
        {
            3
        }
        [hour, minute, ..]
            if minute.gap == ":"
                && hour.digits.len() <= 2
                && minute.digits.len() == 2
                && hour.number() <= 24
                && minute.number() < 60 =>
        {
            let has_seconds = |next: &Group| next.gap == ":" && next.digits.len() == 2;
            if groups.get(2).is_some_and(has_seconds) { 3 } else { 2 }
        }
        _ => amount(groups),
    }
}

/// How many groups make an amount such as 1,234,567.89 or 85.5.
fn amount(groups: &[Group]) -> usize {
    let whole = groups[0].digits.len();
    let is_number = !groups[0].digits.starts_with('0') || whole == 1;
    let is_thousand = |group: &&Group| group.gap == "," && group.digits.len() == 3;
    let thousands = groups[1..].iter().take_while(is_thousand).count();
    let thousands = if whole <= 3 { thousands } else { 0 };
    let is_fraction = |group: &Group| group.gap == "." && group.digits.len() <= 3;
    let fraction = usize::from(groups.get(1 + thousands).is_some_and(is_fraction));
    let size = 1 + thousands + fraction;
    let goes_on = groups.get(size).is_some_and(|next| matches!(next.gap.as_str(), "," | "."));
    // Of a list of figures with fractions the next one begins after a comma.
    let is_list = fraction == 1 && groups.get(size).is_some_and(|next| next.gap == ",");
    if size > 1 && is_number && (!goes_on || is_list) { size } else { 0 }
}

pub(super) fn is_day(year: &str, month: &str, day: &str) -> bool {
    let within = |text: &str, most: u32| {
        text.len() <= 2 && text.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    is_year(year) && within(month, 12) && within(day, 31)
}

pub(super) fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Signs that say what a figure is of, as a word would.
fn is_unit(char: char) -> bool {
    matches!(char, '%' | '‰' | '℃' | '°')
}

/// As it stands in ASCII: full-width signs are narrow, digits of every kind are 0 to 9.
fn narrowed(char: char) -> char {
    let digit = |zero: u32| char::from_digit((u32::from(char) - zero) % 10, 10).unwrap_or('0');
    match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xff01 + 0x21).unwrap_or(char),
        '\u{ffe5}' => '¥',
        '–' | '—' | '‐' | '‑' | '‒' | '―' | '−' => '-',
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{1d7ce}'..='\u{1d7ff}' => digit(0x1d7ce),
        // Encircled ones begin with 1.
        '①'..='⑨' => digit(0x245f),
        '❶'..='❾' => digit(0x2775),
        '零' | '〇' | '○' | '⓪' => '0',
        '一' | '壹' | '幺' => '1',
        '二' | '贰' => '2',
        '三' | '叁' => '3',
        '四' | '肆' => '4',
        '五' | '伍' => '5',
        '六' | '陆' => '6',
        '七' | '柒' => '7',
        '八' | '捌' => '8',
        '九' | '玖' => '9',
        // Whichever it is: it is counted.
        _ if char.is_numeric() && !char.is_ascii() => '0',
        _ => char,
    }
}
