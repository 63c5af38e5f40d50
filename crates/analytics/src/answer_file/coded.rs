//! A column of a row group → codes and what they stand for.
//!
//! Parquet mostly stores a column as positions in a dictionary. Answers repeat so much that the
//! positions are all that need be read for each row; only the dictionaries are looked at closely.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::error::PolarsError;
use polars::prelude::{ArrowDataType, ArrowField, ArrowSchema, DataType, Series};
use polars_buffer::Buffer;
use polars_parquet::parquet::compression::DecompressionContext;
use polars_parquet::parquet::metadata::RowGroupMetadata;
use polars_parquet::parquet::page::{CompressedPage, Page};
use polars_parquet::parquet::read::{PageReader, decompress};
use polars_parquet::read::schema::parquet_to_arrow_schema;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, column_iter_to_arrays, read_metadata,
};

use super::codes::Codes;
use super::dictionary::{add_positions, ticks_a_day, values};
use super::values::{Values, distinct};
use crate::AnswerFileError;

/// Pages are checked against this before they are given memory.
const PAGE_BYTES_MAX: usize = 1 << 30;
/// Rows of a row group, whose codes are held at once. Writers make a few million at most.
const GROUP_ROWS_MAX: usize = 1 << 27;

/// A column of one row group.
#[derive(Debug)]
pub(crate) struct Coded<C> {
    /// Per row: position in `values`, or [`NULL`](super::values::NULL).
    pub(crate) codes: C,
    pub(crate) values: Values,
}

/// Where the bytes of a Parquet file are.
enum Source {
    File { file: File, path: PathBuf, length: u64 },
    Memory(Buffer<u8>),
}

impl Source {
    fn file(path: &Path) -> Result<Self, AnswerFileError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self::File { file, path: path.to_owned(), length })
    }

    /// The same for another thread.
    fn again(&self) -> Result<Self, AnswerFileError> {
        match self {
            Self::File { path, .. } => Self::file(path),
            Self::Memory(bytes) => Ok(Self::Memory(bytes.clone())),
        }
    }

    /// A length that lies takes no memory.
    fn read(&mut self, range: Range<u64>) -> Result<Buffer<u8>, AnswerFileError> {
        let damaged = |_| AnswerFileError::Damaged;
        let length = match self {
            Self::File { length, .. } => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        };
        if range.start > range.end || range.end > length {
            return Err(AnswerFileError::Damaged);
        }
        let wanted = usize::try_from(range.end - range.start).map_err(damaged)?;
        match self {
            Self::File { file, .. } => {
                let mut bytes = vec![0; wanted];
                file.seek(SeekFrom::Start(range.start))?;
                file.read_exact(&mut bytes)?;
                Ok(bytes.into())
            }
            Self::Memory(bytes) => {
                let start = usize::try_from(range.start).map_err(damaged)?;
                Ok(bytes.clone().sliced(start..start + wanted))
            }
        }
    }
}

/// An open Parquet file.
pub(crate) struct RowGroups {
    source: Source,
    pub(crate) metadata: Arc<FileMetadata>,
    schema: Arc<ArrowSchema>,
    decompression: DecompressionContext,
    buffer: Vec<u8>,
}

impl RowGroups {
    pub(crate) fn open(path: &Path) -> Result<Self, AnswerFileError> {
        let metadata = read_metadata(&mut File::open(path)?)?;
        Self::new(Source::file(path)?, metadata)
    }

    /// Opens what stands in memory.
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Result<Self, AnswerFileError> {
        let metadata = read_metadata(&mut Cursor::new(&bytes))?;
        Self::new(Source::Memory(bytes.into()), metadata)
    }

    fn new(source: Source, metadata: FileMetadata) -> Result<Self, AnswerFileError> {
        let fields = metadata.schema().fields();
        let mut names = HashSet::with_capacity(fields.len());
        if let Some(twin) = fields.iter().find(|field| !names.insert(field.name())) {
            return Err(PolarsError::Duplicate(twin.name().to_owned().into()).into());
        }
        // As stored, and not as a note of the writer has it, which may name other units of time.
        let schema = Arc::new(parquet_to_arrow_schema(fields));
        let decompression = DecompressionContext::Unset;
        let metadata = Arc::new(metadata);
        Ok(Self { source, metadata, schema, decompression, buffer: Vec::new() })
    }

    /// The same file for another thread.
    pub(crate) fn again(&self) -> Result<Self, AnswerFileError> {
        Ok(Self {
            source: self.source.again()?,
            metadata: self.metadata.clone(),
            schema: self.schema.clone(),
            decompression: DecompressionContext::Unset,
            buffer: Vec::new(),
        })
    }

    /// Reads a column of a row group.
    ///
    /// # Errors
    /// When there is no such column, it holds no plain values, or its bytes are damaged.
    pub(crate) fn column<C: Codes>(
        &mut self,
        group: usize,
        name: &str,
    ) -> Result<Coded<C>, AnswerFileError> {
        let metadata = self.metadata.clone();
        let group = &metadata.row_groups[group];
        let schema = self.schema.clone();
        let (field, chunk) = stored(&schema, group, name)?;
        let bytes = self.source.read(chunk.byte_range())?;
        let rows = group.num_rows();
        let coded: Coded<C> = match self.positions(chunk, &bytes, (&field.dtype, rows))? {
            Some(coded) => coded,
            None => coded(&series(chunk, bytes, field)?, field)?,
        };
        if coded.codes.len() != rows {
            return Err(AnswerFileError::Damaged);
        }
        Ok(coded)
    }

    /// Reads a column of numbers; those that are none are NaN.
    ///
    /// # Errors
    /// As [`Self::column`]; when it holds something else or an empty field.
    pub(crate) fn numbers(
        &mut self,
        group: usize,
        name: &str,
    ) -> Result<Vec<f64>, AnswerFileError> {
        let metadata = self.metadata.clone();
        let group = &metadata.row_groups[group];
        let schema = self.schema.clone();
        let (field, chunk) = stored(&schema, group, name)?;
        let bytes = self.source.read(chunk.byte_range())?;
        let rows = group.num_rows();
        let stored = self.positions::<Vec<u32>>(chunk, &bytes, (&field.dtype, rows))?;
        let numbers: Vec<f64> = if let Some(Coded { codes, values }) = stored {
            let numbers = values.numbers(name)?;
            let number = |code: u32| numbers.get(code as usize).copied().unwrap_or(f64::NAN);
            codes.into_iter().map(number).collect()
        } else {
            let series = series(chunk, bytes, field)?;
            if !series.dtype().is_primitive_numeric() {
                return Err(AnswerFileError::column(name, series.dtype(), "numbers"));
            }
            let series = series.cast(&DataType::Float64)?.rechunk();
            match series.f64()?.cont_slice() {
                Ok(numbers) => numbers.to_vec(),
                // Some fields are empty.
                Err(_) => series.f64()?.iter().map(|n| n.unwrap_or(f64::NAN)).collect(),
            }
        };
        if numbers.len() != rows {
            return Err(AnswerFileError::Damaged);
        }
        Ok(numbers)
    }

    /// A note that the file carries.
    pub(crate) fn note(&self, key: &str) -> Option<&str> {
        let notes = self.metadata.key_value_metadata().as_ref()?;
        notes.iter().find(|note| note.key == key)?.value.as_deref()
    }

    /// Rows before a row group.
    pub(crate) fn rows_before(&self, group: usize) -> usize {
        self.metadata.row_groups[..group].iter().map(RowGroupMetadata::num_rows).sum()
    }

    /// The column as it is stored; `None` unless all of it is stored by dictionary.
    fn positions<C: Codes>(
        &mut self,
        chunk: &ColumnChunkMetadata,
        bytes: &Buffer<u8>,
        (kind, rows): (&ArrowDataType, usize),
    ) -> Result<Option<Coded<C>>, AnswerFileError> {
        let reader = Cursor::new(bytes.clone());
        let mut pages = PageReader::new(reader, chunk, Vec::new(), PAGE_BYTES_MAX);
        let Some(dictionary) = pages.read_dict()? else { return Ok(None) };
        let page = CompressedPage::Dict(dictionary);
        let Page::Dict(dictionary) = decompress(page, &mut Vec::new(), &mut self.decompression)?
        else {
            return Err(AnswerFileError::Damaged);
        };
        let Some(values) = values(&dictionary, chunk.physical_type(), kind)? else {
            return Ok(None);
        };
        let mut codes = C::default();
        let optional = chunk.descriptor().descriptor.max_def_level > 0;
        for page in pages {
            match decompress(page?, &mut self.buffer, &mut self.decompression)? {
                Page::Data(page) if page.header().is_dictionary_encoded() => {
                    // A page that lies takes no memory.
                    if page.num_values() > rows.saturating_sub(codes.len()) {
                        return Err(AnswerFileError::Damaged);
                    }
                    add_positions(&page, optional, &mut codes)?;
                    let mut page = page;
                    self.buffer = std::mem::take(page.buffer_mut());
                }
                _ => return Ok(None),
            }
        }
        if !codes.fit(values.len()) {
            return Err(AnswerFileError::Damaged);
        }
        Ok(Some(Coded { codes, values }))
    }
}

/// Where a column of a row group is stored.
fn stored<'a>(
    schema: &'a ArrowSchema,
    group: &'a RowGroupMetadata,
    name: &str,
) -> Result<(&'a ArrowField, &'a ColumnChunkMetadata), AnswerFileError> {
    let field = schema.get(name).ok_or_else(|| AnswerFileError::MissingColumn {
        column: name.to_owned(),
        columns: schema.iter_names().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    })?;
    let chunk = chunk(group, name).filter(|_| is_plain(&field.dtype));
    let chunk = chunk.ok_or_else(|| AnswerFileError::ColumnType {
        column: name.to_owned(),
        found: format!("{:?}", field.dtype),
        wanted: "text, numbers, days or instants",
    })?;
    if group.num_rows() > GROUP_ROWS_MAX {
        return Err(AnswerFileError::HugeGroup { rows: group.num_rows(), limit: GROUP_ROWS_MAX });
    }
    Ok((field, chunk))
}

/// Types that are understood; of others the decoder has no notion.
fn is_plain(kind: &ArrowDataType) -> bool {
    use ArrowDataType as Kind;
    let number = matches!(
        kind,
        Kind::Int8
            | Kind::Int16
            | Kind::Int32
            | Kind::Int64
            | Kind::UInt8
            | Kind::UInt16
            | Kind::UInt32
            | Kind::UInt64
            | Kind::Float32
            | Kind::Float64
    );
    let text = matches!(kind, Kind::Utf8View | Kind::Utf8 | Kind::LargeUtf8);
    number || text || matches!(kind, Kind::Date32 | Kind::Timestamp(..))
}

/// The only part of a column that is not nested.
fn chunk<'a>(group: &'a RowGroupMetadata, name: &str) -> Option<&'a ColumnChunkMetadata> {
    let mut chunks = group.columns_under_root_iter(name)?;
    let chunk = chunks.next()?;
    let descriptor = &chunk.descriptor().descriptor;
    let plain = descriptor.max_rep_level == 0 && descriptor.max_def_level <= 1;
    (plain && chunks.next().is_none()).then_some(chunk)
}

/// A column decoded by polars, whatever its encoding.
fn series(
    chunk: &ColumnChunkMetadata,
    bytes: Buffer<u8>,
    field: &ArrowField,
) -> Result<Series, AnswerFileError> {
    let pages = PageReader::new(Cursor::new(bytes), chunk, Vec::new(), PAGE_BYTES_MAX);
    let pages = BasicDecompressor::new(pages, Vec::new());
    let kind = &chunk.descriptor().descriptor.primitive_type;
    let (arrays, _) = column_iter_to_arrays(vec![pages], vec![kind], field.clone(), None)?;
    Ok(Series::try_from((field, arrays))?)
}

/// What polars decoded, in codes.
fn coded<C: Codes>(series: &Series, field: &ArrowField) -> Result<Coded<C>, AnswerFileError> {
    let (all, values) = match series.dtype() {
        DataType::String => {
            let (codes, texts) = distinct(series.str()?.iter());
            (codes, Values::Texts(texts.into_iter().map(Into::into).collect()))
        }
        DataType::Date | DataType::Datetime(..) => {
            let a_day = match field.dtype() {
                ArrowDataType::Timestamp(unit, _) => ticks_a_day(*unit),
                _ => 1,
            };
            let (codes, ticks) = distinct(series.cast(&DataType::Int64)?.i64()?.iter());
            (codes, Values::Days { ticks, a_day })
        }
        DataType::UInt64 => {
            let (codes, numbers) = distinct(series.u64()?.iter());
            (codes, Values::Unsigned(numbers))
        }
        kind if kind.is_integer() => {
            let (codes, numbers) = distinct(series.cast(&DataType::Int64)?.i64()?.iter());
            (codes, Values::Numbers(numbers))
        }
        kind if kind.is_float() => {
            let bits = series.cast(&DataType::Float64)?;
            let (codes, bits) = distinct(bits.f64()?.iter().map(|real| real.map(f64::to_bits)));
            (codes, Values::Reals(bits.into_iter().map(f64::from_bits).collect()))
        }
        kind => return Err(AnswerFileError::column(&field.name, kind, "text, numbers or days")),
    };
    let mut codes = C::default();
    codes.append(|codes| codes.extend(all));
    Ok(Coded { codes, values })
}
