//! The district itself: everything that can be read from it.

use survey::{Code, Problem, Questionnaire, Response, Round, Unit};

use crate::attempts;
use crate::fieldwork::{self, Batch};
use crate::histories::IssueHistory;
use crate::issues;
use crate::places::{self, Places, Town};
use crate::truth::{self, Truth};
use crate::{Plan, rounds};

/// An invented district and its surveys. Units, questionnaire and rounds are held; interviews and
/// attempts are made while they are read, so memory stays flat however many there are.
pub struct District {
    pub(crate) plan: Plan,
    pub(crate) questionnaire: Questionnaire,
    pub(crate) towns: Vec<Town>,
    pub(crate) truth: Truth,
    units: Vec<Unit>,
    rounds: Vec<Round>,
}

impl District {
    /// Invents a district.
    ///
    /// # Errors
    /// Everything in the plan that is out of range.
    pub fn generate(plan: &Plan) -> Result<Self, Vec<Problem>> {
        let problems = plan.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        let questionnaire = rounds::questionnaire()?;
        let Places { units, towns } = places::invent(plan);
        let truth = Truth::draw(plan, &towns);
        let rounds = rounds::rounds(plan.months, &questionnaire);
        Ok(Self { plan: plan.clone(), questionnaire, towns, truth, units, rounds })
    }

    /// The plan that it was made from.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// City, districts, towns and villages; parents before their children.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The environmental questionnaire.
    pub fn questionnaire(&self) -> &Questionnaire {
        &self.questionnaire
    }

    /// Official rounds in the order of time, then the mock round.
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// All batches of interviews, in the order of time.
    pub fn batches(&self) -> impl Iterator<Item = Batch> + use<> {
        Batch::all(self.plan.months, self.plan.towns)
    }

    /// The interviews of a batch.
    pub fn interviews(&self, batch: Batch) -> Vec<Response> {
        fieldwork::interviews(self, batch)
    }

    /// All interviews.
    pub fn responses(&self) -> impl Iterator<Item = Response> + '_ {
        self.batches().flat_map(|batch| self.interviews(batch))
    }

    /// Contact attempts of the last months, failed ones too.
    pub fn attempts(&self) -> impl Iterator<Item = survey::attempt::ContactAttempt> + '_ {
        let first = self.plan.months.saturating_sub(self.plan.attempt_months);
        self.batches()
            .filter(move |batch| batch.month >= first)
            .flat_map(|batch| attempts::attempts(self, batch))
    }

    /// The ledger of issues.
    pub fn issues(&self) -> Vec<IssueHistory> {
        issues::issues(self)
    }

    /// The town that truly is clearly better than the others.
    pub fn good_town(&self) -> &Code {
        &self.towns[truth::good_town(self.towns.len())].code
    }

    /// The town that truly is clearly weaker than the others.
    pub fn weak_town(&self) -> &Code {
        &self.towns[truth::weak_town(self.towns.len())].code
    }

    /// The town that truly improves after the twelfth month.
    pub fn improving_town(&self) -> &Code {
        &self.towns[truth::improving_town(self.towns.len())].code
    }

    pub(crate) fn round_code(&self, batch: Batch) -> Code {
        if batch.mock {
            rounds::mock_code(self.plan.months)
        } else {
            rounds::official_code(batch.month)
        }
    }
}
