//! Where is the problem? Units down, categories across, a number in every cell.

mod shade;
mod table;

use survey::Language;
use survey::display::rounded;
use survey::table::IndexRow;

use self::shade::Shades;
pub(crate) use self::table::{Cell, UnitCells, table};
use crate::ChartError;
use crate::caption::{Canvas, Caption, Width, period_name};
use crate::finding::heatmap_finding;
use crate::frame::{Frame, Texts, baseline, check_rows};
use crate::legend::{Legend, Sign};
use crate::mark::{Area, hatch};
use crate::measure::{cut, widest, widest_word, width, wrap};
use crate::palette::{GREY, INK, PAPER, RULE, Sizes, text_on};
use crate::scale::rows as count;
use crate::sheet::{Sheet, Style};

/// A column of the heat map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryColumn {
    /// Category code, question code, or `overall`, as in the rows.
    pub code: String,
    /// What stands above the column.
    pub name: String,
}

const ROW_PAGE: i32 = 28;
const ROW_PHONE: i32 = 36;
const HEAD_LINE: i32 = 16;
const HEAD_LINES_MAX: usize = 3;
const NAME_MAX: i32 = 220;
const NAME_MAX_PHONE: i32 = 108;
/// A number with one decimal needs this much.
const CELL_MIN_PAGE: i32 = 48;
const CELL_MIN_PHONE: i32 = 44;
/// A long word in a heading may widen the cells up to this.
const CELL_MIN_FOR_WORDS: i32 = 74;
/// Fewer and wider cells look like a table of paint.
const CELL_MAX: i32 = 110;
const BETWEEN_BLOCKS: i32 = 16;

/// Draws the index of units by category. Units keep the order of the rows. Columns that don't fit
/// side by side go below, with the units again.
///
/// # Errors
/// Only when there are more units than a chart can show.
pub fn heatmap(
    rows: &[IndexRow],
    columns: &[CategoryColumn],
    caption: &Caption,
    canvas: &Canvas,
) -> Result<String, ChartError> {
    let units = table(rows, columns);
    let language = canvas.language;
    let texts = Texts {
        finding: heatmap_finding(rows, columns, &caption.level_name, language),
        measure: language.pick("满意度得分（0—100分）", "Satisfaction index (0–100)"),
        period: period_name(caption.period, language),
        reading: language
            .pick(
                "颜色越深得分越低。“确实低于”指95%区间在该单位其他各类的区间之下；其余高低可能出于抽样误差。",
                "Darker is lower. \"Surely below\": the 95% interval lies below those of all other \
                 categories of the unit; other differences may be chance.",
            )
            .to_owned(),
        description: language.pick(
            format!("热力图，{}行{}列。", units.len(), columns.len()),
            format!("Heat map; {} rows, {} columns.", units.len(), columns.len()),
        ),
    };
    let frame = Frame::new(texts, caption, *canvas);
    let chart = Chart::new(units, columns, *canvas, frame.sizes);
    check_rows(chart.units.len() * chart.blocks.len().max(1))?;
    frame.around(chart.height(), |sheet, top| chart.draw(sheet, top))
}

/// Columns that stand side by side.
struct Block {
    /// First column and one past the last.
    columns: std::ops::Range<usize>,
    heads: Vec<Vec<String>>,
}

struct Chart<'r> {
    units: Vec<UnitCells<'r>>,
    blocks: Vec<Block>,
    canvas: Canvas,
    sizes: Sizes,
    name_width: i32,
    cell_width: i32,
    shades: Shades,
    legend: Legend,
}

impl<'r> Chart<'r> {
    fn new(
        units: Vec<UnitCells<'r>>,
        columns: &[CategoryColumn],
        canvas: Canvas,
        sizes: Sizes,
    ) -> Self {
        let (name_max, cell_min) = match canvas.width {
            Width::Phone => (NAME_MAX_PHONE, CELL_MIN_PHONE),
            Width::Page => (NAME_MAX, CELL_MIN_PAGE),
        };
        let names = widest(units.iter().map(|unit| unit.name), sizes.text);
        let name_width = names.clamp(40, name_max) + 10;
        let room = sizes.inner() - name_width;
        let words = columns.iter().map(|column| widest_word(&column.name, sizes.small) + 6);
        let cell_min = cell_min.max(words.max().unwrap_or(0).min(CELL_MIN_FOR_WORDS));
        let columns_max = usize::try_from(room / cell_min).unwrap_or(1).max(1);
        // Blocks of equal length: twelve columns of which ten fit make two blocks of six.
        let blocks = columns.len().div_ceil(columns_max).max(1);
        let per_block = columns.len().div_ceil(blocks).max(1);
        let cell_width = (room / count(per_block)).min(CELL_MAX);
        let heads = |chunk: &[CategoryColumn]| -> Vec<Vec<String>> {
            let head = |column: &CategoryColumn| {
                wrap(&column.name, sizes.small, cell_width - 4, HEAD_LINES_MAX)
            };
            chunk.iter().map(head).collect()
        };
        let blocks = columns
            .chunks(per_block)
            .enumerate()
            .map(|(i, chunk)| Block {
                columns: i * per_block..i * per_block + chunk.len(),
                heads: heads(chunk),
            })
            .collect();
        let solid: Vec<f64> = units
            .iter()
            .flat_map(|unit| &unit.cells)
            .filter_map(|cell| if let Cell::Solid(value) = cell { Some(*value) } else { None })
            .collect();
        let shades = Shades::covering(&solid);
        let legend = legend(&units, !solid.is_empty(), shades, canvas.language, sizes);
        Self { units, blocks, canvas, sizes, name_width, cell_width, shades, legend }
    }

    fn row_height(&self) -> i32 {
        match self.canvas.width {
            Width::Phone => ROW_PHONE,
            Width::Page => ROW_PAGE,
        }
    }

    fn head_height(block: &Block) -> i32 {
        count(block.heads.iter().map(Vec::len).max().unwrap_or(0).max(1)) * HEAD_LINE + 6
    }

    fn height(&self) -> i32 {
        let body = count(self.units.len().max(1)) * self.row_height();
        let blocks: i32 =
            self.blocks.iter().map(|block| Self::head_height(block) + body + BETWEEN_BLOCKS).sum();
        self.legend.height() + (blocks - BETWEEN_BLOCKS).max(ROW_PAGE)
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Result<(), ChartError> {
        let Sizes { margin, small, .. } = self.sizes;
        self.legend.draw(sheet, margin, top)?;
        let mut y = top + self.legend.height();
        if self.units.is_empty() || self.blocks.is_empty() {
            let text = self.canvas.language.pick("没有数据", "No data");
            return sheet.text(margin, baseline(y, 24, small), text, Style::new(small, GREY));
        }
        for block in &self.blocks {
            self.heads(sheet, block, y)?;
            y += Self::head_height(block);
            for unit in &self.units {
                self.unit(sheet, unit, block, y)?;
                y += self.row_height();
            }
            y += BETWEEN_BLOCKS;
        }
        Ok(())
    }

    fn cell_left(&self, column: usize) -> i32 {
        self.sizes.margin + self.name_width + count(column) * self.cell_width
    }

    /// Names of the columns, standing on the first row.
    fn heads(&self, sheet: &Sheet<'_>, block: &Block, top: i32) -> Result<(), ChartError> {
        let bottom = top + Self::head_height(block) - 4;
        for (column, lines) in block.heads.iter().enumerate() {
            let middle = self.cell_left(column) + (self.cell_width - 2) / 2;
            let mut y = bottom - count(lines.len()) * HEAD_LINE;
            for line in lines {
                let style = Style::new(self.sizes.small, GREY).middle();
                sheet.text(middle, baseline(y, HEAD_LINE, style.size), line, style)?;
                y += HEAD_LINE;
            }
        }
        Ok(())
    }

    fn unit(
        &self,
        sheet: &Sheet<'_>,
        unit: &UnitCells<'_>,
        block: &Block,
        top: i32,
    ) -> Result<(), ChartError> {
        self.name(sheet, unit.name, top)?;
        for (column, cell) in unit.cells[block.columns.clone()].iter().enumerate() {
            let area = Area {
                left: self.cell_left(column),
                top,
                width: self.cell_width - 2,
                height: self.row_height() - 2,
            };
            self.cell(sheet, *cell, area)?;
        }
        Ok(())
    }

    /// A phone has little room beside the cells, so a long name takes two lines there.
    fn name(&self, sheet: &Sheet<'_>, name: &str, top: i32) -> Result<(), ChartError> {
        let Sizes { margin, text, small, .. } = self.sizes;
        let (room, height) = (self.name_width - 10, self.row_height() - 2);
        if self.canvas.width == Width::Page || width(name, text) <= room {
            let at = baseline(top, height, text);
            return sheet.text(margin, at, &cut(name, text, room), Style::ink(text));
        }
        let lines = wrap(name, small, room, 2);
        let mut y = top + (height - count(lines.len()) * HEAD_LINE) / 2;
        for line in lines {
            sheet.text(margin, baseline(y, HEAD_LINE, small), &line, Style::ink(small))?;
            y += HEAD_LINE;
        }
        Ok(())
    }

    fn cell(&self, sheet: &Sheet<'_>, cell: Cell, area: Area) -> Result<(), ChartError> {
        let size = self.sizes.small;
        let middle = area.left + area.width / 2;
        let at = baseline(area.top, area.height, size);
        match cell {
            Cell::Absent => Ok(()),
            Cell::Withheld => hatch(sheet, area, RULE),
            Cell::Small(value) => {
                hatch(sheet, area, RULE)?;
                let text = rounded(value, 1);
                // The number needs quiet ground.
                let ground = width(&text, size) + 6;
                sheet.rect(middle - ground / 2, area.top + 4, ground, area.height - 8, PAPER)?;
                sheet.text(middle, at, &text, Style::new(size, INK).middle())
            }
            Cell::Solid(value) => {
                let colour = self.shades.of(value);
                sheet.rect(area.left, area.top, area.width, area.height, colour)?;
                let style = Style::new(size, text_on(colour)).middle();
                sheet.text(middle, at, &rounded(value, 1), style)
            }
        }
    }
}

fn legend(
    units: &[UnitCells<'_>],
    any: bool,
    shades: Shades,
    language: Language,
    sizes: Sizes,
) -> Legend {
    let has = |wanted: fn(&Cell) -> bool| units.iter().any(|unit| unit.cells.iter().any(wanted));
    let mut keys = Vec::new();
    if any {
        keys.extend(shades.key().into_iter().map(|(colour, text)| (Sign::Fill(colour), text)));
    }
    if has(|cell| matches!(cell, Cell::Small(_) | Cell::Withheld)) {
        let text =
            language.pick("样本不足（无数字的不公布）", "Too few answers (no number: withheld)");
        keys.push((Sign::Hatched, text.to_owned()));
    }
    if has(|cell| matches!(cell, Cell::Absent)) {
        let text = language.pick("空白：未调查", "Blank: not asked");
        keys.push((Sign::Nothing, text.to_owned()));
    }
    Legend::new(keys, sizes)
}

#[cfg(test)]
mod tests;
