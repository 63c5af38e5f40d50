//! `manyi chart`: pictures, and the tables beside them.

use std::path::Path;

use charts::{Canvas, Fonts, Width};
use figures::{ChartKind, Cut, Figures, Look, Source};
use survey::Language;

use crate::args::{Chart, Global, Layout, WidthArg};
use crate::error::{Failure, Outcome};
use crate::output::{Talk, write_to};

/// A PNG of a long ranking at four pixels per pixel is as large as a poster; more helps nobody.
const SCALE_MAX: f32 = 4.0;

pub(super) fn run(args: &Chart, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
    let picture = picture_of(path)?;
    args.layout.check()?;
    super::expect_points(args.target)?;
    let store = super::open(global)?;
    let selection = args.cut.counting.selection.selection();
    let figures = Figures::load(&store, &selection)?;
    let look = Look {
        canvas: args.layout.canvas(global.lang),
        target: args.target,
        note: Some(made_by(figures.revision())),
    };
    let cut = Cut { from: args.from, ..args.cut.cut(args.unit.as_ref(), global) };
    for period in cut.period.into_iter().chain(cut.from) {
        super::expect_interviews(&figures, period)?;
    }
    refuse_unused(args)?;
    let source = Source { store: &store, selection: &selection };
    let drawing = figures.drawing(args.kind, &cut, source)?;
    match picture {
        Picture::Table => {
            write_to(path, |writer| exchange::write_texts(writer, drawing.twin().lines()))?;
        }
        Picture::Svg => write_svg(path, &drawing.svg(&look)?)?,
        Picture::Png => args.layout.write_png(path, &drawing.svg(&look)?, talk)?,
    }
    Ok(Outcome::Done)
}

pub(super) fn write_svg(path: Option<&Path>, svg: &str) -> Result<(), Failure> {
    write_to(path, |writer| writer.write_all(svg.as_bytes()))
}

impl Layout {
    pub(super) fn check(&self) -> Result<(), Failure> {
        if (0.5..=SCALE_MAX).contains(&self.scale) {
            return Ok(());
        }
        let scale = self.scale;
        Err(Failure::Usage(format!("--scale {scale} must be between 0.5 and {SCALE_MAX}")))
    }

    pub(super) fn canvas(&self, language: Language) -> Canvas {
        let width = match self.width {
            WidthArg::Page => Width::Page,
            WidthArg::Phone => Width::Phone,
        };
        Canvas { width, language }
    }

    /// Says which font there was.
    pub(super) fn write_png(
        &self,
        path: Option<&Path>,
        svg: &str,
        talk: &Talk,
    ) -> Result<(), Failure> {
        let fonts = Fonts::find(self.font.as_deref())?;
        talk.say(format!("font: {} ({})", fonts.name(), fonts.path().display()));
        let png = charts::png(svg, &fonts, self.scale)?;
        write_to(path, |writer| writer.write_all(&png))
    }
}

/// What a chart does not look at would be taken for granted.
fn refuse_unused(args: &Chart) -> Result<(), Failure> {
    let compares = matches!(args.kind, ChartKind::Movement | ChartKind::Compare);
    let of_units = compares
        || matches!(
            args.kind,
            ChartKind::Ranking | ChartKind::Heatmap | ChartKind::Coverage | ChartKind::Funnel
        );
    let has_target = matches!(args.kind, ChartKind::Ranking | ChartKind::Trend);
    let of_one_unit = matches!(args.kind, ChartKind::Answers | ChartKind::Priority);
    let of_all = matches!(args.kind, ChartKind::Heatmap | ChartKind::Coverage);
    let unused = [
        ("--unit", of_units && args.unit.is_some()),
        ("--from", !compares && args.from.is_some()),
        ("--target", !has_target && args.target.is_some()),
        ("--level", of_one_unit && args.cut.level.is_some()),
        ("--category", (of_one_unit || of_all) && args.cut.category.is_some()),
    ];
    match unused.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::Usage(format!(
            "the chart {} has no use for {option}: leave it out",
            args.kind.as_str()
        ))),
        None => Ok(()),
    }
}

/// The line in the foot that says what made a chart.
pub(super) fn made_by(revision: i64) -> String {
    format!("manyi {} · r{revision}", env!("CARGO_PKG_VERSION"))
}

enum Picture {
    Svg,
    Png,
    /// The table beside it.
    Table,
}

fn picture_of(path: Option<&Path>) -> Result<Picture, Failure> {
    let Some(path) = path else { return Ok(Picture::Svg) };
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => Ok(Picture::Svg),
        Some("png") => Ok(Picture::Png),
        Some("csv") => Ok(Picture::Table),
        _ => Err(Failure::Usage(format!(
            "{}: name the picture .svg or .png, or its table .csv",
            path.display()
        ))),
    }
}
