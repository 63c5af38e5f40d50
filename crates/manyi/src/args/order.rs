//! Arguments of `manyi order`.

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;
use survey::supervision::AppealOutcome;
use survey::{Code, OrderState, Period, Rung};
use uuid::Uuid;

use super::{SelectionArgs, one_line};

#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// Let the rules in force propose orders, or propose one by hand; nothing is issued by that
    #[command(after_help = "Examples:\n  \
        manyi order propose --period 2026-Q3 --dry-run\n  \
        manyi order propose --period 2026-Q3 --level town\n  \
        manyi order propose --period 2026-Q3 --unit 991202001 --reason '现场督查发现整改不到位'")]
    Propose(OrderPropose),
    /// List orders: what is overdue on top, then what waits for a decision
    List {
        /// Only this unit, with all below it
        #[arg(long, value_name = "CODE")]
        unit: Option<Code>,
        /// Only those in these states
        #[arg(long, value_name = "STATE")]
        state: Vec<OrderState>,
        /// Only those that were issued and are not over
        #[arg(long, conflicts_with = "state")]
        open: bool,
        /// Only those of which something is past its day
        #[arg(long)]
        overdue: bool,
        /// Only those about a period
        #[arg(long)]
        period: Option<Period>,
    },
    /// Show an order with the figures that it rests on, and all its steps
    Show {
        /// Its id
        id: Uuid,
    },
    /// Put the order out to the unit, on the lowest rung (提醒)
    Issue {
        #[command(flatten)]
        on: OrderTarget,
        /// What the unit is to do
        #[arg(long, value_name = "TEXT")]
        demand: String,
    },
    /// Decide against a proposal
    Drop {
        #[command(flatten)]
        on: OrderTarget,
    },
    /// Reply for the unit
    Reply {
        #[command(flatten)]
        on: OrderTarget,
        /// How it came to this
        #[arg(long, value_name = "TEXT")]
        explanation: String,
        /// What the unit does about it
        #[arg(long, value_name = "TEXT")]
        measures: String,
        /// What came of that so far
        #[arg(long, value_name = "TEXT")]
        result: Option<String>,
    },
    /// Record that somebody went to see
    Visit {
        #[command(flatten)]
        on: OrderTarget,
        /// When
        #[arg(long, value_name = "DAY")]
        day: Date,
        /// What was found
        #[arg(long, value_name = "TEXT")]
        findings: String,
    },
    /// Find that the reply does
    Accept {
        #[command(flatten)]
        on: OrderTarget,
    },
    /// Find that the reply does not do, and ask for another
    Return {
        #[command(flatten)]
        on: OrderTarget,
    },
    /// End it with a result
    Close {
        #[command(flatten)]
        on: OrderTarget,
        /// What came of it
        #[arg(long, value_name = "TEXT")]
        result: String,
    },
    /// Take the next rung of the ladder: notice, talk, criticism
    Escalate {
        #[command(flatten)]
        on: OrderTarget,
        /// Which that is
        #[arg(long, value_name = "RUNG")]
        to: Rung,
    },
    /// Give the unit more time to reply
    Extend {
        #[command(flatten)]
        on: OrderTarget,
        /// Until when
        #[arg(long, value_name = "DAY")]
        until: Date,
    },
    /// Appeal for the unit against the order or its result
    Appeal {
        #[command(flatten)]
        on: OrderTarget,
        /// What the unit says
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Decide about an appeal; never by who issued or judged the order
    Decide {
        #[command(flatten)]
        on: OrderTarget,
        /// upheld, changed or cancelled
        #[arg(long, value_name = "OUTCOME")]
        outcome: AppealOutcome,
    },
    /// Carry out what was decided about an appeal
    Correct {
        #[command(flatten)]
        on: OrderTarget,
        /// The new demand; of an order that is over the new result
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// Take the order back
    Withdraw {
        #[command(flatten)]
        on: OrderTarget,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct OrderPropose {
    /// The period that it is about
    #[arg(long)]
    pub(crate) period: Period,
    /// Level of the units; by default the highest with three units at least
    #[arg(long, conflicts_with = "unit")]
    pub(crate) level: Option<String>,
    /// Propose an order to this unit by hand
    #[arg(long, value_name = "CODE", requires = "reason")]
    pub(crate) unit: Option<Code>,
    /// What is the ground for it
    #[arg(long, value_name = "TEXT", requires = "unit")]
    pub(crate) reason: Option<String>,
    /// Show what the rules find, store nothing
    #[arg(long, conflicts_with = "unit")]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct OrderTarget {
    /// Its id
    pub(crate) id: Uuid,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// For whom this is typed in; the record says that it was
    #[arg(long, value_name = "NAME", value_parser = one_line)]
    pub(crate) by: Option<String>,
}
