//! The audit log for people, the newest entries first.

use actix_web::http::StatusCode;
use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::Value;
use store::{Action, AuditEntry, Store, StoreError};

use super::address::Query;
use super::plain::{failed, finished, frame_of};
use super::view::{AuditLine, AuditPage};
use crate::State;
use crate::audit::place;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::locale::{LANG, Locale};
use crate::query::Params;
use crate::words::Words;
use survey::round::in_china;

/// Entries of one page.
const ENTRIES: i64 = 100;

/// `GET /audit`; `before` pages back.
pub(crate) async fn page(request: HttpRequest, state: Data<State>, actor: Actor) -> HttpResponse {
    match shown(&request, &state, &actor).await {
        Ok(response) => response,
        Err(error) => failed(&request, &state, &error),
    }
}

async fn shown(
    request: &HttpRequest,
    state: &Data<State>,
    actor: &Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &["before", LANG]);
    let before = params.parsed("before", place);
    let locale = Locale::of(request, params.text(LANG));
    params.finish()?;
    let asked = state.clone();
    let (entries, newest) = block(move || newest_before(asked.store(), before)).await??;
    let words = Words::of(locale.language);
    let frame = frame_of(request, locale, actor, words.audit, "audit", &Query::default());
    let oldest = entries.last().map(|entry| entry.seq).filter(|seq| *seq > 1);
    let older = oldest.map(|seq| {
        Query::default().with("before", Some(seq)).after(&format!("{}audit", frame.root))
    });
    let page = AuditPage {
        frame,
        newest,
        older,
        lines: entries.into_iter().map(|entry| line(entry, words)).collect(),
    };
    Ok(finished(request, locale, StatusCode::OK, &page))
}

fn newest_before(store: &Store, before: Option<i64>) -> Result<(Vec<AuditEntry>, i64), StoreError> {
    let newest = store.newest_audit_entry()?;
    let end = before.unwrap_or(i64::MAX).min(newest + 1);
    let after = (end - 1 - ENTRIES).max(0);
    let count = u32::try_from((end - 1 - after).max(0)).unwrap_or(0);
    let mut entries = store.audit_entries(after, count)?;
    entries.reverse();
    Ok((entries, newest))
}

fn line(entry: AuditEntry, words: &Words) -> AuditLine {
    let known = Action::ALL.iter().copied().find(|action| action.as_str() == entry.action);
    AuditLine {
        seq: entry.seq,
        at: in_china(entry.at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        actor: entry.actor,
        action: known.map_or(entry.action, |action| action_text(action, words).to_owned()),
        subject: entry.subject,
        detail: detail_text(&entry.detail),
    }
}

/// `name: value` for whatever an entry tells, without the marks of JSON.
fn detail_text(detail: &Value) -> String {
    match detail {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(detail_text).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let told = fields.iter().filter(|(_, value)| !value.is_null());
            let told = told.map(|(name, value)| format!("{name}: {}", detail_text(value)));
            told.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

#[expect(clippy::too_many_lines, reason = "one line for each, so that none can be forgotten")]
fn action_text(action: Action, words: &Words) -> &'static str {
    match action {
        Action::SignedIn => words.action_signed_in,
        Action::SignInFailed => words.action_sign_in_failed,
        Action::TokenMade => words.action_token_made,
        Action::SignedOut => words.action_signed_out,
        Action::UserAdded => words.action_user_added,
        Action::RolesSet => words.action_roles_set,
        Action::PasswordSet => words.action_password_set,
        Action::UserDisabled => words.action_user_disabled,
        Action::UserEnabled => words.action_user_enabled,
        Action::LinkMade => words.action_link_made,
        Action::SecondFactorAdded => words.action_second_factor_added,
        Action::SecondFactorRemoved => words.action_second_factor_removed,
        Action::UnitsChanged => words.action_units_changed,
        Action::QuestionnairePublished => words.action_questionnaire_published,
        Action::DraftUploaded => words.action_draft_uploaded,
        Action::DraftDiscarded => words.action_draft_discarded,
        Action::BulletinDrafted => words.action_bulletin_drafted,
        Action::BulletinEdited => words.action_bulletin_edited,
        Action::BulletinReviewed => words.action_bulletin_reviewed,
        Action::BulletinPublished => words.action_bulletin_published,
        Action::BulletinSuperseded => words.action_bulletin_superseded,
        Action::BulletinWithdrawn => words.action_bulletin_withdrawn,
        Action::BulletinTemplateWritten => words.action_bulletin_template_written,
        Action::SchemePublished => words.action_scheme_published,
        Action::RoundPut => words.action_round_put,
        Action::Imported => words.action_imported,
        Action::ResponseCorrected => words.action_response_corrected,
        Action::ResponseWithdrawn => words.action_response_withdrawn,
        Action::PeriodSealed => words.action_period_sealed,
        Action::QuarantineSettled => words.action_quarantine_settled,
        Action::ContactsAdded => words.action_contacts_added,
        Action::ContactRead => words.action_contact_read,
        Action::ContactsDeleted => words.action_contacts_deleted,
        Action::SampleDrawn => words.action_sample_drawn,
        Action::CaseAdded => words.action_case_added,
        Action::FieldworkRulesSet => words.action_fieldwork_rules_set,
        Action::QuotasSet => words.action_quotas_set,
        Action::AimSet => words.action_aim_set,
        Action::AimRemoved => words.action_aim_removed,
        Action::EntryEntered => words.action_entry_entered,
        Action::EntryConfirmed => words.action_entry_confirmed,
        Action::EntrySuperseded => words.action_entry_superseded,
        Action::EntryWithdrawn => words.action_entry_withdrawn,
        Action::FormulaPublished => words.action_formula_published,
        Action::ScoreEntered => words.action_score_entered,
        Action::ScoreConfirmed => words.action_score_confirmed,
        Action::ScoreSuperseded => words.action_score_superseded,
        Action::ScoreWithdrawn => words.action_score_withdrawn,
        Action::PublicityLogged => words.action_publicity_logged,
        Action::PublicityRemoved => words.action_publicity_removed,
        Action::IssueOpened => words.action_issue_opened,
        Action::IssueStepped => words.action_issue_stepped,
        Action::EvidenceSent => words.action_evidence_sent,
        Action::CommonIssueMade => words.action_common_issue_made,
        Action::CommonIssueStepped => words.action_common_issue_stepped,
        Action::IssueRulesSet => words.action_issue_rules_set,
        Action::CalendarSet => words.action_calendar_set,
        Action::OrderProposed => words.action_order_proposed,
        Action::OrderStepped => words.action_order_stepped,
        Action::SupervisionRulesSet => words.action_supervision_rules_set,
        Action::ViewSaved => words.action_view_saved,
        Action::ViewDeleted => words.action_view_deleted,
        Action::ResponseRead => words.action_response_read,
        Action::PhotoRead => words.action_photo_read,
        Action::Exported => words.action_exported,
        Action::VerificationRulesSet => words.action_verification_rules_set,
        Action::ChecksDrawn => words.action_checks_drawn,
        Action::CheckRecorded => words.action_check_recorded,
        Action::ResponseExcluded => words.action_response_excluded,
        Action::ResponseIncluded => words.action_response_included,
    }
}
