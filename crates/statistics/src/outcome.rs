//! Outcome rates of contact attempts (2.32), after the Standard Definitions of the American
//! Association for Public Opinion Research (AAPOR).

/// Cases by their final outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// I: complete interviews.
    pub complete: u64,
    /// P: partial interviews.
    pub partial: u64,
    /// R: refusals and break-offs.
    pub refusal: u64,
    /// NC: eligible, but not reached.
    pub non_contact: u64,
    /// O: eligible and reached, but not interviewed for another reason.
    pub other: u64,
    /// UH: not known whether there is a household.
    pub unknown_household: u64,
    /// UO: eligibility not known for another reason.
    pub unknown_other: u64,
    /// Known not to belong to the population.
    pub ineligible: u64,
}

/// Where e, the share of eligible cases among those of unknown eligibility, comes from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Eligibility {
    /// The share among the cases whose eligibility is known.
    #[default]
    Estimated,
    /// A share from 0 to 1 from elsewhere, such as a listing of the same villages.
    Given(f64),
}

/// Why there are no outcome rates.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum OutcomeError {
    /// A share of eligible cases that does not lie between 0 and 1.
    #[error("the share of eligible cases is {share}, not a number from 0 to 1")]
    Eligibility {
        /// The share.
        share: f64,
    },
}

/// Shares between 0 and 1; `None` where nobody is in the denominator.
///
/// D are the cases known to be eligible, U those of unknown eligibility.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeRates {
    /// e; `None` where it is to be estimated and no case is known to be eligible or not.
    pub eligible: Option<f64>,
    /// RR1 to RR6: complete interviews, in the even ones partial ones too; 1 and 2 of D + U, 3 and
    /// 4 of D + eU, 5 and 6 of D.
    pub response: [Option<f64>; 6],
    /// COOP1 to COOP4: complete interviews, in the even ones partial ones too; 1 and 2 of all
    /// reached, 3 and 4 of those reached and able to take part.
    pub cooperation: [Option<f64>; 4],
    /// REF1 to REF3: refusals of D + U, D + eU and D.
    pub refusal: [Option<f64>; 3],
    /// CON1 to CON3: cases reached of D + U, D + eU and D.
    pub contact: [Option<f64>; 3],
}

impl Outcomes {
    /// The rates (2.32).
    ///
    /// # Errors
    ///
    /// [`OutcomeError::Eligibility`], also for a share that is not a number.
    pub fn rates(&self, eligibility: Eligibility) -> Result<OutcomeRates, OutcomeError> {
        let count = Counts::from(self);
        let eligible = count.eligible(eligibility)?;
        let bases = count.bases(eligible);
        let of_bases = |part: f64| bases.map(|base| share(part, base?));
        let [rr1, rr3, rr5] = of_bases(count.complete);
        let [rr2, rr4, rr6] = of_bases(count.interviews);
        let able = count.reached - count.other;
        Ok(OutcomeRates {
            eligible,
            response: [rr1, rr2, rr3, rr4, rr5, rr6],
            cooperation: [
                share(count.complete, count.reached),
                share(count.interviews, count.reached),
                share(count.complete, able),
                share(count.interviews, able),
            ],
            refusal: of_bases(count.refusal),
            contact: of_bases(count.reached),
        })
    }
}

/// Sums of the counts, as floating-point numbers: those of integers could overflow.
struct Counts {
    complete: f64,
    /// I + P.
    interviews: f64,
    refusal: f64,
    other: f64,
    /// I + P + R + O.
    reached: f64,
    /// D.
    known: f64,
    /// U.
    unknown: f64,
    ineligible: f64,
}

impl From<&Outcomes> for Counts {
    fn from(outcomes: &Outcomes) -> Self {
        let [complete, refusal, other] =
            [outcomes.complete, outcomes.refusal, outcomes.other].map(|count| count as f64);
        let interviews = complete + outcomes.partial as f64;
        let reached = interviews + refusal + other;
        Self {
            complete,
            interviews,
            refusal,
            other,
            reached,
            known: reached + outcomes.non_contact as f64,
            unknown: outcomes.unknown_household as f64 + outcomes.unknown_other as f64,
            ineligible: outcomes.ineligible as f64,
        }
    }
}

impl Counts {
    fn eligible(&self, eligibility: Eligibility) -> Result<Option<f64>, OutcomeError> {
        match eligibility {
            Eligibility::Estimated => Ok(share(self.known, self.known + self.ineligible)),
            Eligibility::Given(share) if (0.0..=1.0).contains(&share) => Ok(Some(share)),
            Eligibility::Given(share) => Err(OutcomeError::Eligibility { share }),
        }
    }

    /// D + U, D + eU and D.
    fn bases(&self, eligible: Option<f64>) -> [Option<f64>; 3] {
        let expected = if self.unknown > 0.0 {
            eligible.map(|e| self.known + e * self.unknown)
        } else {
            // Without unknown cases no e is needed.
            Some(self.known)
        };
        [Some(self.known + self.unknown), expected, Some(self.known)]
    }
}

fn share(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}
