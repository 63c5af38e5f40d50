//! Result tables as Parquet.

use std::io::Write;

use polars::prelude::{
    Column as FrameColumn, CompatLevel, Float64Chunked, IntoColumn, NewChunkedArray, PolarsError,
    Schema, SchemaExt, StringChunked, StringChunkedBuilder, UInt64Chunked,
};
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
        let columns = R::columns();
        let fields =
            columns.iter().map(|column| frame_column::<R>(column, &[]).field().into_owned());
        let schema: Schema = fields.collect();
        let schema = schema.to_arrow(CompatLevel::newest());
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
    let values = frame_column(column, rows).take_materialized_series();
    let array = values.to_arrow(0, CompatLevel::newest());
    // Figures hardly repeat, so a dictionary would only be tried in vain.
    let encoding = match column.kind {
        ColumnKind::Text | ColumnKind::Count => Encoding::RleDictionary,
        ColumnKind::Number => Encoding::Plain,
    };
    let pages = array_to_columns(array, kind.clone(), OPTIONS, &[encoding])?;
    let compressed = pages.into_iter().flatten();
    compressed.map(|page| Ok(compress(page?, Vec::new(), OPTIONS.compression)?)).collect()
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

fn frame_column<R: Row>(column: &Column<R>, rows: &[R]) -> FrameColumn {
    let name = column.name.into();
    let cells = rows.iter().map(|row| column.of(row));
    match column.kind {
        ColumnKind::Text => {
            let mut texts = StringChunkedBuilder::new(name, rows.len());
            for cell in cells {
                texts.append_option(if let Cell::Text(text) = &cell {
                    Some(&**text)
                } else {
                    None
                });
            }
            let texts: StringChunked = texts.finish();
            texts.into_column()
        }
        ColumnKind::Count => {
            let counts =
                cells.map(|cell| if let Cell::Count(count) = cell { Some(count) } else { None });
            UInt64Chunked::from_iter_options(name, counts).into_column()
        }
        ColumnKind::Number => {
            let numbers =
                cells.map(|cell| if let Cell::Number(number) = cell { Some(number) } else { None });
            Float64Chunked::from_iter_options(name, numbers).into_column()
        }
    }
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
