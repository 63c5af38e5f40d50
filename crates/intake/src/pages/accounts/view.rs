//! What the templates of accounts are given.

use askama::Template;

use crate::pages::view::{Choice, Frame};

/// The list of accounts, and the form for a new one.
#[derive(Template)]
#[template(path = "accounts.html")]
pub(super) struct AccountsPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) trouble: String,
    pub(super) lines: Vec<AccountLine>,
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) rows: Vec<GrantRow>,
    pub(super) units: Vec<(String, String)>,
    /// Roles for the whole survey can't be given.
    pub(super) within: String,
}

/// An account.
pub(super) struct AccountLine {
    /// Where it is looked after.
    pub(super) href: String,
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) roles: Vec<String>,
    pub(super) state: &'static str,
    pub(super) used_at: String,
    pub(super) second_factor: bool,
    pub(super) own: bool,
}

/// A role with its unit, to be chosen.
pub(super) struct GrantRow {
    pub(super) place: usize,
    pub(super) roles: Vec<Choice>,
    pub(super) unit: String,
}

/// One account and what may be done to it.
#[derive(Template)]
#[template(path = "account_of.html")]
pub(super) struct AccountOfPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) trouble: String,
    pub(super) done: &'static str,
    pub(super) line: AccountLine,
    pub(super) rows: Vec<GrantRow>,
    pub(super) units: Vec<(String, String)>,
    pub(super) within: String,
    pub(super) disabled: bool,
    /// Phones have something to do for it.
    pub(super) fieldwork: bool,
}
