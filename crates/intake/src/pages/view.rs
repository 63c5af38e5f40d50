//! What the templates are given: texts and addresses, nothing to compute.

use askama::Template;
use survey::Language;

use super::nav::NavRoom;
use super::turning::TurningView;
use crate::letters::Letters;
use crate::words::Words;

/// What stands around every page.
pub(super) struct Frame {
    pub(super) words: &'static Words,
    pub(super) language: Language,
    /// The way up to the root of the service.
    pub(super) root: String,
    pub(super) title: String,
    pub(super) style: String,
    pub(super) icon: String,
    /// Where one gets from every page; see [`Frame::for_reader`].
    pub(super) nav: Vec<NavRoom>,
    /// The same page in the other language.
    pub(super) other_language: String,
    pub(super) other_tag: &'static str,
    pub(super) letters: Letters,
    /// The same page in letters of the other size.
    pub(super) other_letters: String,
}

/// A choice of the form.
pub(super) struct Select {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) groups: Vec<Group>,
}

/// Options under a heading; without one, just options.
pub(super) struct Group {
    pub(super) label: &'static str,
    pub(super) options: Vec<Choice>,
}

pub(super) struct Choice {
    pub(super) value: String,
    pub(super) text: String,
    pub(super) selected: bool,
}

impl Choice {
    /// The same for another field.
    pub(super) fn again(&self) -> Self {
        Self { value: self.value.clone(), text: self.text.clone(), selected: self.selected }
    }
}

/// A figure in large letters.
pub(super) struct Tile {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) note: String,
}

impl Tile {
    pub(super) fn new(
        label: impl Into<String>,
        value: impl Into<String>,
        note: impl Into<String>,
    ) -> Self {
        Self { label: label.into(), value: value.into(), note: note.into() }
    }
}

/// The chart, once for each width, and the words below it.
pub(super) struct Picture {
    pub(super) phone: String,
    pub(super) page: String,
}

pub(super) struct Table {
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<CellView>>,
}

/// A table with the files that it can be had as.
pub(super) struct FiledTable {
    pub(super) table: Table,
    pub(super) files: Vec<Link>,
}

pub(super) struct Head {
    pub(super) text: String,
    pub(super) number: bool,
}

pub(super) struct CellView {
    pub(super) text: String,
    pub(super) number: bool,
    /// Names the row.
    pub(super) head: bool,
    /// Where more is to be read about it.
    pub(super) href: Option<String>,
}

pub(super) struct Link {
    pub(super) href: String,
    pub(super) text: &'static str,
    pub(super) file_name: String,
}

/// A line of the panel that says how the figures were made.
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) text: String,
}

/// A problem with the address, for people.
pub(super) struct Trouble {
    pub(super) text: String,
    pub(super) allowed: Option<String>,
}

/// The page of a chart.
#[derive(Template)]
#[template(path = "chart.html")]
pub(super) struct ChartPage {
    pub(super) frame: Frame,
    pub(super) kind: &'static str,
    pub(super) heading: &'static str,
    pub(super) subheading: String,
    pub(super) reading: &'static str,
    pub(super) troubles: Vec<Trouble>,
    pub(super) selects: Vec<Select>,
    /// Where the chart draws one.
    pub(super) target: Option<String>,
    pub(super) keep_language: bool,
    pub(super) shown: Option<Shown>,
}

/// What is there when nothing is wrong with the address.
pub(super) struct Shown {
    pub(super) tiles: Vec<Tile>,
    /// Missing where there are too many units for a chart.
    pub(super) picture: Option<Picture>,
    pub(super) table: Table,
    /// Where the table goes on, if it is long.
    pub(super) turning: Option<TurningView>,
    pub(super) downloads: Vec<Link>,
    /// Where the choices are kept as a view.
    pub(super) keep: String,
    pub(super) facts: Vec<Fact>,
    pub(super) api: String,
}

/// The analysts' workbench.
#[derive(Template)]
#[template(path = "workbench.html")]
pub(super) struct WorkbenchPage {
    pub(super) frame: Frame,
    pub(super) keep_language: bool,
    pub(super) found: BenchView,
    pub(super) form_token: String,
    /// The choices, to be kept as a view.
    pub(super) form: SaveForm,
}

/// Choices that are to be kept as a view, as the form was filled in so far.
#[derive(Default)]
pub(super) struct SaveForm {
    pub(super) name: String,
    pub(super) page: String,
    pub(super) query: String,
    pub(super) shared: bool,
}

/// What the workbench shows.
#[derive(Default)]
pub(super) struct BenchView {
    pub(super) troubles: Vec<Trouble>,
    pub(super) selects: Vec<Select>,
    pub(super) reading: String,
    /// That the newest of its periods still runs.
    pub(super) running: Option<String>,
    pub(super) turning: TurningView,
    /// Rows are of categories or questions.
    pub(super) by_topic: bool,
    pub(super) heads: Vec<BenchHead>,
    pub(super) rows: Vec<Vec<CellView>>,
    pub(super) downloads: Vec<Link>,
    pub(super) facts: Vec<Fact>,
    pub(super) api: String,
}

/// A column of the workbench, and the way to have rows sorted by it.
pub(super) struct BenchHead {
    pub(super) href: String,
    pub(super) text: String,
    pub(super) number: bool,
    pub(super) hint: &'static str,
    /// How rows are sorted by it now, and the mark of that.
    pub(super) order: Option<(&'static str, &'static str)>,
}

/// The page of an empty database.
#[derive(Template)]
#[template(path = "empty.html")]
pub(super) struct EmptyPage {
    pub(super) frame: Frame,
    pub(super) heading: &'static str,
    /// The reader sees what is published, and nothing is.
    pub(super) waits: bool,
    /// Nothing at all is there, not just nothing of this kind.
    pub(super) everything: bool,
}

impl EmptyPage {
    /// Why there is nothing.
    pub(super) fn heading(waits: bool, words: &Words) -> &'static str {
        if waits { words.unpublished_heading } else { words.empty_heading }
    }
}

/// The page of a failure.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(super) struct TroublePage {
    pub(super) frame: Frame,
    pub(super) heading: &'static str,
    pub(super) text: String,
    pub(super) code: &'static str,
    pub(super) back: String,
}

/// The page of signing in, by password or, with a link, by a button.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignInPage {
    pub(super) frame: Frame,
    pub(super) next: String,
    pub(super) link: String,
    /// A password was set just now.
    pub(super) done: bool,
    pub(super) trouble: &'static str,
}

/// The page of the second step of signing in.
#[derive(Template)]
#[template(path = "second_step.html")]
pub(super) struct SecondStepPage {
    pub(super) frame: Frame,
    pub(super) next: String,
    pub(super) trouble: &'static str,
}

/// The page of the second factor.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub(super) struct SecondFactorPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) name: String,
    /// A role demands that it be set up.
    pub(super) demanded: bool,
    pub(super) done: &'static str,
    pub(super) trouble: &'static str,
    pub(super) view: FactorView,
}

/// How far the second factor is.
pub(super) enum FactorView {
    /// A password comes first.
    NoPassword,
    ToBeSet {
        /// QR code for the phone's app.
        picture: String,
        /// The same as an address that the app opens.
        address: String,
        secret: String,
        /// The same, to be typed.
        shown_secret: String,
    },
    Set {
        since: String,
        left: String,
    },
}

/// Recovery codes, on a page that can't be had again.
#[derive(Template)]
#[template(path = "recovery_codes.html")]
pub(super) struct RecoveryCodesPage {
    pub(super) frame: Frame,
    pub(super) codes: Vec<String>,
}

/// A link that is shown once.
#[derive(Template)]
#[template(path = "link.html")]
pub(super) struct LinkPage {
    pub(super) frame: Frame,
    pub(super) heading: String,
    pub(super) hint: String,
    /// QR code of the link.
    pub(super) picture: Option<String>,
    /// No phone gets to the address.
    pub(super) unreachable: bool,
    pub(super) link: String,
    pub(super) back: String,
    pub(super) back_text: &'static str,
}

/// The page that makes links for phones.
#[derive(Template)]
#[template(path = "devices.html")]
pub(super) struct DevicesPage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) hint: String,
    pub(super) label_max: usize,
    pub(super) trouble: &'static str,
}

/// The page of a phone.
#[derive(Template)]
#[template(path = "device.html")]
pub(super) struct DevicePage {
    pub(super) frame: Frame,
    pub(super) view: DeviceView,
    /// Its browser forgets more, and can't work without a network.
    pub(super) in_wechat: bool,
    pub(super) trouble: &'static str,
}

/// How far the phone is.
pub(super) enum DeviceView {
    /// It has the secret of a link.
    Link(String),
    SignedIn {
        name: String,
        label: String,
        until: String,
        form_token: String,
    },
    Nothing,
}

/// The page of one's own account.
#[derive(Template)]
#[template(path = "account.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page, there or not")]
pub(super) struct AccountPage {
    pub(super) frame: Frame,
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) roles: Vec<String>,
    pub(super) form_token: String,
    pub(super) must_choose: bool,
    pub(super) has_password: bool,
    pub(super) second_factor: bool,
    /// Phones have something to do.
    pub(super) fieldwork: bool,
    /// Pages that the roles lead to: address and text.
    pub(super) ways: Vec<(String, &'static str)>,
    pub(super) trouble: String,
    pub(super) sessions: Vec<SessionView>,
}

/// Where somebody is signed in.
pub(super) struct SessionView {
    pub(super) digest: String,
    pub(super) kind: &'static str,
    pub(super) label: String,
    pub(super) used_at: String,
    pub(super) is_this: bool,
}

/// The page of the audit log.
#[derive(Template)]
#[template(path = "audit.html")]
pub(super) struct AuditPage {
    pub(super) frame: Frame,
    pub(super) newest: i64,
    /// Where older entries are.
    pub(super) older: Option<String>,
    pub(super) lines: Vec<AuditLine>,
}

/// One entry of the audit log.
pub(super) struct AuditLine {
    pub(super) seq: i64,
    pub(super) at: String,
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) subject: String,
    pub(super) detail: String,
}

/// The page of what programs can ask for.
#[derive(Template)]
#[template(path = "api.html")]
pub(super) struct ApiPage {
    pub(super) frame: Frame,
    pub(super) groups: Vec<ApiGroup>,
}

/// Operations about one thing.
pub(super) struct ApiGroup {
    pub(super) heading: &'static str,
    pub(super) operations: Vec<OperationView>,
}

/// One method of one address.
pub(super) struct OperationView {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) needs: String,
    pub(super) parameters: Vec<ParameterView>,
    pub(super) body: Option<String>,
    pub(super) answers: Vec<AnswerView>,
}

pub(super) struct ParameterView {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) values: String,
    pub(super) text: &'static str,
}

pub(super) struct AnswerView {
    pub(super) status: u16,
    pub(super) text: &'static str,
}

/// The page of responses that wait for a decision.
#[derive(Template)]
#[template(path = "quarantine.html")]
pub(super) struct QuarantinePage {
    pub(super) frame: Frame,
    pub(super) form_token: String,
    pub(super) count: String,
    pub(super) entries: Vec<WaitingView>,
}

/// One that waits, beside the one that is stored.
pub(super) struct WaitingView {
    pub(super) id: String,
    pub(super) digest: String,
    pub(super) unit: String,
    pub(super) round: String,
    pub(super) why: &'static str,
    pub(super) sent_by: String,
    pub(super) sent_at: String,
    /// Digest, way and time of what is stored.
    pub(super) stored: Option<(String, String, String)>,
    pub(super) differences: Vec<Difference>,
}

/// One thing in which they differ.
pub(super) struct Difference {
    pub(super) name: String,
    pub(super) sent: String,
    pub(super) stored: String,
}

/// The page of how far a round has come.
#[derive(Template)]
#[template(path = "fieldwork.html")]
pub(super) struct FieldworkPage {
    pub(super) frame: Frame,
    pub(super) subheading: String,
    pub(super) troubles: Vec<Trouble>,
    pub(super) selects: Vec<Select>,
    pub(super) keep_language: bool,
    pub(super) live: Live,
    pub(super) view: FieldworkView,
}

/// Whether the page loads itself anew.
pub(super) struct Live {
    /// After so many seconds, if it does.
    pub(super) seconds: Option<u32>,
    /// When it was made.
    pub(super) at: String,
    /// The same page, which does the other.
    pub(super) switch: String,
}

/// What there is to see of a round.
pub(super) enum FieldworkView {
    /// There is no round, or no unit.
    NoRounds,
    /// Nobody is to be asked yet.
    NoCases {
        round: String,
    },
    /// What was asked for is not there.
    Nothing,
    Shown(Box<FieldworkShown>),
}

pub(super) struct FieldworkShown {
    pub(super) tiles: Vec<Tile>,
    pub(super) heading: &'static str,
    /// There are cases that stand somewhere; attempts from elsewhere have none.
    pub(super) stands: bool,
    pub(super) units: Vec<UnitView>,
    /// All units together, where there are several.
    pub(super) total: Option<UnitView>,
    pub(super) rates_hint: String,
    pub(super) facts: Vec<Fact>,
    pub(super) downloads: Vec<Link>,
    pub(super) api: String,
}

/// How far a unit has come.
pub(super) struct UnitView {
    pub(super) name: String,
    /// Interviews that are done.
    pub(super) complete: u64,
    pub(super) quota: Option<QuotaView>,
    pub(super) standing: StandingView,
    /// Each with its label.
    pub(super) rates: [(&'static str, RateView); 3],
}

pub(super) struct QuotaView {
    pub(super) minimum: u64,
    /// What of it is done; no bar is longer than its frame.
    pub(super) done: u64,
    pub(super) left: String,
    pub(super) is_met: bool,
}

/// How the cases of a unit stand.
pub(super) struct StandingView {
    pub(super) open: u64,
    pub(super) appointments: u64,
    pub(super) held: u64,
    pub(super) closed: u64,
}

impl StandingView {
    /// No case stands anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.open + self.appointments + self.held + self.closed == 0
    }
}

/// A rate, and the counts that it is made of where they don't stand for it.
pub(super) struct RateView {
    pub(super) value: String,
    pub(super) counts: String,
}
