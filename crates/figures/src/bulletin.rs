//! Figures → bulletin: the sentences, charts and tables of one period, finished, for every renderer
//! alike.

mod ledger;
mod material;
mod method;
mod sections;
mod tables;

use documents::{Bulletin, BulletinKind, Format, Revision, Sentences};
use jiff::civil::Date;
use store::Store;
use survey::period::PeriodKind;
use survey::{Code, Language, Period, Sight};

use self::material::Material;
use crate::{Cut, Figures, FiguresError};

/// What a bulletin shall be of, and what the office writes on it.
#[derive(Debug, Clone, PartialEq)]
pub struct BulletinRequest {
    /// A month, quarter, half-year or year.
    pub period: Period,
    /// The unit that it tells of, with all below it; by default the first root.
    pub unit: Option<Code>,
    /// Level of the units that are ranked; by default the usual one.
    pub level: Option<String>,
    /// Scoring scheme, `code` or `code@version`.
    pub scheme: Option<String>,
    /// The index that units are held against, 0 to 100.
    pub target: Option<f64>,
    /// Language of everything in it.
    pub language: Language,
    /// Head and foot.
    pub letterhead: Letterhead,
    /// The day up to which data were counted (截至).
    pub as_of: Date,
    /// The day below the issuer's name, and the one as of which the ledger of issues is told: it goes on
    /// after the period.
    pub dated: Date,
    /// Which edition this is.
    pub revision: Revision,
    /// The office's wording of the sentences; what is left out is as shipped.
    pub sentences: Option<String>,
    /// The program with its version.
    pub program: String,
}

/// What the office writes on a bulletin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// Who issues it.
    pub issuer: String,
    /// Whom it is addressed to; may be empty.
    pub addressee: String,
    /// Its number; may be empty.
    pub number: String,
    /// Its title; by default it names unit, period and subject.
    pub title: Option<String>,
}

impl Figures {
    /// The bulletin of a period. It is made from the same tables as pages and commands, and every
    /// renderer takes it as it is.
    ///
    /// # Errors
    /// When the period is a semester, there is nothing to tell, the office's sentences can't be used, or
    /// the store fails.
    pub fn bulletin(
        &self,
        store: &Store,
        request: &BulletinRequest,
    ) -> Result<Bulletin, FiguresError> {
        let kind = kind_of(request.period)?;
        let say = Sentences::new(request.language, request.sentences.as_deref())?;
        let material = Material::gather(self, store, request)?;
        let mut preamble = Vec::new();
        preamble.extend(say.correction(&request.revision)?);
        preamble.push(say.coverage(&material.coverage())?);
        let letterhead = request.letterhead.clone();
        Ok(Bulletin {
            format: Format::default(),
            kind,
            period: request.period,
            language: request.language,
            issuer: letterhead.issuer,
            addressee: letterhead.addressee,
            number: letterhead.number,
            as_of: request.as_of,
            dated: request.dated,
            revision: request.revision.clone(),
            title: letterhead.title.unwrap_or_else(|| material.title()),
            preamble,
            sections: material.sections(&say, kind)?,
            attachments: vec![material.attachment()],
            method: material.method(store)?,
        })
    }

    /// The cut of a bulletin: the units of its level within the unit that it tells of.
    fn cut_of(&self, request: &BulletinRequest) -> Result<(Code, Cut), FiguresError> {
        let root = || self.tree().units().iter().find(|unit| unit.parent.is_none());
        let unit = request.unit.clone().or_else(|| Some(root()?.code.clone()));
        let unit = unit.ok_or(FiguresError::NoResponses)?;
        let cut = Cut {
            period: Some(request.period),
            level: request.level.clone(),
            scheme: request.scheme.clone(),
            target: request.target,
            language: request.language,
            within: Some(vec![Sight { published: false, unit: Some(unit.clone()) }]),
            ..Cut::default()
        };
        Ok((unit, cut))
    }
}

fn kind_of(period: Period) -> Result<BulletinKind, FiguresError> {
    match period.kind() {
        PeriodKind::Month => Ok(BulletinKind::Month),
        PeriodKind::Quarter => Ok(BulletinKind::Quarter),
        PeriodKind::Half => Ok(BulletinKind::Half),
        PeriodKind::Year => Ok(BulletinKind::Year),
        PeriodKind::Semester => Err(FiguresError::NoBulletin(period)),
    }
}
