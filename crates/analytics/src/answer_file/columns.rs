//! Which columns of a file hold what.

/// Which column holds what.
#[derive(Debug, Clone)]
pub struct AnswerColumns {
    /// Id of the interview: its answers stand together.
    pub interview: String,
    /// Unit code.
    pub unit: String,
    /// Day or instant of the interview.
    pub date: String,
    /// Stratum.
    pub stratum: Option<String>,
    /// PSU.
    pub psu: Option<String>,
    /// Design weight.
    pub weight: Option<String>,
    /// Question code.
    pub question: String,
    /// Option code; empty when the question was not answered.
    pub answer: String,
    /// PSU names repeat from stratum to stratum, so that a PSU is known by both names only. Else a
    /// name that occurs in two strata is an error.
    pub nested_psus: bool,
}

impl Default for AnswerColumns {
    fn default() -> Self {
        Self {
            interview: "response_id".into(),
            unit: "unit_code".into(),
            date: "interviewed_on".into(),
            stratum: Some("stratum".into()),
            psu: Some("psu".into()),
            weight: Some("weight".into()),
            question: "question_code".into(),
            answer: "answer".into(),
            nested_psus: false,
        }
    }
}

impl AnswerColumns {
    /// Names the column of a field; an empty name says that there is none.
    ///
    /// # Errors
    /// A sentence, when there is no such field or it can't do without a column.
    pub fn set(&mut self, field: &str, name: &str) -> Result<(), String> {
        let optional = (!name.is_empty()).then(|| name.to_owned());
        let always = match field {
            "interview" => &mut self.interview,
            "unit" => &mut self.unit,
            "date" => &mut self.date,
            "question" => &mut self.question,
            "answer" => &mut self.answer,
            "stratum" | "psu" | "weight" => {
                let column = match field {
                    "stratum" => &mut self.stratum,
                    "psu" => &mut self.psu,
                    _ => &mut self.weight,
                };
                *column = optional;
                return Ok(());
            }
            _ => {
                return Err(format!(
                    "there is no field {field:?}: interview, unit, date, stratum, psu, weight, \
                     question, answer"
                ));
            }
        };
        *always = optional.ok_or_else(|| format!("the field {field} needs a column"))?;
        Ok(())
    }
}
