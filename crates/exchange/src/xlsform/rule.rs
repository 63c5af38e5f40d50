//! Skip rules as XLSForm writes them: `${air} = '1' or selected(${air}, '2')`.

use survey::Code;
use survey::questionnaire::Relevance;

/// Deepest nesting of brackets.
const DEPTH_MAX: usize = 16;

/// Reads a rule.
///
/// # Errors
/// A sentence that says what is allowed.
pub(super) fn parse(text: &str) -> Result<Relevance, String> {
    let mut reading = Reading { rest: text.trim_start(), rule: None };
    reading.alternatives(0)?;
    match (reading.rest, reading.rule) {
        ("", Some(rule)) => Ok(rule),
        _ => Err(reading_fault(reading.rest)),
    }
}

/// Writes a rule that is read back the same.
///
/// # Errors
/// When a code holds characters that a rule has no way to write.
pub(super) fn written(rule: &Relevance) -> Result<String, String> {
    let question = rule.question.as_str();
    if question.contains('}') {
        return Err(format!("{question:?} can't stand in a rule"));
    }
    let term = |option: &Code| {
        let quote = ['\'', '"'].into_iter().find(|quote| !option.as_str().contains(*quote));
        let quote = quote.ok_or_else(|| format!("{option:?} can't stand in a rule"))?;
        Ok(format!("${{{question}}} = {quote}{option}{quote}"))
    };
    let terms: Vec<String> = rule.any_of.iter().map(term).collect::<Result<_, String>>()?;
    Ok(terms.join(" or "))
}

struct Reading<'a> {
    rest: &'a str,
    rule: Option<Relevance>,
}

impl Reading<'_> {
    fn alternatives(&mut self, depth: usize) -> Result<(), String> {
        if depth > DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} brackets stand in each other"));
        }
        loop {
            self.alternative(depth)?;
            let word_ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
            match self.rest.strip_prefix("or") {
                Some(rest) if word_ends(rest) => self.rest = rest.trim_start(),
                _ => return Ok(()),
            }
        }
    }

    fn alternative(&mut self, depth: usize) -> Result<(), String> {
        if self.take("(") {
            self.alternatives(depth + 1)?;
            return self.expect(")");
        }
        let selected = self.take("selected");
        if selected {
            self.expect("(")?;
        }
        let question = self.question()?;
        self.expect(if selected { "," } else { "=" })?;
        let option = self.option()?;
        if selected {
            self.expect(")")?;
        }
        self.add(question, option)
    }

    /// `${air}`
    fn question(&mut self) -> Result<Code, String> {
        let end = self.rest.strip_prefix("${").and_then(|rest| rest.split_once('}'));
        let (name, rest) = end.ok_or_else(|| reading_fault(self.rest))?;
        self.rest = rest.trim_start();
        name.trim().parse()
    }

    /// `'1'`, `"1"` or `1`
    fn option(&mut self) -> Result<Code, String> {
        let quote = self.rest.chars().next().filter(|c| ['\'', '"'].contains(c));
        let (option, rest) = if let Some(quote) = quote {
            self.rest[1..].split_once(quote).ok_or_else(|| reading_fault(self.rest))?
        } else {
            let digits = self.rest.find(|c: char| !c.is_ascii_digit());
            self.rest.split_at(digits.unwrap_or(self.rest.len()))
        };
        if option.is_empty() {
            return Err(reading_fault(self.rest));
        }
        self.rest = rest.trim_start();
        option.parse()
    }

    fn add(&mut self, question: Code, option: Code) -> Result<(), String> {
        match &mut self.rule {
            None => self.rule = Some(Relevance { question, any_of: vec![option] }),
            Some(rule) if rule.question != question => {
                return Err(format!(
                    "a rule looks at one earlier question, and this at {} and {question}",
                    rule.question
                ));
            }
            Some(rule) if rule.any_of.contains(&option) => {}
            Some(rule) => rule.any_of.push(option),
        }
        Ok(())
    }

    fn take(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, word: &str) -> Result<(), String> {
        if self.take(word) { Ok(()) } else { Err(reading_fault(self.rest)) }
    }
}

/// What is allowed, and where reading stopped.
fn reading_fault(rest: &str) -> String {
    let shown = survey::problem::quoted(rest);
    format!(
        "write ${{question}} = 'option' or selected(${{question}}, 'option'), several of one \
         earlier question joined with or; not {shown}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse(text) {
            Ok(rule) => {
                let options: Vec<_> = rule.any_of.iter().map(Code::as_str).collect();
                format!("{} {}", rule.question, options.join(","))
            }
            Err(_) => "refused".to_owned(),
        }
    }

    #[test]
    fn rules_by_one_question_are_read() {
        for (text, expected) in [
            ("${air} = '1'", "air 1"),
            ("${air}='1' or ${air}=\"2\"", "air 1,2"),
            ("selected(${air}, '1')", "air 1"),
            (" ( selected( ${ air } , 'very bad' ) or ${air} = 2 ) ", "air very bad,2"),
            ("(${a} = 1) or ((${a} = 2)) or ${a} = 1", "a 1,2"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let deep = format!("{}${{a}} = 1{}", "(".repeat(40), ")".repeat(40));
        for text in [
            "",
            "${a}",
            "${a} = ",
            "${a} != 1",
            "${a} <= 2",
            "${a} = 1 and ${a} = 2",
            "${a} = 1 or ${b} = 1",
            "${a} = 1 ${a} = 2",
            "${a} = '1",
            "not(${a} = 1)",
            "selected(${a}, 1",
            "count-selected(${a}) = 1",
            "${a} = 1 orb",
            "true()",
            "${} = 1",
            deep.as_str(),
        ] {
            assert_eq!(read(text), "refused", "{text}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let rule = |options: &[&str]| Relevance {
            question: "the air".parse().expect("a code"),
            any_of: options.iter().map(|option| option.parse().expect("a code")).collect(),
        };
        for options in [&["1"][..], &["2", "1"], &["don't", "a \"b\""]] {
            let text = written(&rule(options)).expect("a rule");
            assert_eq!(parse(&text), Ok(rule(options)), "{text}");
        }
        assert!(written(&rule(&["both ' and \""])).is_err());
    }
}
