//! How a table goes out: as JSON, CSV, Parquet or a workbook, in which encoding.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT;
use exchange::Gb18030Writer;
use figures::FiguresError;
use survey::table::Row;

use crate::conditional::{Made, Variant};
use crate::error::HttpError;
use crate::query::Params;

const PARQUET: &str = "application/vnd.apache.parquet";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
    Xlsx,
    Parquet,
}

/// How the characters of a CSV file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Charset {
    #[default]
    Utf8,
    /// With a byte order mark, without which Excel and WPS read Chinese as rubbish.
    Utf8Marked,
    Gb18030,
}

impl Charset {
    /// Reads the choice; where there is no CSV to write there is none.
    pub(crate) fn read(params: &mut Params, is_csv: bool) -> Self {
        let encodings = [("utf-8", Self::Utf8), ("gb18030", Self::Gb18030)];
        let encoding = params.choice("encoding", &encodings).unwrap_or_default();
        let marks = [("true", true), ("false", false)];
        let marked = params.choice("bom", &marks).unwrap_or(false);
        match encoding {
            _ if !is_csv => Self::default(),
            Self::Utf8 if marked => Self::Utf8Marked,
            // GB 18030 has no mark.
            encoding => encoding,
        }
    }

    /// The media type of CSV.
    pub(crate) fn csv(self) -> &'static str {
        match self {
            Self::Utf8 | Self::Utf8Marked => "text/csv; charset=utf-8; header=present",
            Self::Gb18030 => "text/csv; charset=gb18030; header=present",
        }
    }
}

/// How a table goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    format: Format,
    charset: Charset,
}

impl Shape {
    pub(crate) const PARAMETERS: [&'static str; 3] = ["format", "encoding", "bom"];

    pub(crate) fn read(params: &mut Params, request: &HttpRequest) -> Self {
        let formats = [
            ("json", Format::Json),
            ("csv", Format::Csv),
            ("xlsx", Format::Xlsx),
            ("parquet", Format::Parquet),
        ];
        let format = params.choice("format", &formats).unwrap_or_else(|| accepted(request));
        Self { format, charset: Charset::read(params, format == Format::Csv) }
    }

    /// CSV.
    pub(crate) fn csv(charset: Charset) -> Self {
        Self { format: Format::Csv, charset }
    }

    pub(crate) fn is_file(self) -> bool {
        self.format != Format::Json
    }

    pub(crate) fn is_workbook(self) -> bool {
        self.format == Format::Xlsx
    }

    /// The table as a file.
    pub(crate) fn file<R: Row + Sync>(
        self,
        name: &str,
        revision: i64,
        rows: &[R],
    ) -> Result<Made, HttpError> {
        let unwritable = |error: std::io::Error| HttpError::Unwritable(error.to_string());
        let (media, ending, bytes) = match self.format {
            Format::Json | Format::Csv => {
                (self.charset.csv(), "csv", self.text(rows).map_err(unwritable)?)
            }
            Format::Parquet => {
                let bytes = analytics::parquet(rows).map_err(FiguresError::from)?;
                (PARQUET, "parquet", bytes)
            }
            Format::Xlsx => (XLSX, "xlsx", figures::sheet(name, &R::columns(), rows)?),
        };
        Ok(named(Made::new(revision, media, bytes), name, ending))
    }

    fn text<R: Row>(self, rows: &[R]) -> std::io::Result<Vec<u8>> {
        if self.charset == Charset::Gb18030 {
            let mut encoder = Gb18030Writer::new(Vec::new());
            exchange::write_table(&mut encoder, rows, false)?;
            return encoder.finish();
        }
        let mut bytes = Vec::new();
        exchange::write_table(&mut bytes, rows, self.charset == Charset::Utf8Marked)?;
        Ok(bytes)
    }

    pub(crate) fn variant(self) -> Variant {
        let choice = match self.format {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Xlsx => "xlsx",
            Format::Parquet => "parquet",
        };
        Variant { choice, vary: "Accept", day: None }
    }
}

/// A workbook as a file.
pub(crate) fn workbook(name: &str, revision: i64, bytes: Vec<u8>) -> Made {
    named(Made::new(revision, XLSX, bytes), name, "xlsx")
}

fn named(made: Made, name: &str, ending: &str) -> Made {
    Made { file_name: Some(format!("manyi-{name}.{ending}")), ..made }
}

fn accepted(request: &HttpRequest) -> Format {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let accept = accept.unwrap_or_default().to_ascii_lowercase();
    let place = |name| accept.find(name).unwrap_or(usize::MAX);
    if place("text/csv") < place("application/json") { Format::Csv } else { Format::Json }
}
