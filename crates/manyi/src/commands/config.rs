//! `manyi config`: the settings, and where each comes from.

use figures::Twin;
use serde::Serialize;
use survey::Language;
use survey::table::{Column, ColumnKind, Row};

use crate::args::Global;
use crate::error::{Failure, Outcome};
use crate::output::Destination;
use crate::settings::{InForce, Origin, Settings};

/// One setting as a row.
#[derive(Serialize)]
struct Line {
    setting: String,
    value: String,
    source: &'static str,
    /// The flag, the variable, or the file and its line.
    place: String,
    #[serde(skip)]
    origin: Origin,
}

impl From<InForce> for Line {
    fn from(InForce { name, value, origin }: InForce) -> Self {
        let (source, place) = match &origin {
            Origin::Flag(flag) => ("flag", flag.clone()),
            Origin::Environment(variable) => ("environment", variable.clone()),
            Origin::File(path, line) => ("file", format!("{}:{line}", path.display())),
            Origin::Default => ("default", String::new()),
        };
        Self { setting: name, value, source, place, origin }
    }
}

impl Row for Line {
    fn columns() -> Vec<Column<Self>> {
        use ColumnKind::Text;
        vec![
            Column::new("setting", Text, |line: &Self| line.setting.as_str().into()),
            Column::new("value", Text, |line: &Self| line.value.as_str().into()),
            Column::new("source", Text, |line: &Self| line.source.into()),
            Column::new("place", Text, |line: &Self| line.place.as_str().into()),
        ]
    }
}

/// Lists the settings.
pub(super) fn show(settings: &Settings, global: &Global) -> Result<Outcome, Failure> {
    let lines: Vec<Line> = settings.in_force().into_iter().map(Line::from).collect();
    Destination::new(global)?.write(lines, |lines| twin(lines, global.lang))?;
    Ok(Outcome::Done)
}

fn twin(lines: &[Line], language: Language) -> Twin {
    let headers = language.pick(["设置", "值", "来源"], ["Setting", "Value", "From"]);
    let row = |line: &Line| {
        vec![line.setting.clone(), line.value.clone(), described(&line.origin, language)]
    };
    Twin {
        headers: headers.map(str::to_owned).to_vec(),
        rows: lines.iter().map(row).collect(),
        ..Twin::default()
    }
}

fn described(origin: &Origin, language: Language) -> String {
    match origin {
        Origin::Flag(flag) => format!("{} --{flag}", language.pick("命令行", "flag")),
        Origin::Environment(variable) => {
            format!("{} {variable}", language.pick("环境变量", "environment"))
        }
        Origin::File(path, line) => {
            let path = path.display();
            language.pick(format!("文件 {path} 第 {line} 行"), format!("file {path}, line {line}"))
        }
        Origin::Default => language.pick("默认值", "default").to_owned(),
    }
}
