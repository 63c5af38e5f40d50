//! Moving everything from one database to another, of either backend, with a proof.
//!
//! Nobody writes to the old database while it is read, and the new one is filled in one
//! transaction. Before that is committed, both are read again: each table must give the same
//! digest on both sides.

use diesel::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::accounts::{
    DeviceLinkRow, FactorRow, LinkRow, PendingRow, RecoveryRow, RoleRow, SessionRow, UserRow,
};
use crate::aims::AimRow;
use crate::audit::AuditRow;
use crate::bulletin_templates::TemplateRow;
use crate::bulletins::BulletinRow;
use crate::cases::CaseRow;
use crate::common::{CommonEventRow, CommonRow, SourceRow, TaskRow};
use crate::connection::{Access, AnyConnection};
use crate::contacts::ContactRow;
use crate::corrections::{VersionRow, WithdrawnRow};
use crate::drafts::DraftRow;
use crate::evidence::EvidenceRow;
use crate::fieldwork::{QuotaRow, RulesRow};
use crate::import::ImportRow;
use crate::issues::{EventRow, IssueRow};
use crate::limits::{CalendarRow, IssueRulesRow};
use crate::notes::NoteRow;
use crate::publicity::PublicityRow;
use crate::quarantine::QuarantineRow;
use crate::record::insert_responses;
use crate::row::{AttemptRow, ResponseRow, RoundRow, UnitRow};
use crate::samples::SampleRow;
use crate::saved_views::SavedViewRow;
use crate::schema::{
    aims, annual_formulas, annual_scores, attempts, audit_log, bulletin_templates, bulletins,
    case_notes, cases, common_events, common_issues, common_sources, contacts, device_links,
    evidence_contents, fieldwork_rules, imports, issue_events, issue_evidence, issue_rules, issues,
    meta, month_cubes, pending_sign_ins, photos, publicity, quarantine, questionnaire_drafts,
    questionnaires, quotas, recovery_codes, response_versions, responses, rounds, samples,
    saved_views, scoring_schemes, seal_listings, seals, second_factors, self_check_tasks, sessions,
    sign_in_links, supervision_events, supervision_orders, supervision_rules, units, user_roles,
    users, withdrawn_responses, working_calendars, year_entries,
};
use crate::schema::{
    response_exclusions, verification_checks, verification_plans, verification_rules,
};
use crate::seals::SealRow;
use crate::supervision::{OrderEventRow, OrderRow, SupervisionRulesRow};
use crate::verification::{CheckRow, ExclusionRow, PlanRow, VerificationRulesRow};
use crate::year::{EntryRow, FormulaRow, ScoreRow};
use crate::{Store, StoreError};

/// Rows held in memory at a time.
const PAGE_LEN: i64 = 1_000;

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableDigest {
    /// Name of the table.
    pub table: &'static str,
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of all of them in the order of their keys, hexadecimal.
    pub digest: String,
}

/// A published version of a questionnaire or scheme.
#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = questionnaires)]
pub(crate) struct QuestionnaireRow {
    pub(crate) code: String,
    pub(crate) version: i64,
    body: String,
    published_at: i64,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = scoring_schemes)]
pub(crate) struct SchemeRow {
    pub(crate) code: String,
    pub(crate) version: i64,
    body: String,
    published_at: i64,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = month_cubes)]
struct MonthCubeRow {
    questionnaire: String,
    kind: String,
    month: i32,
    last_seq: i64,
    body: Vec<u8>,
}

#[derive(Serialize, Queryable, Selectable, Insertable)]
#[diesel(table_name = meta)]
struct MetaRow {
    name: String,
    value: i64,
}

impl Store {
    /// Copies everything into an empty database, and gives what each table holds on both sides.
    /// Whoever writes to this database waits meanwhile, so that nothing comes in unnoticed.
    ///
    /// # Errors
    /// [`StoreError::NotEmpty`] when something is there already; [`StoreError::NotTheSame`] when a
    /// table came out otherwise; when either database fails. Then the other one is as it was.
    pub fn copy_to(&self, other: &Store) -> Result<Vec<TableDigest>, StoreError> {
        let mut from = self.location.connect(Access::Write, self.limits.lock_wait)?;
        from.immediately(|from| other.fill_from(from))
    }

    /// As [`Store::copy_to`], while everybody goes on: what comes in meanwhile is not in the copy.
    ///
    /// # Errors
    /// As for [`Store::copy_to`].
    pub fn snapshot_to(&self, other: &Store) -> Result<Vec<TableDigest>, StoreError> {
        self.read(|from| from.snapshot(|from| other.fill_from(from)))
    }

    fn fill_from(&self, from: &mut AnyConnection) -> Result<Vec<TableDigest>, StoreError> {
        let mut to = self.location.connect(Access::Write, self.limits.lock_wait)?;
        to.immediately(|to| {
            if is_used(to)? {
                return Err(StoreError::NotEmpty { path: self.shown() });
            }
            copy(from, to)?;
            let (before, after) = (digests(from)?, digests(to)?);
            match before.iter().zip(&after).find(|(before, after)| before != after) {
                Some((table, _)) => Err(StoreError::NotTheSame { table: table.table }),
                None => Ok(after),
            }
        })
    }

    /// What each table holds, in one snapshot.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn table_digests(&self) -> Result<Vec<TableDigest>, StoreError> {
        self.read(|conn| conn.snapshot(digests))
    }
}

/// Whether there is more than what every new database has.
fn is_used(conn: &mut AnyConnection) -> Result<bool, StoreError> {
    let rows = units::table.count().get_result::<i64>(conn)?
        + questionnaires::table.count().get_result::<i64>(conn)?
        + scoring_schemes::table.count().get_result::<i64>(conn)?
        + users::table.count().get_result::<i64>(conn)?
        + audit_log::table.count().get_result::<i64>(conn)?;
    Ok(rows > 0)
}

/// Copies a table that is read whole.
macro_rules! copy_whole {
    ($from:expr, $to:expr, $table:ident, $row:ty, $order:expr) => {
        let rows: Vec<$row> =
            $table::table.order($order).select(<$row>::as_select()).load($from)?;
        for row in &rows {
            diesel::insert_into($table::table).values(row).execute($to)?;
        }
    };
}

/// Tables that others refer to come first.
fn copy(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<(), StoreError> {
    // What every new database has.
    diesel::delete(meta::table).execute(to)?;
    copy_answers(from, to)?;
    copy_fieldwork(from, to)?;
    copy_ledger(from, to)?;
    copy_results(from, to)?;
    copy_accounts(from, to)
}

fn copy_answers(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<(), StoreError> {
    copy_whole!(from, to, meta, MetaRow, meta::name);
    copy_whole!(from, to, units, UnitRow, (units::position, units::code));
    copy_whole!(from, to, questionnaires, QuestionnaireRow, questionnaires::code);
    copy_whole!(from, to, questionnaire_drafts, DraftRow, questionnaire_drafts::code);
    copy_whole!(from, to, scoring_schemes, SchemeRow, scoring_schemes::code);
    copy_whole!(from, to, rounds, RoundRow, rounds::code);
    let mut last = 0;
    loop {
        let rows = responses_after(from, last)?;
        let Some(end) = rows.last() else { break };
        last = end.seq;
        insert_responses(to, &rows.iter().collect::<Vec<_>>())?;
    }
    let by_version = (response_versions::response_id, response_versions::version);
    copy_whole!(from, to, response_versions, VersionRow, by_version);
    copy_whole!(from, to, withdrawn_responses, WithdrawnRow, withdrawn_responses::id);
    copy_whole!(from, to, quarantine, QuarantineRow, quarantine::response_id);
    copy_whole!(from, to, attempts, AttemptRow, attempts::id);
    Ok(())
}

fn copy_fieldwork(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<(), StoreError> {
    copy_whole!(from, to, fieldwork_rules, RulesRow, fieldwork_rules::version);
    copy_whole!(from, to, contacts, ContactRow, contacts::case_no);
    copy_whole!(from, to, samples, SampleRow, samples::round);
    copy_whole!(from, to, cases, CaseRow, cases::case_no);
    copy_whole!(from, to, case_notes, NoteRow, case_notes::id);
    let mut last = String::new();
    loop {
        let rows = crate::photos::after(from, &last)?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.id);
        for row in &rows {
            diesel::insert_into(photos::table).values(row).execute(to)?;
        }
    }
    copy_whole!(from, to, quotas, QuotaRow, quotas::unit);
    copy_whole!(from, to, verification_rules, VerificationRulesRow, verification_rules::version);
    copy_whole!(from, to, verification_plans, PlanRow, verification_plans::id);
    copy_whole!(from, to, verification_checks, CheckRow, verification_checks::id);
    copy_whole!(from, to, response_exclusions, ExclusionRow, response_exclusions::response_id);
    Ok(())
}

fn copy_ledger(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<(), StoreError> {
    copy_whole!(from, to, issues, IssueRow, issues::id);
    copy_whole!(from, to, issue_events, EventRow, (issue_events::issue_id, issue_events::seq));
    let mut last = String::new();
    while let Some(row) = crate::evidence::content_after(from, &last)? {
        last.clone_from(&row.sha256);
        diesel::insert_into(evidence_contents::table).values(&row).execute(to)?;
    }
    copy_whole!(from, to, issue_evidence, EvidenceRow, issue_evidence::id);
    copy_whole!(from, to, common_issues, CommonRow, common_issues::id);
    copy_whole!(from, to, common_sources, SourceRow, common_sources::common_id);
    copy_whole!(from, to, self_check_tasks, TaskRow, self_check_tasks::common_id);
    copy_whole!(from, to, common_events, CommonEventRow, common_events::common_id);
    copy_whole!(from, to, issue_rules, IssueRulesRow, issue_rules::version);
    copy_whole!(from, to, working_calendars, CalendarRow, working_calendars::version);
    copy_whole!(from, to, supervision_orders, OrderRow, supervision_orders::id);
    let by_step = (supervision_events::order_id, supervision_events::seq);
    copy_whole!(from, to, supervision_events, OrderEventRow, by_step);
    copy_whole!(from, to, supervision_rules, SupervisionRulesRow, supervision_rules::version);
    Ok(())
}

fn copy_results(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<(), StoreError> {
    copy_whole!(from, to, aims, AimRow, aims::unit);
    copy_whole!(from, to, year_entries, EntryRow, year_entries::id);
    copy_whole!(from, to, annual_formulas, FormulaRow, annual_formulas::code);
    copy_whole!(from, to, annual_scores, ScoreRow, annual_scores::id);
    copy_whole!(from, to, publicity, PublicityRow, publicity::id);
    copy_whole!(from, to, saved_views, SavedViewRow, saved_views::id);
    copy_whole!(from, to, imports, ImportRow, imports::id);
    copy_whole!(from, to, month_cubes, MonthCubeRow, month_cubes::month);
    copy_whole!(from, to, bulletins, BulletinRow, bulletins::id);
    copy_whole!(from, to, bulletin_templates, TemplateRow, bulletin_templates::version);
    copy_whole!(from, to, seals, SealRow, seals::number);
    let mut last = String::new();
    loop {
        let rows = crate::seals::listings_after(from, &last)?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.digest);
        for row in &rows {
            diesel::insert_into(seal_listings::table).values(row).execute(to)?;
        }
    }
    Ok(())
}

fn copy_accounts(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<(), StoreError> {
    copy_whole!(from, to, users, UserRow, users::name);
    copy_whole!(from, to, user_roles, RoleRow, user_roles::user_name);
    copy_whole!(from, to, sessions, SessionRow, sessions::digest);
    copy_whole!(from, to, sign_in_links, LinkRow, sign_in_links::digest);
    copy_whole!(from, to, second_factors, FactorRow, second_factors::user_name);
    copy_whole!(from, to, recovery_codes, RecoveryRow, recovery_codes::digest);
    copy_whole!(from, to, pending_sign_ins, PendingRow, pending_sign_ins::digest);
    copy_whole!(from, to, device_links, DeviceLinkRow, device_links::digest);
    copy_whole!(from, to, audit_log, AuditRow, audit_log::seq);
    Ok(())
}

fn responses_after(conn: &mut AnyConnection, seq: i64) -> Result<Vec<ResponseRow>, StoreError> {
    Ok(responses::table
        .filter(responses::seq.gt(seq))
        .order(responses::seq)
        .limit(PAGE_LEN)
        .select(ResponseRow::as_select())
        .load(conn)?)
}

/// The digest of a table that is read whole.
macro_rules! digest_whole {
    ($conn:expr, $table:ident, $row:ty, $order:expr) => {{
        let rows: Vec<$row> =
            $table::table.order($order).select(<$row>::as_select()).load($conn)?;
        let mut table = Digesting::new(stringify!($table));
        for row in &rows {
            table.add(row)?;
        }
        table.finish()
    }};
}

fn digests(conn: &mut AnyConnection) -> Result<Vec<TableDigest>, StoreError> {
    let mut of_responses = Digesting::new("responses");
    let mut last = 0;
    loop {
        let rows = responses_after(conn, last)?;
        let Some(end) = rows.last() else { break };
        last = end.seq;
        for row in &rows {
            of_responses.add(row)?;
        }
    }
    let by_version = (questionnaires::code, questionnaires::version);
    let by_draft = (questionnaire_drafts::code, questionnaire_drafts::version);
    let by_scheme = (scoring_schemes::code, scoring_schemes::version);
    let by_former = (response_versions::response_id, response_versions::version);
    let by_content = (quarantine::response_id, quarantine::digest);
    let mut all = vec![
        digest_whole!(conn, meta, MetaRow, meta::name),
        digest_whole!(conn, units, UnitRow, units::code),
        digest_whole!(conn, questionnaires, QuestionnaireRow, by_version),
        digest_whole!(conn, questionnaire_drafts, DraftRow, by_draft),
        digest_whole!(conn, scoring_schemes, SchemeRow, by_scheme),
        digest_whole!(conn, rounds, RoundRow, rounds::code),
        of_responses.finish(),
        digest_whole!(conn, response_versions, VersionRow, by_former),
        digest_whole!(conn, withdrawn_responses, WithdrawnRow, withdrawn_responses::id),
        digest_whole!(conn, quarantine, QuarantineRow, by_content),
        digest_whole!(conn, attempts, AttemptRow, attempts::id),
        digest_whole!(conn, fieldwork_rules, RulesRow, fieldwork_rules::version),
        digest_whole!(conn, contacts, ContactRow, contacts::case_no),
        digest_whole!(conn, samples, SampleRow, (samples::round, samples::mode)),
        digest_whole!(conn, cases, CaseRow, (cases::round, cases::case_no)),
    ];
    all.extend(digests_of_work(conn)?);
    all.extend(digests_beside_issues(conn)?);
    all.extend(digests_of_accounts(conn)?);
    Ok(all)
}

/// What is done about answers, and what comes of them.
fn digests_of_work(conn: &mut AnyConnection) -> Result<Vec<TableDigest>, StoreError> {
    let by_step = (issue_events::issue_id, issue_events::seq);
    let by_order = (supervision_events::order_id, supervision_events::seq);
    let by_formula = (annual_formulas::code, annual_formulas::version);
    let by_month = (month_cubes::questionnaire, month_cubes::kind, month_cubes::month);
    let by_language = (bulletin_templates::language, bulletin_templates::version);
    Ok(vec![
        digest_whole!(conn, issues, IssueRow, issues::id),
        digest_whole!(conn, issue_events, EventRow, by_step),
        digest_whole!(conn, issue_rules, IssueRulesRow, issue_rules::version),
        digest_whole!(conn, working_calendars, CalendarRow, working_calendars::version),
        digest_whole!(conn, supervision_orders, OrderRow, supervision_orders::id),
        digest_whole!(conn, supervision_events, OrderEventRow, by_order),
        digest_whole!(conn, supervision_rules, SupervisionRulesRow, supervision_rules::version),
        digest_whole!(conn, case_notes, NoteRow, case_notes::id),
        digest_photos(conn)?,
        digest_whole!(conn, quotas, QuotaRow, (quotas::round, quotas::unit)),
        digest_whole!(conn, verification_rules, VerificationRulesRow, verification_rules::version),
        digest_whole!(conn, verification_plans, PlanRow, verification_plans::id),
        digest_whole!(conn, verification_checks, CheckRow, verification_checks::id),
        digest_whole!(conn, response_exclusions, ExclusionRow, response_exclusions::response_id),
        digest_whole!(conn, aims, AimRow, (aims::year, aims::unit)),
        digest_whole!(conn, year_entries, EntryRow, year_entries::id),
        digest_whole!(conn, annual_formulas, FormulaRow, by_formula),
        digest_whole!(conn, annual_scores, ScoreRow, annual_scores::id),
        digest_whole!(conn, publicity, PublicityRow, publicity::id),
        digest_whole!(conn, saved_views, SavedViewRow, saved_views::id),
        digest_whole!(conn, imports, ImportRow, imports::id),
        digest_whole!(conn, month_cubes, MonthCubeRow, by_month),
        digest_whole!(conn, bulletins, BulletinRow, bulletins::id),
        digest_whole!(conn, bulletin_templates, TemplateRow, by_language),
        digest_whole!(conn, seals, SealRow, seals::number),
        digest_listings(conn)?,
    ])
}

/// Who may sign in, and who did what.
fn digests_of_accounts(conn: &mut AnyConnection) -> Result<Vec<TableDigest>, StoreError> {
    let by_role = (user_roles::user_name, user_roles::role, user_roles::unit);
    Ok(vec![
        digest_whole!(conn, users, UserRow, users::name),
        digest_whole!(conn, user_roles, RoleRow, by_role),
        digest_whole!(conn, sessions, SessionRow, sessions::digest),
        digest_whole!(conn, sign_in_links, LinkRow, sign_in_links::digest),
        digest_whole!(conn, second_factors, FactorRow, second_factors::user_name),
        digest_whole!(conn, recovery_codes, RecoveryRow, recovery_codes::digest),
        digest_whole!(conn, pending_sign_ins, PendingRow, pending_sign_ins::digest),
        digest_whole!(conn, device_links, DeviceLinkRow, device_links::digest),
        digest_whole!(conn, audit_log, AuditRow, audit_log::seq),
    ])
}

/// Of what stands beside the issues: evidence, and what several have in common.
fn digests_beside_issues(conn: &mut AnyConnection) -> Result<Vec<TableDigest>, StoreError> {
    let mut of_evidence = Digesting::new("evidence_contents");
    let mut last = String::new();
    while let Some(row) = crate::evidence::content_after(conn, &last)? {
        last.clone_from(&row.sha256);
        of_evidence.add(&row)?;
    }
    let by_source = (common_sources::common_id, common_sources::issue_id);
    let by_task = (self_check_tasks::common_id, self_check_tasks::unit);
    let by_common_step = (common_events::common_id, common_events::seq);
    Ok(vec![
        of_evidence.finish(),
        digest_whole!(conn, issue_evidence, EvidenceRow, issue_evidence::id),
        digest_whole!(conn, common_issues, CommonRow, common_issues::id),
        digest_whole!(conn, common_sources, SourceRow, by_source),
        digest_whole!(conn, self_check_tasks, TaskRow, by_task),
        digest_whole!(conn, common_events, CommonEventRow, by_common_step),
    ])
}

/// Photos are long.
fn digest_photos(conn: &mut AnyConnection) -> Result<TableDigest, StoreError> {
    let mut of_photos = Digesting::new("photos");
    let mut last = String::new();
    loop {
        let rows = crate::photos::after(conn, &last)?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.id);
        for row in &rows {
            of_photos.add(row)?;
        }
    }
    Ok(of_photos.finish())
}

/// So are listings.
fn digest_listings(conn: &mut AnyConnection) -> Result<TableDigest, StoreError> {
    let mut of_listings = Digesting::new("seal_listings");
    let mut last = String::new();
    loop {
        let rows = crate::seals::listings_after(conn, &last)?;
        let Some(end) = rows.last() else { break };
        last.clone_from(&end.digest);
        for row in &rows {
            of_listings.add(row)?;
        }
    }
    Ok(of_listings.finish())
}

/// A digest in the making.
struct Digesting {
    table: &'static str,
    rows: u64,
    content: Sha256,
}

impl Digesting {
    fn new(table: &'static str) -> Self {
        Self { table, rows: 0, content: Sha256::new() }
    }

    /// Rows are told apart by their length, so that no two tables of rows read the same.
    fn add(&mut self, row: &impl Serialize) -> Result<(), StoreError> {
        let row = serde_json::to_vec(row).map_err(|e| StoreError::unreadable(self.table, e))?;
        self.content.update((row.len() as u64).to_le_bytes());
        self.content.update(&row);
        self.rows += 1;
        Ok(())
    }

    fn finish(self) -> TableDigest {
        let digest = hex::encode(self.content.finalize());
        TableDigest { table: self.table, rows: self.rows, digest }
    }
}
