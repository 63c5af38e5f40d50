//! The questionnaires that ship with the product, to be asked as they are or edited first.

use std::fmt;
use std::str::FromStr;

use survey::Questionnaire;

use crate::error::ExchangeError;
use crate::settings::parse_questionnaire;

/// A questionnaire that ships with the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// Six aspects of the environment.
    Environment,
    /// Ten aspects of schools.
    Education,
    /// Seven fields of medical insurance.
    MedicalInsurance,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Environment, Self::Education, Self::MedicalInsurance];

    /// Its name on the command line and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Education => "education",
            Self::MedicalInsurance => "medical_insurance",
        }
    }

    /// Its text with comments for whoever edits it.
    pub fn toml(self) -> &'static str {
        match self {
            Self::Environment => include_str!("../../../fixtures/questionnaires/environment.toml"),
            Self::Education => include_str!("../../../fixtures/questionnaires/education.toml"),
            Self::MedicalInsurance => {
                include_str!("../../../fixtures/questionnaires/medical_insurance.toml")
            }
        }
    }

    /// What it says.
    ///
    /// # Errors
    /// Never as it ships; a test reads all of them.
    pub fn questionnaire(self) -> Result<Questionnaire, ExchangeError> {
        parse_questionnaire(self.toml(), self.as_str())
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Template {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|template| template.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no questionnaire {text:?} to begin with; there are {known}")
        })
    }
}
