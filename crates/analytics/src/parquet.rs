//! Result tables as Parquet.

use std::io::Write;

use polars::prelude::{
    Column as FrameColumn, DataFrame, Float64Chunked, IntoColumn, NewChunkedArray, StringChunked,
    StringChunkedBuilder, UInt64Chunked,
};
use polars_io::parquet::write::{BatchedWriter, ParquetWriter};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use survey::table::{Cell, Column, ColumnKind, Row};

use crate::AnalyticsError;

/// Rows of one row group: what is held twice while writing.
const GROUP_ROWS: usize = 65_536;

/// Writes a table as one Parquet file, with the column names of [`Row::columns`].
pub struct ParquetTable<R, W: Write> {
    columns: Vec<Column<R>>,
    writer: BatchedWriter<W>,
}

impl<R: Row + Sync, W: Write> ParquetTable<R, W> {
    /// Begins the file.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if the bytes are not taken.
    pub fn new(writer: W) -> Result<Self, AnalyticsError> {
        let columns = R::columns();
        let schema = frame::<R>(&columns, &[])?;
        Ok(Self { columns, writer: ParquetWriter::new(writer).batched(schema.schema())? })
    }

    /// Writes rows.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if they can't be encoded or are not taken.
    pub fn write(&mut self, rows: &[R]) -> Result<(), AnalyticsError> {
        for group in rows.chunks(GROUP_ROWS) {
            self.writer.write_batch(&frame(&self.columns, group)?)?;
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// [`AnalyticsError::Engine`] if the bytes are not taken.
    pub fn finish(self) -> Result<(), AnalyticsError> {
        self.writer.finish()?;
        Ok(())
    }
}

/// A whole table as the bytes of a Parquet file.
///
/// # Errors
/// [`AnalyticsError::Engine`] if it can't be encoded.
pub fn parquet<R: Row + Sync>(rows: &[R]) -> Result<Vec<u8>, AnalyticsError> {
    let mut bytes = Vec::new();
    let mut table = ParquetTable::new(&mut bytes)?;
    table.write(rows)?;
    table.finish()?;
    Ok(bytes)
}

fn frame<R: Row + Sync>(columns: &[Column<R>], rows: &[R]) -> Result<DataFrame, AnalyticsError> {
    let columns = columns.into_par_iter().map(|column| frame_column(column, rows)).collect();
    Ok(DataFrame::new(rows.len(), columns)?)
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
