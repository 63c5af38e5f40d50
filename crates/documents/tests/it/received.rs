//! What other programs send: taken as they mean it, refused with the place.

use documents::{Bulletin, BulletinKind, Cell, ColumnKind};
use survey::Problem;

use crate::support::chinese;

fn refused(change: impl FnOnce(&mut Bulletin)) -> Vec<(&'static str, String)> {
    let mut bulletin = chinese();
    change(&mut bulletin);
    let told = |problem: Problem| (problem.code, problem.path);
    bulletin.received().expect_err("refused").into_iter().map(told).collect()
}

#[test]
fn what_this_program_wrote_is_taken_as_it_is() {
    assert_eq!(chinese().received(), Ok(chinese()));
}

#[test]
fn a_whole_number_in_a_column_of_figures_is_a_figure() {
    let mut sent = chinese();
    let table = &mut sent.sections[1].tables[0];
    assert!(matches!(table.columns[1].kind, ColumnKind::Number { .. }));
    table.rows[0][1] = Cell::Count(90);
    let kept = sent.received().expect("taken");
    assert_eq!(kept.sections[1].tables[0].rows[0][1], Cell::Number(90.0));
}

#[test]
fn what_is_too_large_is_refused_at_its_place() {
    let long = |count| "满".repeat(count);
    assert_eq!(refused(|b| b.title = long(501)), [("too_long", "/title".to_owned())]);
    assert_eq!(
        refused(|b| b.sections[0].paragraphs[0] = long(20_001)),
        [("too_long", "/sections/0/paragraphs/0".to_owned())]
    );
    let rows = |b: &mut Bulletin| {
        let row = b.attachments[0].tables[0].rows[0].clone();
        b.attachments[0].tables[0].rows = vec![row; 20_001];
    };
    assert_eq!(refused(rows), [("too_many", "/attachments/0/tables/0/rows".to_owned())]);
    let cells = |b: &mut Bulletin| {
        for row in &mut b.attachments[0].tables[0].rows {
            row[1] = Cell::Text(long(501));
        }
    };
    assert_eq!(refused(cells), [("too_long", "/attachments/0/tables/0/rows/0/1".to_owned())]);
}

/// What was frozen before there were limits stays readable.
#[test]
fn what_was_frozen_is_read_at_any_size() {
    let mut frozen = chinese();
    frozen.title = "满".repeat(501);
    let json = frozen.canonical().expect("nothing against it");
    assert_eq!(Bulletin::read(&json).expect("readable"), frozen);
}

#[test]
fn the_kind_is_that_of_the_period() {
    assert_eq!(refused(|b| b.kind = BulletinKind::Year), [("other_kind", "/kind".to_owned())]);
}

#[test]
fn of_a_table_at_fault_in_every_row_some_are_told() {
    let told = refused(|b| {
        let table = &mut b.attachments[0].tables[0];
        let row = table.rows[0][..1].to_vec();
        table.rows = vec![row; 500];
    });
    assert_eq!(told.len(), 20);
    assert_eq!(told[0], ("cells", "/attachments/0/tables/0/rows/0".to_owned()));
}
