//! From the text of a condition to its tree.

use survey::problem::quoted;
use survey::table::ColumnKind;

use super::{Condition, Known, Operand, Operator, Test};

/// Longer conditions and deeper nesting are no question of anybody.
const LENGTH_MAX: usize = 4_000;
const DEPTH_MAX: usize = 32;

/// A piece of the text.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(f64),
    Open,
    Close,
    Comma,
}

/// Reads a condition from the front to the end.
pub(super) struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    columns: Known<'a>,
}

/// What a side of a comparison holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Null,
}

/// What stands where a condition or a value may.
enum Term {
    Condition(Condition),
    Operand(Operand, Kind),
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &str, columns: Known<'a>) -> Result<Self, String> {
        if text.len() > LENGTH_MAX {
            return Err(format!("a condition has up to {LENGTH_MAX} bytes"));
        }
        Ok(Self { tokens: tokens(text)?, at: 0, depth: 0, columns })
    }

    /// The whole text as a condition.
    pub(super) fn condition(mut self) -> Result<Condition, String> {
        let condition = self.any()?;
        match self.next() {
            None => Ok(condition),
            Some(token) => Err(format!("{} stands after the end of the condition", shown(&token))),
        }
    }

    fn any(&mut self) -> Result<Condition, String> {
        self.joined("or", Self::all, Condition::Any)
    }

    fn all(&mut self) -> Result<Condition, String> {
        self.joined("and", Self::single, Condition::All)
    }

    /// One or more parts with a word between them.
    fn joined(
        &mut self,
        word: &str,
        part: impl Fn(&mut Self) -> Result<Condition, String>,
        join: impl FnOnce(Vec<Condition>) -> Condition,
    ) -> Result<Condition, String> {
        let first = part(self)?;
        if !self.takes_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self)?];
        while self.takes_word(word) {
            parts.push(part(self)?);
        }
        Ok(join(parts))
    }

    fn single(&mut self) -> Result<Condition, String> {
        self.deeper(|reader| {
            if reader.takes_word("not") {
                return Ok(Condition::Not(Box::new(reader.single()?)));
            }
            let (left, kind) = match reader.term()? {
                Term::Condition(condition) => return Ok(condition),
                Term::Operand(operand, kind) => (operand, kind),
            };
            let operator = reader.operator()?;
            let Term::Operand(right, other) = reader.term()? else {
                return Err("a condition stands where a value belongs".to_owned());
            };
            if kind != other && kind != Kind::Null && other != Kind::Null {
                return Err("a text and a number are compared".to_owned());
            }
            Ok(Condition::Compare(left, operator, right))
        })
    }

    fn term(&mut self) -> Result<Term, String> {
        match self.next() {
            Some(Token::Open) => {
                let inner = self.any()?;
                self.expect(&Token::Close)?;
                Ok(Term::Condition(inner))
            }
            Some(Token::Text(text)) => Ok(Term::Operand(Operand::Text(text), Kind::Text)),
            Some(Token::Number(number)) => Ok(Term::Operand(Operand::Number(number), Kind::Number)),
            Some(Token::Word(word)) if self.peek() == Some(&Token::Open) => self.call(&word),
            Some(Token::Word(word)) if word == "null" => {
                Ok(Term::Operand(Operand::Null, Kind::Null))
            }
            Some(Token::Word(word)) => self.column(&word),
            Some(token) => Err(format!("{} stands where a value belongs", shown(&token))),
            None => Err("the condition ends where a value belongs".to_owned()),
        }
    }

    fn column(&self, name: &str) -> Result<Term, String> {
        let Some(at) = self.columns.iter().position(|(known, _)| *known == name) else {
            let known: Vec<&str> = self.columns.iter().map(|(known, _)| *known).collect();
            let (name, known) = (quoted(name), known.join(", "));
            return Err(format!("there is no column {name}; the columns are {known}"));
        };
        let kind = match self.columns[at].1 {
            ColumnKind::Text => Kind::Text,
            ColumnKind::Count | ColumnKind::Number => Kind::Number,
        };
        Ok(Term::Operand(Operand::Column(at), kind))
    }

    fn call(&mut self, name: &str) -> Result<Term, String> {
        self.expect(&Token::Open)?;
        let test = match name {
            "contains" => Some(Test::Contains),
            "startswith" => Some(Test::StartsWith),
            "endswith" => Some(Test::EndsWith),
            _ => None,
        };
        let text = self.text()?;
        let term = match (test, name) {
            (Some(test), _) => {
                self.expect(&Token::Comma)?;
                Term::Condition(Condition::Test(test, text, self.text()?))
            }
            (None, "tolower") => Term::Operand(Operand::Lower(Box::new(text)), Kind::Text),
            (None, "toupper") => Term::Operand(Operand::Upper(Box::new(text)), Kind::Text),
            (None, other) => {
                let known = "contains, startswith, endswith, tolower, toupper";
                return Err(format!("there is no function {}, only {known}", quoted(other)));
            }
        };
        self.expect(&Token::Close)?;
        Ok(term)
    }

    /// A value that is a text.
    fn text(&mut self) -> Result<Operand, String> {
        self.deeper(|reader| match reader.term()? {
            Term::Operand(operand, Kind::Text) => Ok(operand),
            _ => Err("a function is given something else than a text".to_owned()),
        })
    }

    fn operator(&mut self) -> Result<Operator, String> {
        let word = match self.next() {
            Some(Token::Word(word)) => word,
            Some(token) => return Err(format!("{} stands where eq belongs", shown(&token))),
            None => return Err("the condition ends where eq belongs".to_owned()),
        };
        Ok(match word.as_str() {
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "gt" => Operator::Greater,
            "ge" => Operator::GreaterOrEqual,
            "lt" => Operator::Less,
            "le" => Operator::LessOrEqual,
            _ => return Err(format!("{} is none of eq, ne, gt, ge, lt, le", quoted(&word))),
        })
    }

    /// Hostile nesting must not use up the stack.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        if self.depth >= DEPTH_MAX {
            return Err(format!("a condition is nested up to {DEPTH_MAX} deep"));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let takes = matches!(self.peek(), Some(Token::Word(next)) if next == word);
        self.at += usize::from(takes);
        takes
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), String> {
        match self.next() {
            Some(token) if token == *wanted => Ok(()),
            Some(token) => Err(format!("{} stands where {} belongs", shown(&token), shown(wanted))),
            None => Err(format!("the condition ends where {} belongs", shown(wanted))),
        }
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Word(text) | Token::Text(text) => quoted(text),
        Token::Number(number) => number.to_string(),
        Token::Open => "\"(\"".to_owned(),
        Token::Close => "\")\"".to_owned(),
        Token::Comma => "\",\"".to_owned(),
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '(' => (Token::Open, &rest[1..]),
            ')' => (Token::Close, &rest[1..]),
            ',' => (Token::Comma, &rest[1..]),
            '\'' => quoted_text(&rest[1..])?,
            _ => bare(rest)?,
        };
        tokens.push(token);
        rest = after.trim_start();
    }
    Ok(tokens)
}

/// A text up to its closing mark; two marks are one of the text.
fn quoted_text(rest: &str) -> Result<(Token, &str), String> {
    let mut text = String::new();
    let mut rest = rest;
    loop {
        let Some((part, after)) = rest.split_once('\'') else {
            return Err("a text has no closing quotation mark".to_owned());
        };
        text.push_str(part);
        match after.strip_prefix('\'') {
            Some(more) => {
                text.push('\'');
                rest = more;
            }
            None => return Ok((Token::Text(text), after)),
        }
    }
}

/// A number, or a word.
fn bare(rest: &str) -> Result<(Token, &str), String> {
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | ',' | '\'');
    let (word, after) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
    let starts_word =
        word.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    if starts_word {
        return Ok((Token::Word(word.to_owned()), after));
    }
    match word.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Token::Number(number), after)),
        _ => Err(format!("{} is neither a word nor a number", quoted(word))),
    }
}
