//! Requests and answers, byte by byte: a client of a library would cost more than the service.

use std::io::BufRead;
use std::sync::LazyLock;

use uuid::Uuid;

use crate::{ANSWERS, Outcome};

/// Where to send, and as whom.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) address: String,
    pub(crate) token: String,
}

impl Target {
    /// One response.
    pub(crate) fn put(&self, id: Uuid) -> Vec<u8> {
        self.request(&format!("PUT /api/v1/responses/{id}"), &response(id))
    }

    /// Many in one request.
    pub(crate) fn post(&self, count: usize) -> Vec<u8> {
        let responses: Vec<String> = (0..count).map(|_| response(Uuid::new_v4())).collect();
        self.request("POST /api/v1/responses:batch", &format!("[{}]", responses.join(",")))
    }

    fn request(&self, line: &str, body: &str) -> Vec<u8> {
        let Self { address, token } = self;
        format!(
            "{line} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}

/// Put together by hand: what the client spends is missing to the service on the same machine.
fn response(id: Uuid) -> String {
    let mut body = format!(
        r#"{{"id":"{id}","round":"R1","unit":"T1","mode":"visit","interviewed_on":"2026-09-03","respondent":"H-17","stratum":"rural","psu":"P3","weight":1.25,"answers":{{"#
    );
    for (n, key) in KEYS.iter().enumerate() {
        let option = 2 + (id.as_bytes()[n % 16] as usize + n) % 4;
        body.push_str(if n == 0 { "\"" } else { ",\"" });
        body.push_str(key);
        body.push_str("\":\"");
        body.push(OPTIONS[option]);
        body.push('"');
    }
    body.push_str("}}");
    body
}

const OPTIONS: [char; 6] = ['0', '1', '2', '3', '4', '5'];

/// Codes of the questions.
static KEYS: LazyLock<[String; ANSWERS]> =
    LazyLock::new(|| std::array::from_fn(|n| format!("q{n}")));

/// Reads one answer to its end, and gives its status.
pub(crate) fn read_answer(answers: &mut impl BufRead) -> Outcome<u16> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    let status = line.split(' ').nth(1).ok_or("the service hung up")?.parse()?;
    let mut length = 0;
    loop {
        line.clear();
        if answers.read_line(&mut line)? == 0 {
            return Err("the service hung up".into());
        }
        if line.trim_end().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse()?;
        }
    }
    let mut body = vec![0; length];
    answers.read_exact(&mut body)?;
    Ok(status)
}
