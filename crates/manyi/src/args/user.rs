//! Arguments of `manyi user`.

use clap::{Args as ClapArgs, Subcommand};
use survey::{Code, Grant, Right};

use super::one_line;
use crate::commands::{parse_grant, parse_right};

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account, and print a link that signs in once to choose a password
    Add(UserAdd),
    /// List the accounts
    List,
    /// Give these roles and no others
    Roles {
        /// Name of the account
        name: Code,
        /// Roles, each ROLE or ROLE@UNIT
        #[arg(value_parser = parse_grant, value_name = "ROLE")]
        roles: Vec<Grant>,
    },
    /// Print a new link, for whoever has forgotten the password
    Link {
        /// Name of the account
        name: Code,
    },
    /// Ask for no second factor any more, for whoever has lost it
    ResetSecondFactor {
        /// Name of the account
        name: Code,
    },
    /// Make a token for a program, and print it
    Token(UserToken),
    /// End all sessions, on every device
    SignOut {
        /// Name of the account
        name: Code,
    },
    /// Let nobody sign in under the name
    Disable {
        /// Name of the account
        name: Code,
    },
    /// Let them sign in again
    Enable {
        /// Name of the account
        name: Code,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct UserAdd {
    /// Name to sign in with
    pub(crate) name: Code,
    /// Name for people; by default the same
    #[arg(long, value_parser = one_line, value_name = "NAME")]
    pub(crate) display_name: Option<String>,
    /// Role, as ROLE or ROLE@UNIT; may be given several times
    #[arg(long = "role", value_parser = parse_grant, value_name = "ROLE")]
    pub(crate) roles: Vec<Grant>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct UserToken {
    /// Name of the account that the program acts for
    pub(crate) name: Code,
    /// What it may do of what the account may; by default all of it
    #[arg(long, value_delimiter = ',', value_parser = parse_right, value_name = "RIGHTS")]
    pub(crate) rights: Vec<Right>,
    /// Which program, for people
    #[arg(long, default_value = "program", value_parser = one_line, value_name = "TEXT")]
    pub(crate) label: String,
    /// Days until it ends
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub(crate) days: u32,
}
