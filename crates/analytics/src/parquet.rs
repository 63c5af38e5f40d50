//! Result tables as Parquet.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

use foldhash::fast::FixedState;
use polars::error::PolarsError;
use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, Encoding, FileWriter,
    KeyValue, ParquetType, StatisticsOptions, Version, WriteOptions, array_to_columns, compress,
    fallible_streaming_iterator, schema_to_metadata_key,
};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use survey::table::{Cell, Column, ColumnKind, Row};

use crate::AnalyticsError;

/// Rows of one row group: what is held twice while writing.
const GROUP_ROWS: usize = 65_536;

/// Snappy, because every reader knows it and results are read soon; no statistics, because nobody
/// skips parts of so small a file.
const OPTIONS: WriteOptions = WriteOptions {
    statistics: StatisticsOptions {
        min_value: false,
        max_value: false,
        distinct_count: false,
        null_count: false,
        binary_statistics_truncate_length: None,
    },
    version: Version::V1,
    compression: CompressionOptions::Snappy,
    data_page_size: None,
};

/// Writes a table as one Parquet file, with the column names of [`Row::columns`].
pub struct ParquetTable<R, W: Write> {
    columns: Vec<Column<R>>,
    writer: FileWriter<W>,
}

/// The pages of each column of a row group.
type Pages = Vec<Vec<CompressedPage>>;

impl<R: Row + Sync, W: Write> ParquetTable<R, W> {
    /// Begins the file.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if the bytes are not taken.
    pub fn new(writer: W) -> Result<Self, AnalyticsError> {
        Self::of_columns(writer, R::columns())
    }

    /// Begins a file of some columns.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of_columns(writer: W, columns: Vec<Column<R>>) -> Result<Self, AnalyticsError> {
        let field = |column: &Column<R>| Field::new(column.name.into(), kind(column.kind), true);
        let schema: ArrowSchema = columns.iter().map(field).map(|f| (f.name.clone(), f)).collect();
        Ok(Self { columns, writer: FileWriter::try_new(writer, schema, OPTIONS)? })
    }

    /// Writes rows, each part in row groups of its own.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if they can't be encoded or are not taken.
    pub fn write(&mut self, parts: &[impl AsRef<[R]>]) -> Result<(), AnalyticsError> {
        let groups: Vec<&[R]> =
            parts.iter().flat_map(|rows| rows.as_ref().chunks(GROUP_ROWS)).collect();
        let types = self.writer.parquet_schema().fields().to_vec();
        let encode = |rows: &&[R]| -> Result<Pages, PolarsError> {
            let columns = std::iter::zip(&self.columns, &types);
            columns.map(|(column, kind)| pages(column, rows, kind)).collect()
        };
        for groups in groups.chunks(rayon::current_num_threads()) {
            let encoded: Vec<_> = groups.par_iter().map(encode).collect();
            for (rows, pages) in std::iter::zip(groups, encoded) {
                let pages = pages?;
                let columns = pages.iter().map(|pages| {
                    let pages = pages.iter().map(Ok::<_, PolarsError>);
                    Ok(DynStreamingIterator::new(fallible_streaming_iterator::convert(pages)))
                });
                self.writer.write(rows.len() as u64, DynIter::new(columns))?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if the bytes are not taken.
    pub fn finish(self) -> Result<(), AnalyticsError> {
        self.finish_with(Vec::new())
    }

    /// Ends the file with notes, each a key and a text.
    pub(crate) fn finish_with(mut self, notes: Vec<(&str, String)>) -> Result<(), AnalyticsError> {
        let note =
            |(key, text): (&str, String)| KeyValue { key: key.to_owned(), value: Some(text) };
        let mut all = vec![schema_to_metadata_key(self.writer.schema())];
        all.extend(notes.into_iter().map(note));
        self.writer.end(Some(all))?;
        Ok(())
    }
}

/// A column of a row group, compressed here and not, as polars would, by the one who writes.
fn pages<R: Row>(
    column: &Column<R>,
    rows: &[R],
    kind: &ParquetType,
) -> Result<Vec<CompressedPage>, PolarsError> {
    let array = array(column, rows)?;
    // Figures hardly repeat, so a dictionary would only be tried in vain.
    let encoding = match column.kind {
        ColumnKind::Text | ColumnKind::Count => Encoding::RleDictionary,
        ColumnKind::Number => Encoding::Plain,
    };
    let pages = array_to_columns(array, kind.clone(), OPTIONS, &[encoding])?;
    let compressed = pages.into_iter().flatten();
    compressed.map(|page| Ok(compress(page?, Vec::new(), OPTIONS.compression)?)).collect()
}

/// What readers find in a column.
fn kind(column: ColumnKind) -> ArrowDataType {
    match column {
        ColumnKind::Text => ArrowDataType::Utf8View,
        ColumnKind::Count => ArrowDataType::UInt64,
        ColumnKind::Number => ArrowDataType::Float64,
    }
}

fn array<R: Row>(column: &Column<R>, rows: &[R]) -> Result<Box<dyn Array>, PolarsError> {
    let cells = rows.iter().map(|row| column.of(row));
    Ok(match column.kind {
        ColumnKind::Text => Box::new(texts(cells)?),
        ColumnKind::Count => {
            let counts =
                cells.map(|cell| if let Cell::Count(count) = cell { Some(count) } else { None });
            counts.collect::<PrimitiveArray<u64>>().boxed()
        }
        ColumnKind::Number => {
            let numbers =
                cells.map(|cell| if let Cell::Number(number) = cell { Some(number) } else { None });
            numbers.collect::<PrimitiveArray<f64>>().boxed()
        }
    })
}

/// Texts as positions among the different ones, which are few: a code repeats over many rows.
fn texts<'a>(cells: impl Iterator<Item = Cell<'a>>) -> Result<DictionaryArray<u32>, PolarsError> {
    let mut known: HashMap<Cow<'a, str>, u32, FixedState> = HashMap::default();
    let mut different: Vec<Cow<'a, str>> = Vec::new();
    let mut last = 0;
    let mut position = |cell: Cell<'a>| {
        let Cell::Text(text) = cell else { return None };
        if different.get(last as usize) != Some(&text) {
            let next = u32::try_from(different.len()).expect("a row group has few rows");
            last = *known.entry(text.clone()).or_insert(next);
            if last == next {
                different.push(text);
            }
        }
        Some(last)
    };
    let positions: Vec<Option<u32>> = cells.map(&mut position).collect();
    let positions = PrimitiveArray::<u32>::from(positions);
    let values = Utf8ViewArray::from_slice_values(&different).boxed();
    let kind = Box::new(ArrowDataType::Utf8View);
    let kind = ArrowDataType::Dictionary(IntegerType::UInt32, kind, false);
    DictionaryArray::try_new(kind, positions, values)
}

/// A whole table as the bytes of a Parquet file.
///
/// # Errors
/// [`AnalyticsError::Engine`] if it can't be encoded.
pub fn parquet<R: Row + Sync>(rows: &[R]) -> Result<Vec<u8>, AnalyticsError> {
    let mut bytes = Vec::new();
    let mut table = ParquetTable::new(&mut bytes)?;
    table.write(&[rows])?;
    table.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataType, SerReader};
    use polars_io::parquet::read::ParquetReader;

    use super::*;

    struct Town(&'static str, Option<f64>);

    impl Row for Town {
        fn columns() -> Vec<Column<Self>> {
            vec![
                Column::new("name", ColumnKind::Text, |town: &Self| town.0.into()),
                Column::new("index", ColumnKind::Number, |town: &Self| town.1.into()),
                Column::new("rank", ColumnKind::Count, |_| Cell::Empty),
            ]
        }
    }

    #[test]
    fn a_table_reads_back_with_its_types_and_nulls() {
        let bytes =
            parquet(&[Town("东河镇", Some(90.5)), Town("西岭镇", None)]).expect("it encodes");
        let frame =
            ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("it reads back");
        assert_eq!(frame.dtypes(), [DataType::String, DataType::Float64, DataType::UInt64]);
        assert_eq!(frame.column("index").expect("a column").null_count(), 1);
        assert_eq!(
            frame.column("name").expect("a column").str().expect("text").get(0),
            Some("东河镇")
        );
    }

    #[test]
    fn an_empty_table_keeps_its_columns() {
        let bytes = parquet::<Town>(&[]).expect("it encodes");
        let frame =
            ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("it reads back");
        assert_eq!(frame.shape(), (0, 3));
    }
}
