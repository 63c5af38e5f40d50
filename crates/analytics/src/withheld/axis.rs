//! Along what tables tell respondents apart: periods, units, modes and topics.

use std::collections::{BTreeMap, BTreeSet};

use survey::period::PeriodKind;
use survey::{Mode, Month, Period, UnitTree};

use crate::cube::Cube;
use crate::{AnalyticsError, scorer};

/// Numbers of the axes in a [`super::lattice::Group`].
pub(super) const PERIOD: usize = 0;
pub(super) const UNIT: usize = 1;
pub(super) const MODE: usize = 2;
pub(super) const TOPIC: usize = 3;

/// The topic that counts interviews, whatever was answered; the one for all questions follows.
pub(super) const INTERVIEWS: usize = 0;
/// The topic of the first category.
pub(super) const CATEGORIES: usize = 2;
/// All modes together.
const ALL_MODES: usize = 0;

/// Nodes that tables have rows for, and the atoms that they are made of. A wider node has the
/// smaller number.
#[derive(Debug)]
pub(super) struct Axis {
    /// Per atom: the nodes that hold it, its own first, and the wider the later.
    pub(super) holders: Vec<Vec<usize>>,
    /// Per node: its atoms.
    pub(super) atoms: Vec<Vec<usize>>,
}

impl Axis {
    fn new(nodes: usize, holders: Vec<Vec<usize>>) -> Self {
        let mut atoms = vec![Vec::new(); nodes];
        for (atom, holders) in holders.iter().enumerate() {
            for &node in holders {
                atoms[node].push(atom);
            }
        }
        Self { holders, atoms }
    }

    pub(super) fn nodes(&self) -> usize {
        self.atoms.len()
    }

    /// The node that is one atom.
    pub(super) fn own(&self, atom: usize) -> usize {
        self.holders[atom][0]
    }

    pub(super) fn holds(&self, node: usize, atom: usize) -> bool {
        self.holders[atom].contains(&node)
    }

    /// Nodes whose number changes when a respondent goes from one atom to another, or away.
    pub(super) fn changed(&self, from: usize, to: Option<usize>) -> Vec<usize> {
        let to = to.map_or(&[][..], |to| &self.holders[to]);
        let from = &self.holders[from];
        let only = |of: &[usize], other: &[usize]| {
            of.iter().copied().filter(|node| !other.contains(node)).collect::<Vec<_>>()
        };
        [only(from, to), only(to, from)].concat()
    }

    /// How many nodes [`Self::changed`] gives.
    pub(super) fn changed_count(&self, from: usize, to: usize) -> usize {
        let (from, to) = (&self.holders[from], &self.holders[to]);
        let common = from.iter().filter(|node| to.contains(node)).count();
        from.len() + to.len() - 2 * common
    }
}

/// The axes of a cube.
#[derive(Debug)]
pub(super) struct Axes {
    pub(super) all: [Axis; 4],
    /// Per period: its node.
    periods: BTreeMap<Period, usize>,
    /// Per unit of the tree: its node.
    units: Vec<Option<usize>>,
    /// Per node of a unit: the one above.
    pub(super) unit_parents: Vec<Option<usize>>,
    /// The first node that no table has: what was answered at a unit itself, where others lie below.
    pub(super) first_own: usize,
    /// Modes that occur, ascending, from the node after all together.
    modes: Vec<u8>,
    /// The topic of the first question.
    pub(super) questions: usize,
}

impl Axes {
    pub(super) fn new(cube: &Cube, tree: &UnitTree) -> Result<Self, AnalyticsError> {
        let positions = scorer::unit_positions(cube, tree)?;
        let units = UnitNodes::new(tree, &positions);
        let sites = cube.months.values().flat_map(|month| &month.sites);
        let modes: BTreeSet<u8> = sites.map(|site| site.mode).collect();
        let (periods, period_axis) = period_axis(cube);
        let mode_axis = Axis::new(
            modes.len() + 1,
            (1..=modes.len()).map(|mode| vec![mode, ALL_MODES]).collect(),
        );
        Ok(Self {
            questions: CATEGORIES + cube.dimensions.categories.len(),
            all: [period_axis, units.axis(tree, &positions), mode_axis, topic_axis(cube)],
            periods,
            unit_parents: units.parents,
            first_own: units.first_own,
            units: units.nodes,
            modes: modes.into_iter().collect(),
        })
    }

    /// Nodes of a period and a mode; `None` where nobody was interviewed.
    pub(super) fn period_and_mode(
        &self,
        period: Period,
        mode: Option<Mode>,
    ) -> Option<(usize, usize)> {
        let mode = match mode {
            None => ALL_MODES,
            Some(mode) => self.mode(mode as u8)?,
        };
        Some((*self.periods.get(&period)?, mode))
    }

    /// Node of a mode, by its number in sites.
    pub(super) fn mode(&self, mode: u8) -> Option<usize> {
        self.modes.binary_search(&mode).ok().map(|at| at + 1)
    }

    /// Node of a unit, by its position in the tree.
    pub(super) fn unit(&self, position: usize) -> Option<usize> {
        self.units[position]
    }
}

/// Units with interviews, those above them, and then what was answered at a unit itself.
struct UnitNodes {
    nodes: Vec<Option<usize>>,
    parents: Vec<Option<usize>>,
    first_own: usize,
}

impl UnitNodes {
    fn new(tree: &UnitTree, visited: &[usize]) -> Self {
        let seen: BTreeSet<usize> = visited.iter().flat_map(|&at| tree.lineage(at)).collect();
        let mut order: Vec<usize> = seen.into_iter().collect();
        order.sort_by_key(|&at| (tree.lineage(at).count(), tree.units()[at].code.as_str()));
        let mut nodes = vec![None; tree.units().len()];
        for (node, &at) in order.iter().enumerate() {
            nodes[at] = Some(node);
        }
        let parent = |at: &usize| tree.parent(*at).and_then(|above| nodes[above]);
        let parents = order.iter().map(parent).collect();
        Self { nodes, parents, first_own: order.len() }
    }

    fn axis(&self, tree: &UnitTree, visited: &[usize]) -> Axis {
        let inner: BTreeSet<usize> = self.parents.iter().copied().flatten().collect();
        let mut nodes = self.parents.len();
        let holders = visited.iter().map(|&at| {
            let mut holders: Vec<usize> =
                tree.lineage(at).filter_map(|above| self.nodes[above]).collect();
            if inner.contains(&holders[0]) {
                holders.insert(0, nodes);
                nodes += 1;
            }
            holders
        });
        let holders = holders.collect();
        Axis::new(nodes, holders)
    }
}

fn period_axis(cube: &Cube) -> (BTreeMap<Period, usize>, Axis) {
    const KINDS: [PeriodKind; 5] = [
        PeriodKind::Month,
        PeriodKind::Quarter,
        PeriodKind::Semester,
        PeriodKind::Half,
        PeriodKind::Year,
    ];
    let months: Vec<Month> = cube.months();
    let of_kind = |kind: PeriodKind| -> BTreeSet<Period> {
        months.iter().map(|&month| Period::containing(month, kind)).collect()
    };
    let nodes: BTreeMap<Period, usize> =
        KINDS.into_iter().rev().flat_map(of_kind).zip(0..).collect();
    let holders = |month: &Month| {
        KINDS
            .map(|kind| nodes.get(&Period::containing(*month, kind)).copied())
            .into_iter()
            .flatten()
    };
    let holders = months.iter().map(|month| holders(month).collect()).collect();
    let axis = Axis::new(nodes.len(), holders);
    (nodes, axis)
}

fn topic_axis(cube: &Cube) -> Axis {
    let dimensions = &cube.dimensions;
    let questions = CATEGORIES + dimensions.categories.len();
    let above = |category: u16| dimensions.categories[usize::from(category)].parent;
    let holders = dimensions.questions.iter().enumerate().map(|(number, question)| {
        let categories = std::iter::successors(question.category, |&category| above(category));
        let categories = categories.map(|category| CATEGORIES + usize::from(category));
        let own = std::iter::once(questions + number);
        match question.weight {
            0.0 => own.collect(),
            _ => own.chain(categories).chain([CATEGORIES - 1]).collect(),
        }
    });
    let holders = std::iter::once(vec![INTERVIEWS]).chain(holders).collect();
    Axis::new(questions + dimensions.questions.len(), holders)
}
