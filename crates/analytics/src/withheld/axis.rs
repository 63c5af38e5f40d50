//! Along what tables tell respondents apart: periods, units and modes.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::zip;

use survey::period::PeriodKind;
use survey::{Mode, Month, Period, UnitTree};

use crate::cube::Cube;
use crate::{AnalyticsError, scorer};

/// The mode that all modes together are.
pub(super) const ALL_MODES: usize = 0;

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
        let lost = from.iter().filter(|node| !to.contains(node));
        lost.chain(to.iter().filter(|node| !from.contains(node))).copied().collect()
    }
}

/// The axes of a cube.
#[derive(Debug)]
pub(super) struct Axes {
    pub(super) periods: Axis,
    pub(super) units: Axis,
    /// Per period: its node.
    period_nodes: BTreeMap<Period, usize>,
    /// Per unit of the tree: its node.
    unit_nodes: Vec<Option<usize>>,
    /// Per node of a unit: the one above.
    pub(super) unit_parents: Vec<Option<usize>>,
    /// The first node that no table has: what was answered at a unit itself, where others lie below.
    pub(super) first_own: usize,
    /// Modes that occur, ascending, from the node after all together.
    modes: Vec<u8>,
}

impl Axes {
    pub(super) fn new(cube: &Cube, tree: &UnitTree) -> Result<Self, AnalyticsError> {
        let visited = scorer::unit_positions(cube, tree)?;
        let nodes = UnitNodes::new(tree, &visited);
        let sites = cube.months.values().flat_map(|month| &month.sites);
        let modes: BTreeSet<u8> = sites.map(|site| site.mode).collect();
        let (period_nodes, periods) = period_axis(cube);
        Ok(Self {
            periods,
            units: nodes.axis(tree, &visited),
            period_nodes,
            unit_parents: nodes.parents,
            first_own: nodes.first_own,
            unit_nodes: nodes.of,
            modes: modes.into_iter().collect(),
        })
    }

    /// Modes that occur, and all together.
    pub(super) fn modes(&self) -> usize {
        self.modes.len() + 1
    }

    /// Node of a mode, by its number in sites.
    pub(super) fn mode(&self, mode: u8) -> Option<usize> {
        self.modes.binary_search(&mode).ok().map(|at| at + 1)
    }

    /// True if anybody was interviewed by a mode.
    pub(super) fn has_mode(&self, mode: Mode) -> bool {
        self.mode(mode as u8).is_some()
    }

    /// Node of a period; `None` where nobody was interviewed.
    pub(super) fn period(&self, period: Period) -> Option<usize> {
        self.period_nodes.get(&period).copied()
    }

    /// Node of a unit, by its position in the tree.
    pub(super) fn unit(&self, position: usize) -> Option<usize> {
        self.unit_nodes[position]
    }

    /// Units times periods.
    pub(super) fn cells(&self) -> usize {
        self.periods.nodes() * self.units.nodes()
    }

    /// Number of a cell: what a unit has in a period.
    pub(super) fn cell(&self, period: usize, unit: usize) -> usize {
        period * self.units.nodes() + unit
    }
}

/// Units with interviews, those above them, and then what was answered at a unit itself.
struct UnitNodes {
    of: Vec<Option<usize>>,
    parents: Vec<Option<usize>>,
    first_own: usize,
}

impl UnitNodes {
    fn new(tree: &UnitTree, visited: &[usize]) -> Self {
        let seen: BTreeSet<usize> = visited.iter().flat_map(|&at| tree.lineage(at)).collect();
        let mut order: Vec<usize> = seen.into_iter().collect();
        order.sort_by_key(|&at| (tree.lineage(at).count(), tree.units()[at].code.as_str()));
        let mut of = vec![None; tree.units().len()];
        for (node, &at) in order.iter().enumerate() {
            of[at] = Some(node);
        }
        let parent = |at: &usize| tree.parent(*at).and_then(|above| of[above]);
        let parents = order.iter().map(parent).collect();
        Self { of, parents, first_own: order.len() }
    }

    fn axis(&self, tree: &UnitTree, visited: &[usize]) -> Axis {
        let inner: BTreeSet<usize> = self.parents.iter().copied().flatten().collect();
        let mut nodes = self.parents.len();
        let holders = visited.iter().map(|&at| {
            let mut holders: Vec<usize> =
                tree.lineage(at).filter_map(|above| self.of[above]).collect();
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
        zip(KINDS.into_iter().rev().flat_map(of_kind), 0..).collect();
    let holders = |month: &Month| {
        let of_kind = KINDS.map(|kind| nodes.get(&Period::containing(*month, kind)).copied());
        of_kind.into_iter().flatten().collect()
    };
    let holders = months.iter().map(holders).collect();
    let axis = Axis::new(nodes.len(), holders);
    (nodes, axis)
}
