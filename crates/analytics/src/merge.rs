//! Cubes add.

use crate::builder::CubeBuilder;
use crate::cube::{
    ANSWERED_CATEGORY, CategoryDimension, Cube, Dimensions, MonthCells, QuestionDimension, Site,
};
use crate::tally::{Load, Tallies};
use crate::{AnalyticsError, Grain};

/// What the PSUs and units of one set of dimensions are called in another.
#[derive(Debug)]
pub(crate) struct Renaming {
    psus: Vec<u32>,
    units: Vec<u32>,
}

impl Renaming {
    pub(crate) fn site(&self, site: Site) -> Site {
        Site { psu: self.psus[site.psu as usize], unit: self.units[site.unit as usize], ..site }
    }
}

/// What the questions and groups of people of a cube are called elsewhere.
struct Meaning {
    questions: Vec<u16>,
    categories: Vec<u16>,
}

impl Meaning {
    fn who(&self, who: u16) -> u16 {
        match who.checked_sub(ANSWERED_CATEGORY) {
            Some(category) => ANSWERED_CATEGORY + self.categories[usize::from(category)],
            None => who,
        }
    }
}

impl Cube {
    /// Adds cubes of different interviews; interviews that two of them counted are counted twice.
    ///
    /// The order of the parts leaves no trace, and adding in steps changes a figure by its last
    /// digits at most.
    ///
    /// # Errors
    /// [`AnalyticsError::Grains`] when some keep questions apart and others don't,
    /// [`AnalyticsError::TooMany`] when they don't fit into one cube.
    pub fn merged(mut parts: Vec<Self>) -> Result<Self, AnalyticsError> {
        // Categories and questions keep the order in which they are met.
        parts.sort_by_cached_key(|part| {
            let Dimensions { categories, questions, .. } = &part.dimensions;
            format!("{categories:?}{questions:?}")
        });
        let grain = parts.first().map_or_else(Grain::default, |part| part.grain);
        let mut builder = CubeBuilder::with_grain(grain);
        for part in &parts {
            builder.add_cube(part)?;
        }
        Ok(builder.finish())
    }
}

impl CubeBuilder {
    /// Adds what a cube counted.
    ///
    /// # Errors
    /// As [`Cube::merged`].
    pub fn add_cube(&mut self, cube: &Cube) -> Result<(), AnalyticsError> {
        if cube.grain != self.grain {
            return Err(AnalyticsError::Grains);
        }
        let meaning = self.learn_meaning(&cube.dimensions)?;
        self.make_room();
        let renaming = self.dimensions.rename(&cube.dimensions);
        for (&month, cells) in &cube.months {
            add_month(&mut self.tallies, month, cells, &renaming, &meaning);
        }
        Ok(())
    }

    fn learn_meaning(&mut self, theirs: &Dimensions) -> Result<Meaning, AnalyticsError> {
        let mut categories: Vec<u16> = Vec::with_capacity(theirs.categories.len());
        for category in &theirs.categories {
            let parent = category.parent.map(|parent| categories[usize::from(parent)]);
            let category = CategoryDimension { parent, ..category.clone() };
            categories.push(self.dimensions.add_category(category)?);
        }
        let mut questions = Vec::with_capacity(theirs.questions.len());
        for question in &theirs.questions {
            let category = question.category.map(|category| categories[usize::from(category)]);
            let question = QuestionDimension { category, ..question.clone() };
            questions.push(self.dimensions.add_question(question, self.grain)?);
        }
        Ok(Meaning { questions, categories })
    }

    /// Adds what another builder with the same questionnaires counted.
    pub(crate) fn absorb(&mut self, other: Self) {
        let renaming = self.dimensions.rename(&other.dimensions);
        self.tallies.absorb(other.tallies, |site| renaming.site(site));
    }
}

fn add_month(
    tallies: &mut Tallies,
    month: i32,
    cells: &MonthCells,
    renaming: &Renaming,
    meaning: &Meaning,
) {
    for (at, &site) in cells.sites.iter().enumerate() {
        let answers = cells.cells_of(at).map(|cell| {
            let question = meaning.questions[usize::from(cell.question)];
            let load = Load::of_sums(cell.count, cell.weight, cell.weight_squared);
            (tallies.slot(question, cell.option), load)
        });
        let answers: Vec<(usize, Load)> = answers.collect();
        let mut tallies = tallies.site(month, renaming.site(site));
        for (slot, load) in answers {
            tallies.add_sums(slot, &load);
        }
        for (who, count) in cells.people_of(at) {
            tallies.add_people(meaning.who(who), count);
        }
    }
}

impl Dimensions {
    /// Makes the PSUs and units of other dimensions known.
    pub(crate) fn rename(&mut self, other: &Self) -> Renaming {
        let strata = other.strata.texts().iter().map(|text| self.strata.number(text));
        let strata: Vec<u32> = strata.collect();
        let units = other.units.texts().iter().map(|text| self.units.number(text)).collect();
        let psus = std::iter::zip(&other.psus, other.psu_names())
            .map(|(&stratum, name)| self.psu(strata[stratum as usize], name))
            .collect();
        Renaming { psus, units }
    }

    /// Numbers strata, PSUs and units in ascending order.
    ///
    /// PSUs without a name are ordered by what was answered there, month by month and site by site
    /// in `contents`: two that answered alike can change places unnoticed.
    pub(crate) fn sort(&mut self, contents: impl Iterator<Item = (i32, Site, u64)>) -> Renaming {
        let strata = self.strata.sort();
        let units = self.units.sort();
        for stratum in &mut self.psus {
            *stratum = strata[*stratum as usize];
        }
        let names = self.psu_names();
        let mut direct = vec![(i32::MAX, u32::MAX, u8::MAX, u64::MAX); names.len()];
        for (month, site, content) in contents {
            let key = (month, units[site.unit as usize], site.mode, content);
            let first = &mut direct[site.psu as usize];
            *first = key.min(*first);
        }
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_unstable_by_key(|&psu| {
            (self.psus[psu], names[psu].is_none(), names[psu], direct[psu])
        });
        let mut psus = vec![0; order.len()];
        for (new, &old) in (0..).zip(&order) {
            psus[old] = new;
        }
        self.psus = order.iter().map(|&old| self.psus[old]).collect();
        self.named_psus = std::mem::take(&mut self.named_psus)
            .into_iter()
            .map(|((stratum, name), psu)| ((strata[stratum as usize], name), psus[psu as usize]))
            .collect();
        Renaming { psus, units }
    }
}
