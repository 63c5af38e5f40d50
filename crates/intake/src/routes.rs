//! The table of addresses.

use actix_web::dev::{HttpServiceFactory, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard::{Any, Get, Head};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, Resource, Route};
use figures::ChartKind;
use survey::Right::{
    ConfirmResults, CorrectResponses, EnterResults, JudgeIssues, JudgeOrders, ManageAccounts,
    ManageSurvey, PublishBulletins, ReadAnnual, ReadAudit, ReadBulletins, ReadFieldwork,
    ReadFigures, ReadIssues, ReadOrders, ReadResponses, ReadSurvey, SendResponses,
    SettleQuarantine, WorkCases, WriteBulletins,
};
use survey::Right::{JudgeChecks, ReadSignals, WorkChecks};

use crate::auth::{Need, Needs, gate};
use crate::pages::{
    account, accounts, password, questionnaires, second_factor, second_step, sessions, sign_in,
};
use crate::problem::ProblemDocument;
use crate::{
    aims, annual, assets, audit, batch, bulletins, checks, common, corrections, desks, devices,
    exports, fieldwork, figure, health, issues, lists, me, observe, odata, openapi, orders, pages,
    photos, publicity, quarantine, responses, seals, views,
};

const READ: &str = "GET, HEAD";

const ONE_RESPONSE: Needs =
    Needs { reading: Need::Right(ReadResponses), sending: Need::Right(SendResponses) };

/// Seen by whoever may read the response that it belongs to.
const ONE_PHOTO: Needs = ONE_RESPONSE;

const BULLETINS: Needs =
    Needs { reading: Need::Right(ReadBulletins), sending: Need::Right(WriteBulletins) };

/// What somebody may do to a bulletin is judged by the handler: some write, others publish.
const BULLETIN_PAGES: Needs =
    Needs { reading: Need::Right(ReadBulletins), sending: Need::Form(ReadBulletins) };

/// What somebody may do to an issue is judged by the handler: some put it right, others find it so.
const ISSUES: Needs = Needs { reading: Need::Right(ReadIssues), sending: Need::Right(JudgeIssues) };

/// What is done there is judged by the handler too.
const ISSUE_PAGES: Needs =
    Needs { reading: Need::Right(ReadIssues), sending: Need::Form(ReadIssues) };

/// Everybody may know what was sealed, and with which digest.
const SEALS: Needs = Needs { reading: Need::Right(ReadSurvey), sending: Need::Right(ManageSurvey) };

const SEAL_PAGES: Needs =
    Needs { reading: Need::Right(ReadSurvey), sending: Need::Form(ManageSurvey) };

/// What somebody may do to an order is judged by the handler: some answer it, others judge.
const ORDERS: Needs = Needs { reading: Need::Right(ReadOrders), sending: Need::Right(JudgeOrders) };

/// What is done there is judged by the handler too.
const ORDER_PAGES: Needs =
    Needs { reading: Need::Right(ReadOrders), sending: Need::Form(ReadOrders) };

/// Whoever judges issues makes common ones of them, and logs what was told to the public.
const COMMON_PAGES: Needs =
    Needs { reading: Need::Right(ReadIssues), sending: Need::Form(JudgeIssues) };

/// Whoever reads figures keeps views of them; a form is sent by a browser.
const VIEW_PAGES: Needs =
    Needs { reading: Need::Right(ReadFigures), sending: Need::Form(ReadFigures) };

const ENTRIES: Needs =
    Needs { reading: Need::Right(ReadAnnual), sending: Need::Right(EnterResults) };

/// What somebody may do there is judged by the handler: some enter, others confirm.
const YEAR_PAGES: Needs =
    Needs { reading: Need::Right(ReadAnnual), sending: Need::Form(ReadAnnual) };

const FORMULAS: Needs =
    Needs { reading: Need::Right(ReadAnnual), sending: Need::Right(ManageSurvey) };

const BY_HAND: Needs =
    Needs { reading: Need::Right(SettleQuarantine), sending: Need::Form(SettleQuarantine) };

/// What can be asked for, how and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    /// Its path, with `{names}` for parts that differ.
    pub(crate) path: String,
    /// Its methods, as `Allow` lists them.
    allow: &'static str,
    pub(crate) needs: Needs,
}

impl Address {
    pub(crate) fn methods(&self) -> impl Iterator<Item = &'static str> {
        self.allow.split(", ")
    }
}

/// Makes every address answer.
pub(crate) fn configure(config: &mut ServiceConfig) {
    enter(&mut Table { config, addresses: Vec::new() });
}

/// All addresses, without a service behind them.
pub(crate) fn addresses() -> Vec<Address> {
    let mut addresses = Vec::new();
    drop(App::new().configure(|config| {
        let mut table = Table { config, addresses: Vec::new() };
        enter(&mut table);
        addresses = table.addresses;
    }));
    addresses
}

/// Every address there is.
fn enter(table: &mut Table<'_>) {
    responses_of(table);
    fieldwork_of(table);
    checks_of(table);
    questionnaires_of(table);
    ledger_of(table);
    shared_of(table);
    reading(table);
    issues_of(table);
    orders_of(table);
    annual_of(table);
    bulletins_of(table);
    seals_of(table);
    browsing(table);
    desks_of(table);
    accounts_of(table);
}

/// Responses, and what becomes of them.
fn responses_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/responses:batch", "POST", SendResponses).route(web::post().to(batch::post)),
        )
        .service(
            at("/api/v1/responses/{id}", "GET, HEAD, PUT", ONE_RESPONSE)
                .route(web::put().to(responses::put))
                .route(get().to(responses::get)),
        )
        .service(
            at("/api/v1/responses/{id}/corrections", "POST", CorrectResponses)
                .route(web::post().to(corrections::correct)),
        )
        .service(
            at("/api/v1/responses/{id}/withdrawal", "POST", CorrectResponses)
                .route(web::post().to(corrections::withdraw)),
        )
        .service(
            at("/api/v1/responses/{id}/versions", READ, CorrectResponses)
                .route(get().to(corrections::versions)),
        )
        .service(
            at("/api/v1/photos/{id}", "GET, HEAD, PUT", ONE_PHOTO)
                .route(web::put().to(photos::put))
                .route(get().to(photos::get)),
        )
        .service(at("/api/v1/quarantine", READ, SettleQuarantine).route(get().to(quarantine::list)))
        .service(
            at("/api/v1/quarantine/{id}/{digest}", "POST", SettleQuarantine)
                .route(web::post().to(quarantine::settle)),
        )
        .service(
            at("/quarantine", "GET, HEAD, POST", BY_HAND)
                .route(get().to(pages::quarantine::page))
                .route(web::post().to(pages::quarantine::settle)),
        );
}

/// Whom to ask, and how far that has come.
fn checks_of(table: &mut Table<'_>) {
    let plans = Needs { reading: Need::Right(JudgeChecks), sending: Need::Right(JudgeChecks) };
    table
        .service(at("/api/v1/checks", READ, JudgeChecks).route(get().to(checks::list)))
        .service(at("/api/v1/checks/next", "POST", WorkChecks).route(web::post().to(checks::next)))
        .service(
            at("/api/v1/checks/release", "POST", WorkChecks).route(web::post().to(checks::release)),
        )
        .service(
            at("/api/v1/checks/plans", "GET, HEAD, POST", plans)
                .route(get().to(checks::plans))
                .route(web::post().to(checks::draw)),
        )
        .service(
            at("/api/v1/checks/exclusions", READ, JudgeChecks).route(get().to(checks::exclusions)),
        )
        .service(
            at("/api/v1/checks/agreement", READ, ReadSignals).route(get().to(checks::agreement)),
        )
        .service(at("/api/v1/checks/{id}", "PUT", WorkChecks).route(web::put().to(checks::record)))
        .service(
            at("/api/v1/checks/{id}/exclusion", "POST", JudgeChecks)
                .route(web::post().to(checks::exclude)),
        )
        .service(at("/api/v1/signals", READ, ReadSignals).route(get().to(checks::signals)))
        .service(
            at("/checks", "GET, HEAD, POST", Need::Form(WorkChecks))
                .route(get().to(pages::checks::page))
                .route(web::post().to(pages::checks::act)),
        )
        .service(
            at("/checks/plans", "GET, HEAD, POST", Need::Form(JudgeChecks))
                .route(get().to(pages::checks::plans))
                .route(web::post().to(pages::checks::draw)),
        )
        .service(
            at("/checks/exclusions", "GET, HEAD, POST", Need::Form(JudgeChecks))
                .route(get().to(pages::checks::exclusions))
                .route(web::post().to(pages::checks::decide)),
        )
        .service(at("/signals", READ, ReadSignals).route(get().to(pages::signals::page)));
}

fn fieldwork_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/contacts/next", "POST", WorkCases).route(web::post().to(fieldwork::next)),
        )
        .service(
            at("/api/v1/contacts/release", "POST", WorkCases)
                .route(web::post().to(fieldwork::release)),
        )
        .service(
            at("/api/v1/attempts/{id}", "PUT", WorkCases).route(web::put().to(fieldwork::attempt)),
        )
        .service(at("/api/v1/notes/{id}", "PUT", WorkCases).route(web::put().to(fieldwork::note)))
        .service(at("/api/v1/outcomes", READ, ReadSurvey).route(get().to(fieldwork::outcomes)))
        .service(at("/api/v1/fieldwork", READ, ReadFieldwork).route(get().to(fieldwork::progress)))
        .service(at("/fieldwork", READ, ReadFieldwork).route(get().to(pages::fieldwork::page)));
}

/// Questionnaires, from a file to a published version.
fn questionnaires_of(table: &mut Table<'_>) {
    const FORM: &str = "GET, HEAD, POST";
    table
        .service(
            at("/api/v1/questionnaires", READ, ReadSurvey).route(get().to(lists::questionnaires)),
        )
        .service(
            at("/api/v1/questionnaires/{code}/versions/{version}", READ, ReadSurvey)
                .route(get().to(lists::questionnaire)),
        )
        .service(
            at("/questionnaires", FORM, Need::Form(ManageSurvey))
                .route(get().to(questionnaires::page))
                .route(web::post().to(questionnaires::upload)),
        )
        .service(
            at("/questionnaires/version", FORM, Need::Form(ManageSurvey))
                .route(get().to(questionnaires::version_page))
                .route(web::post().to(questionnaires::act)),
        )
        .service(
            at("/questionnaires/file", READ, Need::Form(ManageSurvey))
                .route(get().to(questionnaires::file)),
        );
}

/// The ledger and what is told of it.
fn ledger_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/issues", "GET, HEAD, POST", ISSUES)
                .route(get().to(issues::list))
                .route(web::post().to(issues::acts::open)),
        )
        .service(at("/api/v1/issues/rates", READ, ReadIssues).route(get().to(issues::rates::rates)))
        .service(
            at("/api/v1/issues/funnel", READ, ReadIssues).route(get().to(issues::funnel::funnel)),
        )
        .service(
            at("/api/v1/issues/funnel.svg", READ, ReadIssues).route(get().to(issues::funnel::svg)),
        )
        .service(
            at("/api/v1/issues/funnel.png", READ, ReadIssues).route(get().to(issues::funnel::png)),
        )
        .service(
            at("/api/v1/publicity", "GET, HEAD, POST", ISSUES)
                .route(get().to(publicity::list))
                .route(web::post().to(publicity::log)),
        )
        .service(
            at("/api/v1/publicity/counts", READ, ReadIssues).route(get().to(publicity::counts)),
        )
        .service(
            at("/api/v1/publicity/{id}", "DELETE", JudgeIssues)
                .route(web::delete().to(publicity::remove)),
        )
        .service(at("/api/v1/issues/{id}", READ, ReadIssues).route(get().to(issues::acts::record)))
        .service(
            at("/api/v1/issues/{id}/events", "POST", ReadIssues)
                .route(web::post().to(issues::acts::step)),
        );
}

/// What shows that something was done, and what several issues have in common.
fn shared_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/issues/{id}/evidence", "GET, HEAD, POST", ReadIssues)
                .route(get().to(issues::evidence::list))
                .route(web::post().to(issues::evidence::send)),
        )
        .service(
            at("/api/v1/issues/{id}/evidence/{evidence}", READ, ReadIssues)
                .route(get().to(issues::evidence::download)),
        )
        .service(
            at("/api/v1/common-issues", "GET, HEAD, POST", ISSUES)
                .route(get().to(common::list))
                .route(web::post().to(common::make)),
        )
        .service(
            at("/api/v1/common-issues/groups", READ, JudgeIssues)
                .route(get().to(common::proposals)),
        )
        .service(at("/api/v1/common-issues/{id}", READ, ReadIssues).route(get().to(common::record)))
        .service(
            at("/api/v1/common-issues/{id}/events", "POST", ReadIssues)
                .route(web::post().to(common::step)),
        );
}

/// What there is to read.
fn reading(table: &mut Table<'_>) {
    table
        .service(at("/api/v1/indices", READ, ReadFigures).route(get().to(figure::indices)))
        .service(at("/api/v1/rankings", READ, ReadFigures).route(get().to(figure::rankings)))
        .service(at("/api/v1/changes", READ, ReadFigures).route(get().to(figure::changes)))
        .service(
            at("/api/v1/mode-effects", READ, ReadFigures).route(get().to(figure::mode_effects)),
        )
        .service(at("/api/v1/bounds", READ, ReadFigures).route(get().to(figure::bounds)))
        .service(at("/api/v1/quality", READ, ReadFigures).route(get().to(figure::quality)))
        .service(
            at("/api/v1/question-quality", READ, ReadFigures)
                .route(get().to(figure::question_quality)),
        )
        .service(
            at("/api/v1/views", "GET, HEAD, POST", ReadFigures)
                .route(get().to(views::list))
                .route(web::post().to(views::save)),
        )
        .service(
            at("/api/v1/views/{id}", "DELETE", ReadFigures).route(web::delete().to(views::delete)),
        )
        .service(
            at("/api/v1/exports/answers.{ending}", READ, ReadResponses)
                .route(get().to(exports::answers)),
        )
        .service(
            at("/api/v1/exports/codebook.{ending}", READ, ReadResponses)
                .route(get().to(exports::codebook)),
        )
        .service(at("/api/v1/charts/{file}", READ, ReadFigures).route(get().to(figure::chart)))
        .service(at("/api/v1/units", READ, ReadSurvey).route(get().to(lists::units)))
        .service(at("/api/v1/rounds", READ, ReadSurvey).route(get().to(lists::rounds)))
        .service(at("/api/v1/schemes", READ, ReadSurvey).route(get().to(lists::schemes)))
        .service(at("/api/v1/aims", READ, ReadSurvey).route(get().to(aims::list)))
        .service(
            at("/api/v1/aims/{year}/{unit}", "PUT, DELETE", ManageSurvey)
                .route(web::put().to(aims::put))
                .route(web::delete().to(aims::remove)),
        )
        .service(at("/api/v1/audit", READ, ReadAudit).route(get().to(audit::entries)))
        .service(
            at("/odata/v4/{questionnaire}/{kind}", READ, ReadFigures).route(get().to(odata::feed)),
        )
        .service(
            at("/odata/v4/{questionnaire}/{kind}/{set:.*}", READ, ReadFigures)
                .route(get().to(odata::feed)),
        )
        .service(at("/api", READ, Need::Account).route(get().to(pages::api::page)))
        .service(at("/api/v1/openapi.json", READ, Need::Open).route(get().to(openapi::document)))
        .service(at("/api/v1/health", READ, Need::Open).route(get().to(health::health)))
        .service(at("/metrics", READ, Need::Account).route(get().to(observe::metrics)))
        .service(at("/static/{file}", READ, Need::Open).route(get().to(assets::serve)))
        .service(
            at("/static/{folder}/{file}", READ, Need::Open).route(get().to(desks::files::serve)),
        );
}

/// Periods that were closed.
fn seals_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/seals", "GET, HEAD, POST", SEALS)
                .route(get().to(seals::list))
                .route(web::post().to(seals::make)),
        )
        .service(at("/api/v1/seals/{digest}", READ, ReadSurvey).route(get().to(seals::manifest)))
        .service(
            at("/seals", "GET, HEAD, POST", SEAL_PAGES)
                .route(get().to(pages::seals::page))
                .route(web::post().to(pages::seals::act)),
        );
}

/// Bulletins, from draft to correction.
fn bulletins_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/bulletins", "GET, HEAD, POST", BULLETINS)
                .route(get().to(bulletins::list))
                .route(web::post().to(bulletins::draft)),
        )
        .service(
            at("/api/v1/bulletins/{id}", "GET, HEAD, PUT", BULLETINS)
                .route(get().to(bulletins::content))
                .route(web::put().to(bulletins::edit)),
        )
        .service(
            at("/api/v1/bulletins/{id}/documents/{ending}", READ, ReadBulletins)
                .route(get().to(bulletins::document)),
        )
        .service(
            at("/bulletins", "GET, HEAD, POST", BULLETIN_PAGES)
                .route(get().to(pages::bulletins::page))
                .route(web::post().to(pages::bulletins::draft)),
        )
        .service(
            at("/bulletins/one", "GET, HEAD, POST", BULLETIN_PAGES)
                .route(get().to(pages::bulletins::one))
                .route(web::post().to(pages::bulletins::act)),
        )
        .service(
            at("/bulletins/sentences", "GET, HEAD, POST", Need::Form(WriteBulletins))
                .route(get().to(pages::bulletins::sentences::page))
                .route(web::post().to(pages::bulletins::sentences::write)),
        )
        .service(
            at("/bulletins/sentences/file", READ, Need::Form(WriteBulletins))
                .route(get().to(pages::bulletins::sentences::file)),
        )
        .service(
            at("/api/v1/bulletins/{id}/review", "POST", PublishBulletins)
                .route(web::post().to(bulletins::review)),
        )
        .service(
            at("/api/v1/bulletins/{id}/publication", "POST", PublishBulletins)
                .route(web::post().to(bulletins::publish)),
        )
        .service(
            at("/api/v1/bulletins/{id}/withdrawal", "POST", WriteBulletins)
                .route(web::post().to(bulletins::withdraw)),
        )
        .service(
            at("/api/v1/bulletins/{id}/corrections", "POST", WriteBulletins)
                .route(web::post().to(bulletins::correct)),
        );
}

/// The ledger, for people.
fn issues_of(table: &mut Table<'_>) {
    table
        .service(at("/issues", READ, ReadIssues).route(get().to(pages::issues::page)))
        .service(at("/issues/rates", READ, ReadIssues).route(get().to(pages::issue_rates::page)))
        .service(
            at("/publicity", "GET, HEAD, POST", COMMON_PAGES)
                .route(get().to(pages::publicity::page))
                .route(web::post().to(pages::publicity::act)),
        )
        .service(at("/issues/file", READ, ReadIssues).route(get().to(pages::issues::file)))
        .service(
            at("/issues/new", "GET, HEAD, POST", Need::Form(JudgeIssues))
                .route(get().to(pages::issues::new))
                .route(web::post().to(pages::issues::open)),
        )
        .service(
            at("/issues/one", "GET, HEAD, POST", ISSUE_PAGES)
                .route(get().to(pages::issues::one))
                .route(web::post().to(pages::issues::act)),
        )
        .service(
            at("/common", "GET, HEAD, POST", COMMON_PAGES)
                .route(get().to(pages::common::page))
                .route(web::post().to(pages::common::make)),
        )
        .service(
            at("/common/one", "GET, HEAD, POST", ISSUE_PAGES)
                .route(get().to(pages::common::one))
                .route(web::post().to(pages::common::act)),
        );
}

/// Supervision orders.
fn orders_of(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/orders", "GET, HEAD, POST", ORDERS)
                .route(get().to(orders::list))
                .route(web::post().to(orders::proposing::by_hand)),
        )
        .service(
            at("/api/v1/orders/proposals", "POST", JudgeOrders)
                .route(web::post().to(orders::proposing::by_rule)),
        )
        .service(at("/api/v1/orders/{id}", READ, ReadOrders).route(get().to(orders::acts::record)))
        .service(
            at("/api/v1/orders/{id}/events", "POST", ReadOrders)
                .route(web::post().to(orders::acts::step)),
        )
        .service(at("/orders", READ, ReadOrders).route(get().to(pages::orders::page)))
        .service(
            at("/orders/new", "GET, HEAD, POST", Need::Form(JudgeOrders))
                .route(get().to(pages::orders::new))
                .route(web::post().to(pages::orders::propose)),
        )
        .service(
            at("/orders/one", "GET, HEAD, POST", ORDER_PAGES)
                .route(get().to(pages::orders::one))
                .route(web::post().to(pages::orders::act)),
        );
}

/// What counts for a year: some enter it, others confirm it.
fn annual_of(table: &mut Table<'_>) {
    let entry = |step: &str| format!("/api/v1/annual/entries/{{id}}{step}");
    let score = |step: &str| format!("/api/v1/annual/scores/{{id}}/{step}");
    table
        .service(
            at("/api/v1/external-results", "GET, HEAD, POST", ENTRIES)
                .route(get().to(annual::results))
                .route(web::post().to(annual::enter_result)),
        )
        .service(
            at("/api/v1/annual/entries", "GET, HEAD, POST", ENTRIES)
                .route(get().to(annual::list))
                .route(web::post().to(annual::enter)),
        )
        .service(at(&entry(""), READ, ReadAnnual).route(get().to(annual::one)))
        .service(
            at(&entry("/confirmation"), "POST", ConfirmResults)
                .route(web::post().to(annual::confirm)),
        )
        .service(
            at(&entry("/corrections"), "POST", EnterResults).route(web::post().to(annual::correct)),
        )
        .service(
            at(&entry("/withdrawal"), "POST", EnterResults).route(web::post().to(annual::withdraw)),
        )
        .service(
            at("/api/v1/annual/formulas", "GET, HEAD, POST", FORMULAS)
                .route(get().to(annual::scores::formulas))
                .route(web::post().to(annual::scores::publish)),
        )
        .service(
            at("/api/v1/annual/scores", "GET, HEAD, POST", ENTRIES)
                .route(get().to(annual::scores::scores))
                .route(web::post().to(annual::scores::compute)),
        )
        .service(
            at(&score("confirmation"), "POST", ConfirmResults)
                .route(web::post().to(annual::scores::confirm)),
        )
        .service(
            at(&score("withdrawal"), "POST", EnterResults)
                .route(web::post().to(annual::scores::withdraw)),
        );
    annual_tables(table);
    table
        .service(
            at("/year", "GET, HEAD, POST", YEAR_PAGES)
                .route(get().to(pages::annual::year))
                .route(web::post().to(pages::annual::act_on_year)),
        )
        .service(
            at("/external", "GET, HEAD, POST", YEAR_PAGES)
                .route(get().to(pages::annual::external))
                .route(web::post().to(pages::annual::act_on_external)),
        )
        .service(
            at("/letters", "GET, HEAD, POST", YEAR_PAGES)
                .route(get().to(pages::annual::letters))
                .route(web::post().to(pages::annual::act_on_letters)),
        );
}

fn annual_tables(table: &mut Table<'_>) {
    table
        .service(
            at("/api/v1/annual/result", READ, ReadAnnual).route(get().to(annual::tables::result)),
        )
        .service(
            at("/api/v1/annual/sensitivity", READ, ReadAnnual)
                .route(get().to(annual::tables::sensitivities)),
        )
        .service(
            at("/api/v1/annual/candidates", READ, ReadAnnual)
                .route(get().to(annual::tables::candidate_list)),
        )
        .service(
            at("/api/v1/annual/progress", READ, ReadAnnual)
                .route(get().to(annual::tables::targets)),
        )
        .service(
            at("/api/v1/forecast", READ, ReadAnnual).route(get().to(annual::forecast::foretell)),
        )
        .service(at("/forecast", READ, ReadAnnual).route(get().to(pages::annual::forecast)));
}

/// The desks where answers come from. Their pages are the same for everybody, and there without a
/// network.
fn desks_of(table: &mut Table<'_>) {
    table
        .service(at("/visit", READ, Need::Open).route(get().to(desks::visit)))
        .service(at("/calls", READ, Need::Open).route(get().to(desks::calls)))
        .service(at("/preview", READ, Need::Open).route(get().to(desks::preview)))
        .service(at("/visit/worker.js", READ, Need::Open).route(get().to(desks::worker)))
        .service(
            at("/visit/manifest.webmanifest", READ, Need::Open).route(get().to(desks::manifest)),
        );
}

/// What people do in a browser.
fn browsing(table: &mut Table<'_>) {
    table
        .service(at("/workbench", READ, ReadFigures).route(get().to(pages::workbench::page)))
        .service(
            at("/views", "GET, HEAD, POST", VIEW_PAGES)
                .route(get().to(pages::views::page))
                .route(web::post().to(pages::views::act)),
        )
        .service(at("/views/{id}", READ, ReadFigures).route(get().to(pages::views::open)))
        .service(at("/audit", READ, ReadAudit).route(get().to(pages::audit::page)))
        .service(at("/overview", READ, ReadFigures).route(get().to(pages::overview::page)))
        .service(at("/unit", READ, ReadFigures).route(get().to(pages::unit::page)))
        .service(at("/", READ, Need::Account).route(get().to(pages::home)));
    for kind in ChartKind::ALL {
        let page = get().to(move |request, state, actor| pages::chart(kind, request, state, actor));
        table.service(at(&format!("/{}", kind.as_str()), READ, ReadFigures).route(page));
    }
}

/// Ways in and out, and what belongs to accounts.
fn accounts_of(table: &mut Table<'_>) {
    table
        .service(
            at("/sign-in", "GET, HEAD, POST", Need::Open)
                .route(get().to(sign_in::sign_in_page))
                .route(web::post().to(sign_in::sign_in)),
        )
        .service(
            at("/sign-in-code", "GET, HEAD, POST", Need::Open)
                .route(get().to(second_step::page))
                .route(web::post().to(second_step::send)),
        )
        .service(
            at("/second-factor", "GET, HEAD, POST", Need::Browser)
                .route(get().to(second_factor::page))
                .route(web::post().to(second_factor::change)),
        )
        .service(
            at("/devices", "GET, HEAD, POST", Need::Form(SendResponses))
                .route(get().to(pages::devices::page))
                .route(web::post().to(pages::devices::make)),
        )
        .service(
            at("/device", "GET, HEAD, POST", Need::Open)
                .route(get().to(pages::device::page))
                .route(web::post().to(pages::device::send)),
        )
        .service(at("/api/v1/me", READ, Need::Account).route(get().to(me::get)))
        .service(at("/api/v1/devices", "POST", Need::Open).route(web::post().to(devices::post)))
        .service(at("/sign-out", "POST", Need::Browser).route(web::post().to(sessions::sign_out)))
        .service(
            at("/accounts", "GET, HEAD, POST", Need::Form(ManageAccounts))
                .route(get().to(accounts::page))
                .route(web::post().to(accounts::act)),
        )
        .service(at("/account", READ, Need::Browser).route(get().to(account::account_page)))
        .service(
            at("/account/password", "POST", Need::Browser)
                .route(web::post().to(password::new_password)),
        )
        .service(
            at("/account/sessions", "POST", Need::Browser)
                .route(web::post().to(sessions::end_session)),
        );
}

/// Addresses on their way into the service; each is noted down.
struct Table<'a> {
    config: &'a mut ServiceConfig,
    addresses: Vec<Address>,
}

impl Table<'_> {
    fn service<T>(&mut self, place: Place<T>) -> &mut Self
    where
        Resource<T>: HttpServiceFactory + 'static,
    {
        self.addresses.push(place.address);
        self.config.service(place.resource);
        self
    }
}

/// An address and what answers there.
struct Place<T> {
    address: Address,
    resource: Resource<T>,
}

impl<T> Place<T>
where
    T: ServiceFactory<ServiceRequest, Config = (), Error = Error, InitError = ()>,
{
    fn route(self, route: Route) -> Self {
        Self { resource: self.resource.route(route), ..self }
    }
}

/// A resource for those who have what it needs. It answers other methods with a problem document.
fn at<N: Into<Needs>>(
    path: &str,
    allow: &'static str,
    needs: N,
) -> Place<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse,
        Error = Error,
        InitError = (),
    > + use<N>,
> {
    let needs = needs.into();
    let other =
        web::to(move || async move { ProblemDocument::method_not_allowed(allow).response() });
    let resource = web::resource(path)
        .default_service(other)
        .wrap(from_fn(move |request, next| gate(needs, request, next)));
    Place { address: Address { path: path.to_owned(), allow, needs }, resource }
}

fn get() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}

/// What answers where nothing stands: a page for people, a problem document for programs. Strangers
/// don't learn what stands and what does not.
pub(crate) fn nothing_here() -> Route {
    let needs = Need::Account.into();
    web::to(pages::nothing_here).wrap(from_fn(move |request, next| gate(needs, request, next)))
}
