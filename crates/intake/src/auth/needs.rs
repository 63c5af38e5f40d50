//! What each address needs. What is not listed needs a sign-in.

use actix_web::http::Method;
use figures::ChartKind;
use survey::Right;

/// What somebody must have to be let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Open,
    /// An account.
    Account,
    /// An account, in a browser: a token of a program must not look after the account itself.
    Browser,
    /// A right, at least somewhere.
    Right(Right),
}

/// What a request needs.
pub(crate) fn needs(method: &Method, path: &str) -> Need {
    use Need::{Account, Open};
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match parts.as_slice() {
        ["static", _] | ["sign-in"] | ["api", "v1", "health"] => Open,
        ["api", "v1", "responses", _] if method.is_safe() => Need::Right(Right::ReadResponses),
        ["api", "v1", "responses:batch"] | ["api", "v1", "responses", _] => {
            Need::Right(Right::SendResponses)
        }
        ["api", "v1", "indices" | "rankings"] | ["api", "v1", "charts", _] => {
            Need::Right(Right::ReadFigures)
        }
        ["api", "v1", "units" | "questionnaires" | "rounds" | "schemes"] => {
            Need::Right(Right::ReadSurvey)
        }
        ["account", ..] | ["sign-out"] => Need::Browser,
        ["audit"] | ["api", "v1", "audit"] => Need::Right(Right::ReadAudit),
        [page] if ChartKind::ALL.iter().any(|kind| kind.as_str() == *page) => {
            Need::Right(Right::ReadFigures)
        }
        _ => Account,
    }
}
