//! `/api/v1/forecast`: what an external survey will find of the units within reach, by mock rounds and by
//! the confirmed results of before.

use actix_web::web::{Data, block};
use actix_web::{HttpRequest, HttpResponse};
use analytics::{Thresholds, UnitSelection};
use figures::{Forecast, ForecastRequest, PastChoice, confirmed_results, forecast};
use schemars::JsonSchema;
use serde::Serialize;
use survey::table::{ForecastRow, PastResultRow};
use survey::{Code, Language, Period};

use super::tables::sight;
use crate::State;
use crate::auth::Actor;
use crate::error::HttpError;
use crate::figure::language;
use crate::problem::Fault;
use crate::query::{Params, refuse_if_any};

/// What a forecast is told, besides the language.
pub(crate) const CHOICES: [&str; 8] =
    ["period", "level", "unit", "survey", "issuer", "domain", "questionnaire", "scheme"];

/// What is foretold, and what that rests on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Forecast")]
pub(crate) struct Foretold {
    /// The units that the mock rounds of the period asked anybody of.
    pub(crate) rows: Vec<ForecastRow>,
    /// The confirmed results of them that were looked at.
    pub(crate) past: Vec<PastResultRow>,
    /// Issuers whose results are confirmed and were passed over.
    pub(crate) other_issuers: Vec<String>,
}

/// `GET /forecast`
pub(crate) async fn foretell(
    request: HttpRequest,
    state: Data<State>,
    actor: Actor,
) -> Result<HttpResponse, HttpError> {
    let mut params = Params::read(request.query_string(), &[&CHOICES[..], &["lang"]].concat());
    if params.text("period").is_none() {
        let detail = "say which period".to_owned();
        params.refuse(Fault::parameter("missing_parameter", "period", detail));
    }
    let language = language(&mut params);
    let asked = Asked::read(&mut params);
    params.finish()?;
    let told = block(move || asked.told(&state, &actor, language)).await??;
    Ok(HttpResponse::Ok().json(told))
}

/// What is to be foretold.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) period: Option<Period>,
    pub(crate) level: Option<Code>,
    unit: Option<Code>,
    pub(crate) survey: Option<Code>,
    pub(crate) issuer: Option<Code>,
    domain: Option<Code>,
    questionnaire: Option<Code>,
    scheme: Option<String>,
}

impl Asked {
    pub(crate) fn read(params: &mut Params) -> Self {
        Self {
            period: params.parsed("period", str::parse),
            level: params.parsed("level", str::parse),
            unit: params.parsed("unit", str::parse),
            survey: params.parsed("survey", str::parse),
            issuer: params.parsed("issuer", str::parse),
            domain: params.parsed("domain", str::parse),
            questionnaire: params.parsed("questionnaire", str::parse),
            scheme: params.text("scheme").map(str::to_owned),
        }
    }

    /// The forecast of a period that is named; nothing of another.
    pub(crate) fn told(
        self,
        state: &State,
        actor: &Actor,
        language: Language,
    ) -> Result<Foretold, HttpError> {
        let Some(period) = self.period else {
            return Ok(Foretold { rows: Vec::new(), past: Vec::new(), other_issuers: Vec::new() });
        };
        let sees = sight(state, actor)?;
        let units = match (self.level, self.unit) {
            (Some(_), Some(_)) => {
                let detail = "give level or unit, not both".to_owned();
                refuse_if_any(vec![Fault::parameter("level_and_unit", "unit", detail)])?;
                UnitSelection::All
            }
            (Some(level), None) => UnitSelection::Level(level.to_string()),
            (None, Some(unit)) => {
                // Of other units not even that there is such a unit is told.
                if !sees(unit.as_str()) {
                    return Err(figures::FiguresError::from(
                        analytics::AnalyticsError::UnknownUnit(unit.to_string()),
                    )
                    .into());
                }
                UnitSelection::One(unit.to_string())
            }
            (None, None) => UnitSelection::All,
        };
        let choice = PastChoice {
            survey: self.survey.clone(),
            issuer: self.issuer,
            domain: self.domain.unwrap_or_else(Code::overall),
        };
        let confirmed = confirmed_results(state.store(), &choice)?;
        let request = ForecastRequest {
            questionnaire: self.questionnaire,
            survey: self.survey,
            period,
            units,
            scheme: self.scheme,
            past: confirmed.known,
            thresholds: Thresholds::default(),
            language,
        };
        let Forecast { mut rows, mut past } = forecast(state.store(), &request)?;
        rows.retain(|row| sees(&row.unit_code));
        past.retain(|row| sees(&row.unit_code));
        Ok(Foretold { rows, past, other_issuers: confirmed.others })
    }
}
