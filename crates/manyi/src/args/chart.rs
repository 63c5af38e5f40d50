//! Arguments of `manyi chart`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use figures::ChartKind;
use survey::Period;

use super::CutArgs;

#[derive(Debug, ClapArgs)]
pub(crate) struct Chart {
    /// Which chart: ranking, movement, compare, heatmap, trend, answers, priority, coverage or funnel
    pub(crate) kind: ChartKind,
    #[command(flatten)]
    pub(crate) cut: CutArgs,
    /// Where movement and compare start; by default the period before
    #[arg(long, value_name = "PERIOD")]
    pub(crate) from: Option<Period>,
    /// Unit code, for charts about one unit
    #[arg(long, value_name = "CODE")]
    pub(crate) unit: Option<String>,
    #[command(flatten)]
    pub(crate) layout: Layout,
    /// A score to reach, drawn as a line
    #[arg(long, value_name = "POINTS")]
    pub(crate) target: Option<f64>,
}

/// How a picture is laid out.
#[derive(Debug, ClapArgs)]
pub(crate) struct Layout {
    /// Laid out for a page or for a phone
    #[arg(long, value_enum, default_value_t = WidthArg::Page)]
    pub(crate) width: WidthArg,
    /// Font for PNG, instead of the Chinese font of the system
    #[arg(long, value_name = "FILE")]
    pub(crate) font: Option<PathBuf>,
    /// Pixels of a PNG per pixel of the layout
    #[arg(long, default_value_t = 2.0)]
    pub(crate) scale: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WidthArg {
    /// 960 pixels
    Page,
    /// 390 pixels
    Phone,
}
