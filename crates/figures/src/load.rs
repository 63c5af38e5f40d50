//! Store → cube.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use analytics::{Cube, CubeBuilder};
use store::{Edition, Released, ResponseFilter, Store, StoreError};
use survey::{Code, Month, Questionnaire, Response, Round, RoundKind, ScoringScheme, UnitTree};
use uuid::Uuid;

use crate::FiguresError;
use crate::coverage::CoverageCache;
use crate::months::kept_months;
use crate::priority::MattersCache;
use crate::quality::QualityCache;

/// Which interviews are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Questionnaire code; may be left out while there is only one.
    pub questionnaire: Option<Code>,
    /// Official or mock rounds.
    pub kind: RoundKind,
    /// Without those that checks found never to have happened, and a person left out by rule.
    pub without_excluded: bool,
}

/// Everything that figures of one questionnaire are made from, as of one revision of the store.
#[derive(Debug)]
pub struct Figures {
    pub(crate) tree: UnitTree,
    pub(crate) cube: Cube,
    pub(crate) schemes: Vec<ScoringScheme>,
    pub(crate) questionnaire: Questionnaire,
    /// What published bulletins cover.
    pub(crate) released: Vec<Released>,
    kind: RoundKind,
    without_excluded: bool,
    pub(crate) edition: Edition,
    /// The last interview of each month that was counted.
    pub(crate) until: BTreeMap<Month, i64>,
    pub(crate) matters: MattersCache,
    pub(crate) covered: CoverageCache,
    pub(crate) qualities: QualityCache,
}

/// What was read from interviews and stays true while others come in.
type Caches = (MattersCache, QualityCache);

/// Where interviews can be read, for what no cube keeps.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The database that the figures were counted from.
    pub store: &'a Store,
    /// Which of its interviews were counted.
    pub selection: &'a Selection,
}

/// What the selected interviews were asked.
pub(crate) struct Forms {
    /// All versions of the questionnaire, oldest first.
    pub(crate) versions: Vec<Questionnaire>,
    newest: Questionnaire,
    pub(crate) rounds: Vec<Round>,
    pub(crate) kind: RoundKind,
    /// Responses that are not counted, and the months of them.
    pub(crate) excluded: HashMap<Uuid, Month>,
    without_excluded: bool,
    /// Only these rounds; all of the kind without.
    only: Option<Vec<Code>>,
}

impl Forms {
    pub(crate) fn of(store: &Store, selection: &Selection) -> Result<Self, FiguresError> {
        let versions = versions_of(store.questionnaires()?, selection.questionnaire.as_ref())?;
        let newest = versions.last().cloned().ok_or(FiguresError::NoResponses)?;
        let without_excluded = selection.without_excluded;
        let excluded = if without_excluded { store.excluded_responses()? } else { HashMap::new() };
        let (rounds, kind) = (store.rounds()?, selection.kind);
        Ok(Self { versions, newest, rounds, kind, excluded, without_excluded, only: None })
    }

    pub(crate) fn code(&self) -> &Code {
        &self.newest.code
    }

    pub(crate) fn filter(&self) -> ResponseFilter {
        ResponseFilter {
            kind: Some(self.kind),
            questionnaire: Some(self.newest.code.clone()),
            rounds: self.only.clone(),
            ..ResponseFilter::default()
        }
    }

    /// Whether interviews of a round are counted.
    pub(crate) fn counts(&self, round: &Code) -> bool {
        let mut rounds = self.rounds.iter().filter(|known| known.questionnaire == *self.code());
        rounds.any(|known| known.code == *round && known.kind == self.kind)
    }

    /// Forgets versions, such as those that came later. Gives whether one is left.
    pub(crate) fn keep_versions(&mut self, mut keep: impl FnMut(u32) -> bool) -> bool {
        self.versions.retain(|form| keep(form.version));
        let newest = self.versions.last().cloned();
        newest.map(|newest| self.newest = newest).is_some()
    }

    /// A builder that knows every version.
    pub(crate) fn builder(&self) -> Result<CubeBuilder, FiguresError> {
        let mut builder = CubeBuilder::new();
        for version in &self.versions {
            builder.add_questionnaire(version)?;
        }
        Ok(builder)
    }

    pub(crate) fn add(
        &self,
        builder: &mut CubeBuilder,
        response: &Response,
    ) -> Result<(), FiguresError> {
        if self.leaves_out(response) {
            return Ok(());
        }
        Ok(builder.add(response, self.asked(response)?)?)
    }

    /// Whether a response is not counted.
    pub(crate) fn leaves_out(&self, response: &Response) -> bool {
        self.excluded.contains_key(&response.id)
    }

    /// The version that a response answers.
    pub(crate) fn asked(&self, response: &Response) -> Result<&Questionnaire, FiguresError> {
        version_asked(&self.rounds, &self.versions, response)
    }
}

impl Figures {
    /// Counts the selected interviews; of the months whose cubes the store keeps, only those that
    /// came in since.
    ///
    /// # Errors
    /// When the questionnaire is unknown or ambiguous, or the store fails.
    pub fn load(store: &Store, selection: &Selection) -> Result<Self, FiguresError> {
        // What is corrected while it is counted would be counted as it was.
        loop {
            let before = store.edition()?;
            let forms = Forms::of(store, selection)?;
            let (cubes, until) = kept_months(store, &forms)?;
            let figures = Self::count(store, forms, cubes.iter(), until, Caches::default())?;
            if figures.edition.corrections == before.corrections {
                return Ok(figures);
            }
        }
    }

    /// Counts the interviews of the mock rounds that mirror an external survey, and of no others.
    ///
    /// # Errors
    /// As for [`Figures::load`]; when no round mirrors it.
    pub fn load_mirroring(
        store: &Store,
        selection: &Selection,
        survey: &Code,
    ) -> Result<Self, FiguresError> {
        let mut forms = Forms::of(store, selection)?;
        let mirrors = |round: &Round| round.mirrors.as_ref() == Some(survey);
        let codes: Vec<Code> =
            forms.rounds.iter().filter(|round| mirrors(round)).map(|it| it.code.clone()).collect();
        if codes.is_empty() {
            let known = forms.rounds.iter().filter_map(|round| round.mirrors.as_ref());
            let known: BTreeSet<String> = known.map(ToString::to_string).collect();
            let known = known.into_iter().collect();
            return Err(FiguresError::UnknownSurvey { name: survey.to_string(), known });
        }
        forms.only = Some(codes);
        // The sums that are kept of a month are of all its rounds together.
        let kept = std::iter::empty();
        Self::count(store, forms, kept, BTreeMap::new(), Caches::default())
    }

    /// The figures of today: adds the interviews that came in since these were counted, or counts
    /// anew where one was corrected or withdrawn.
    ///
    /// # Errors
    /// As [`Figures::load`].
    pub fn follow(&self, store: &Store, selection: &Selection) -> Result<Self, FiguresError> {
        let forms = Forms::of(store, selection)?;
        let counted = std::iter::once(&self.cube);
        let caches = (self.matters.clone(), self.qualities.clone());
        let added = Self::count(store, forms, counted, self.until.clone(), caches)?;
        if added.edition.corrections == self.edition.corrections {
            Ok(added)
        } else {
            Self::load(store, selection)
        }
    }

    fn count<'a>(
        store: &Store,
        forms: Forms,
        counted: impl Iterator<Item = &'a Cube>,
        mut until: BTreeMap<Month, i64>,
        (matters, qualities): Caches,
    ) -> Result<Self, FiguresError> {
        let mut builder = forms.builder()?;
        for cube in counted {
            builder.add_cube(cube)?;
        }
        let filter = ResponseFilter { after: until.clone(), ..forms.filter() };
        let edition = store.try_for_each_response(&filter, |stored| {
            until.insert(stored.month, stored.seq);
            forms.add(&mut builder, &stored.response)
        })?;
        Ok(Self {
            tree: store.unit_tree()?,
            schemes: store.scoring_schemes()?,
            released: store.released(forms.code(), forms.kind)?,
            cube: builder.finish(),
            questionnaire: forms.newest,
            kind: forms.kind,
            without_excluded: forms.without_excluded,
            edition,
            until,
            matters,
            covered: CoverageCache::default(),
            qualities,
        })
    }

    /// Figures of a cube that was not made from a store.
    pub fn of_cube(
        cube: Cube,
        tree: UnitTree,
        questionnaire: Questionnaire,
        schemes: Vec<ScoringScheme>,
    ) -> Self {
        Self {
            tree,
            cube,
            schemes,
            questionnaire,
            released: Vec::new(),
            kind: RoundKind::default(),
            without_excluded: false,
            edition: Edition::default(),
            until: BTreeMap::new(),
            matters: MattersCache::default(),
            covered: CoverageCache::default(),
            qualities: QualityCache::default(),
        }
    }

    /// Revision of the store that was counted.
    pub fn revision(&self) -> i64 {
        self.edition.revision
    }

    /// What was selected, the questionnaire named.
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            questionnaire: Some(self.questionnaire.code.clone()),
            kind: self.kind,
            without_excluded: self.without_excluded,
        }
    }

    /// The rounds whose interviews are counted.
    pub(crate) fn rounds(&self, store: &Store) -> Result<Vec<Round>, StoreError> {
        let is_counted = |round: &Round| {
            round.questionnaire == self.questionnaire.code && round.kind == self.kind
        };
        Ok(store.rounds()?.into_iter().filter(is_counted).collect())
    }

    /// The units.
    pub fn tree(&self) -> &UnitTree {
        &self.tree
    }

    /// The sums that every figure comes from.
    pub fn cube(&self) -> &Cube {
        &self.cube
    }

    /// The newest version of the questionnaire.
    pub fn questionnaire(&self) -> &Questionnaire {
        &self.questionnaire
    }

    /// The scoring schemes on offer.
    pub fn schemes(&self) -> &[ScoringScheme] {
        &self.schemes
    }
}

/// All versions of the questionnaire in question, oldest first.
pub(crate) fn versions_of(
    all: Vec<Questionnaire>,
    wanted: Option<&Code>,
) -> Result<Vec<Questionnaire>, FiguresError> {
    let mut codes: Vec<String> = all.iter().map(|q| q.code.to_string()).collect();
    codes.sort();
    codes.dedup();
    let wanted = match (wanted, codes.as_slice()) {
        (Some(code), _) => code.to_string(),
        (None, [only]) => only.clone(),
        (None, []) => return Err(FiguresError::NoResponses),
        (None, _) => return Err(FiguresError::WhichQuestionnaire(codes)),
    };
    let mut versions: Vec<_> = all.into_iter().filter(|q| q.code == *wanted).collect();
    if versions.is_empty() {
        return Err(FiguresError::UnknownQuestionnaire { name: wanted, known: codes });
    }
    versions.sort_by_key(|q| q.version);
    Ok(versions)
}

fn version_asked<'a>(
    rounds: &[Round],
    versions: &'a [Questionnaire],
    response: &Response,
) -> Result<&'a Questionnaire, FiguresError> {
    let round = rounds
        .iter()
        .find(|known| known.code == response.round)
        .ok_or_else(|| StoreError::UnknownRound { code: response.round.to_string() })?;
    let version = response.form_version.unwrap_or(round.version);
    versions.iter().find(|known| known.version == version).ok_or_else(|| {
        let code = round.questionnaire.clone();
        StoreError::UnknownQuestionnaire { code, version }.into()
    })
}
