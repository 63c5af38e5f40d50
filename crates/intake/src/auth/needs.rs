//! What an address needs of whoever asks. Each is given beside its route, so that none is without.

use actix_web::http::Method;
use survey::Right;

/// What somebody must have to be let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Open,
    /// An account.
    Account,
    /// An account, in a browser: a token of a program must not look after the account itself. What
    /// is sent here is a form, whose handler checks its token.
    Browser,
    /// A right, at least somewhere.
    Right(Right),
    /// A right, in a browser. What is sent here is a form, whose handler checks its token.
    Form(Right),
}

impl Need {
    /// The right among it.
    pub(crate) fn right(self) -> Option<Right> {
        match self {
            Self::Right(right) | Self::Form(right) => Some(right),
            Self::Open | Self::Account | Self::Browser => None,
        }
    }

    /// Whether no token of a program or a phone will do.
    pub(super) fn wants_browser(self) -> bool {
        matches!(self, Self::Browser | Self::Form(_))
    }
}

/// What reading and sending need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    pub(crate) reading: Need,
    pub(crate) sending: Need,
}

impl Needs {
    /// What a method needs.
    pub(crate) fn of(self, method: &Method) -> Need {
        if method.is_safe() { self.reading } else { self.sending }
    }
}

impl From<Need> for Needs {
    fn from(need: Need) -> Self {
        Self { reading: need, sending: need }
    }
}

impl From<Right> for Needs {
    fn from(right: Right) -> Self {
        Need::Right(right).into()
    }
}
