//! Result tables as Parquet.

use polars::prelude::{Column as FrameColumn, DataFrame, IntoColumn, NamedFrom, Series};
use polars_io::parquet::write::ParquetWriter;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use survey::table::{Cell, Column, ColumnKind, Row};

use crate::AnalyticsError;

/// Rows of one row group: what is held twice while writing.
const GROUP_ROWS: usize = 65_536;

/// Writes rows as one Parquet file, with the column names of [`Row::columns`].
///
/// # Errors
/// [`AnalyticsError::Engine`] if the file can't be encoded.
pub fn parquet<R: Row + Sync>(rows: &[R]) -> Result<Vec<u8>, AnalyticsError> {
    let schema = frame(&rows[..0])?;
    let mut bytes = Vec::new();
    let mut writer = ParquetWriter::new(&mut bytes).batched(schema.schema())?;
    // A pair at a time: one group is made while the other is.
    for pair in rows.chunks(2 * GROUP_ROWS) {
        let groups: Vec<&[R]> = pair.chunks(GROUP_ROWS).collect();
        let frames: Vec<Result<DataFrame, AnalyticsError>> =
            groups.into_par_iter().map(frame).collect();
        for frame in frames {
            writer.write_batch(&frame?)?;
        }
    }
    writer.finish()?;
    Ok(bytes)
}

fn frame<R: Row>(rows: &[R]) -> Result<DataFrame, AnalyticsError> {
    let cells: Vec<Vec<Cell>> = rows.iter().map(Row::cells).collect();
    let columns =
        R::columns().into_iter().enumerate().map(|(at, column)| frame_column(column, at, &cells));
    Ok(DataFrame::new(rows.len(), columns.collect())?)
}

fn frame_column((name, kind): Column, at: usize, rows: &[Vec<Cell>]) -> FrameColumn {
    let cells = rows.iter().map(|row| &row[at]);
    let series = match kind {
        ColumnKind::Text => {
            let texts = cells
                .map(|cell| if let Cell::Text(text) = cell { Some(text.as_str()) } else { None });
            Series::new(name.into(), texts.collect::<Vec<_>>())
        }
        ColumnKind::Count => {
            let counts =
                cells.map(|cell| if let Cell::Count(count) = cell { Some(*count) } else { None });
            Series::new(name.into(), counts.collect::<Vec<_>>())
        }
        ColumnKind::Number => {
            let numbers = cells
                .map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None });
            Series::new(name.into(), numbers.collect::<Vec<_>>())
        }
    };
    series.into_column()
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataType, SerReader};
    use polars_io::parquet::read::ParquetReader;

    use super::*;

    struct Town(&'static str, Option<f64>);

    impl Row for Town {
        fn columns() -> Vec<Column> {
            vec![
                ("name", ColumnKind::Text),
                ("index", ColumnKind::Number),
                ("rank", ColumnKind::Count),
            ]
        }

        fn cells(&self) -> Vec<Cell> {
            vec![self.0.to_owned().into(), self.1.into(), Cell::Empty]
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
