//! The command that prints what a view shows.

use std::fmt::Write;

use survey::Period;

/// The command; nothing where no single one prints the same. How rows are sorted is left out.
pub(super) fn command(page: &str, query: &str) -> Option<String> {
    let choices = Choices::read(query)?;
    match page {
        "workbench" => choices.of_workbench(),
        "overview" => Some(choices.after("manyi overview", &["unit", "mode", "target"])),
        "unit" => {
            let unit = choices.get("unit")?;
            Some(choices.after(&format!("manyi unit {}", quoted(unit)), &["unit", "level"]))
        }
        chart => Some(choices.after(&format!("manyi chart {chart}"), &[])),
    }
    .filter(|_| page != "overview" || choices.get("unit").is_none())
}

/// Names and values.
struct Choices(Vec<(String, String)>);

impl Choices {
    fn read(query: &str) -> Option<Self> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let read = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), decoded(value)?))
        };
        pairs.map(read).collect::<Option<_>>().map(Self)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }

    fn of_workbench(&self) -> Option<String> {
        // A unit stands there with those right below it, which no command prints.
        if self.has(&["unit"]) {
            return None;
        }
        match self.get("view") {
            None if !self.has(&["from", "category"]) => Some(self.after("manyi score", &[])),
            Some("bounds") if !self.has(&["from", "category"]) => {
                Some(self.after("manyi bounds", &[]))
            }
            Some("mode-effects") if !self.has(&["from"]) => {
                Some(self.after("manyi mode-effect", &["mode", "by"]))
            }
            Some("changes") => {
                let command = format!("manyi compare {}", self.periods()?.join(" "));
                Some(self.after(&command, &["period", "from", "by"]))
            }
            _ => None,
        }
    }

    /// The periods that are compared.
    fn periods(&self) -> Option<Vec<String>> {
        const PERIODS_MAX: usize = 36;
        let last: Period = self.get("period")?.parse().ok()?;
        let first = match self.get("from") {
            Some(from) => from.parse().ok()?,
            None => last.previous(),
        };
        let all = std::iter::successors(Some(last), |period: &Period| Some(period.previous()));
        let mut periods: Vec<Period> = all.take(PERIODS_MAX).collect();
        let end = periods.iter().position(|period| *period == first)?;
        periods.truncate(end + 1);
        periods.reverse();
        Some(periods.iter().map(ToString::to_string).collect())
    }

    /// A command with the choices as its options, but some.
    fn after(&self, command: &str, left_out: &[&str]) -> String {
        let mut text = command.to_owned();
        for (name, value) in &self.0 {
            // What only the page has: which of its tables, and how it is sorted.
            if ["view", "sort"].contains(&name.as_str()) || left_out.contains(&name.as_str()) {
                continue;
            }
            let _ = match (name.as_str(), value.as_str()) {
                ("kind", "mock") => write!(text, " --mock"),
                ("kind", _) => Ok(()),
                _ => write!(text, " --{name} {}", quoted(value)),
            }; // a String never refuses
        }
        text
    }
}

/// A value as a shell takes it for one word.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@,".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// What percent-encoding stands for.
fn decoded(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_names_the_command_that_prints_the_same() {
        for (page, query, told) in [
            (
                "workbench",
                "period=2026-Q3&level=town&weights=equal&by=question&sort=-index",
                Some("manyi score --period 2026-Q3 --level town --weights equal --by question"),
            ),
            (
                "workbench",
                "kind=mock&period=2026-09&level=town&view=changes&from=2026-07",
                Some("manyi compare 2026-07 2026-08 2026-09 --mock --level town"),
            ),
            (
                "workbench",
                "view=mode-effects&category=air%27s",
                Some(r"manyi mode-effect --category 'air'\''s'"),
            ),
            ("workbench", "unit=T1", None),
            ("workbench", "from=2026-07&period=2026-09", None),
            ("unit", "unit=T1&period=2026-Q3", Some("manyi unit T1 --period 2026-Q3")),
            ("trend", "unit=T1", Some("manyi chart trend --unit T1")),
            ("workbench", "level=%zz", None),
        ] {
            assert_eq!(command(page, query).as_deref(), told, "{page}?{query}");
        }
    }
}
