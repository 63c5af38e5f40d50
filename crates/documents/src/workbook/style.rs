//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use survey::Language;

use crate::ColumnKind;

/// Decimals that have a format of their own.
const DECIMALS: usize = 7;

/// One format of each sort; a workbook keeps each only once.
pub(super) struct Style {
    pub(super) heading: Format,
    pub(super) label: Format,
    pub(super) note: Format,
    pub(super) header: Format,
    pub(super) text: Format,
    pub(super) quoted: Format,
    pub(super) count: Format,
    number: [Format; DECIMALS],
    change: [Format; DECIMALS],
    percent: [Format; DECIMALS],
}

impl Style {
    pub(super) fn new(language: Language) -> Self {
        let base = Format::new().set_font_name(language.pick("宋体", "Calibri")).set_font_size(11);
        let numbers = |pattern: fn(&str) -> String| -> [Format; DECIMALS] {
            std::array::from_fn(|decimals| {
                let digits = if decimals == 0 {
                    "0".to_owned()
                } else {
                    "0.".to_owned() + &"0".repeat(decimals)
                };
                base.clone().set_num_format(pattern(&digits))
            })
        };
        let text = base.clone().set_align(FormatAlign::Left);
        Self {
            heading: base.clone().set_font_size(16).set_bold(),
            label: text.clone().set_bold().set_align(FormatAlign::Top).set_text_wrap(),
            note: text.clone().set_align(FormatAlign::Top).set_text_wrap(),
            header: base
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E8_EEF4))
                .set_border_bottom(FormatBorder::Thin),
            quoted: text.clone().set_quote_prefix(),
            text,
            count: base.clone().set_num_format("0"),
            number: numbers(str::to_owned),
            change: numbers(|digits| format!("+{digits};-{digits};{digits}")),
            percent: numbers(|digits| format!("{digits}%")),
        }
    }

    /// The format of a figure.
    pub(super) fn of(&self, kind: ColumnKind) -> &Format {
        let at = |formats: &'_ [Format; DECIMALS], decimals: u8| {
            usize::from(decimals).min(formats.len() - 1)
        };
        match kind {
            ColumnKind::Text | ColumnKind::Count => &self.count,
            ColumnKind::Number { decimals } => &self.number[at(&self.number, decimals)],
            ColumnKind::Change { decimals } => &self.change[at(&self.change, decimals)],
            ColumnKind::Percent { decimals } => &self.percent[at(&self.percent, decimals)],
        }
    }
}
