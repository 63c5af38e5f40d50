//! Pages of positions in a dictionary, and the dictionary.

use polars::prelude::{ArrowDataType, ArrowTimeUnit};
use polars_parquet::parquet::encoding::hybrid_rle::{HybridRleChunk, HybridRleDecoder};
use polars_parquet::parquet::page::{DataPage, DictPage, split_buffer};
use polars_parquet::read::PhysicalType;

use super::codes::{Codes, Runs};
use super::values::{NULL, Values};
use crate::AnswerFileError;

/// Appends the positions of a page.
pub(super) fn add_positions(
    page: &DataPage,
    optional: bool,
    codes: &mut impl Codes,
) -> Result<(), AnswerFileError> {
    let parts = split_buffer(page)?;
    let (&bits, packed) = parts.values.split_first().ok_or(AnswerFileError::Damaged)?;
    if bits > 32 {
        return Err(AnswerFileError::Damaged);
    }
    let rows = page.num_values();
    if !optional {
        return unpack(packed, bits.into(), rows, codes);
    }
    let mut present = Runs::default();
    unpack(parts.def, 1, rows, &mut present)?;
    let given = present.runs().filter(|(present, _)| *present == 1).map(|(_, rows)| rows).sum();
    if given == rows {
        return unpack(packed, bits.into(), rows, codes);
    }
    let mut positions: Vec<u32> = Vec::with_capacity(given);
    unpack(packed, bits.into(), given, &mut positions)?;
    let mut positions = positions.as_slice();
    for (present, rows) in present.runs() {
        match present {
            1 => {
                let more = positions.split_off(..rows).unwrap_or_default();
                codes.append(|codes| codes.extend_from_slice(more));
            }
            _ => codes.push(NULL, rows),
        }
    }
    Ok(())
}

/// Appends so many numbers of a run-length and bit-packed mixture.
fn unpack(
    packed: &[u8],
    bits: u32,
    count: usize,
    numbers: &mut impl Codes,
) -> Result<(), AnswerFileError> {
    let end = numbers.len() + count;
    for chunk in HybridRleDecoder::new(packed, bits, count).into_chunk_iter() {
        match chunk? {
            HybridRleChunk::Rle(_, run) if run > end - numbers.len() => {
                return Err(AnswerFileError::Damaged);
            }
            HybridRleChunk::Rle(number, run) => numbers.push(number, run),
            HybridRleChunk::Bitpacked(packed) => numbers.append(|more| packed.collect_into(more)),
        }
    }
    if numbers.len() == end { Ok(()) } else { Err(AnswerFileError::Damaged) }
}

/// The values of a dictionary; `None` for a kind that polars shall decode.
pub(super) fn values(
    page: &DictPage,
    physical: PhysicalType,
    kind: &ArrowDataType,
) -> Result<Option<Values>, AnswerFileError> {
    let numbers = || match physical {
        PhysicalType::Int32 => Some(plain(page, |b: [u8; 4]| i64::from(i32::from_le_bytes(b)))),
        PhysicalType::Int64 => Some(plain(page, i64::from_le_bytes)),
        _ => None,
    };
    let values = match kind {
        ArrowDataType::Int8
        | ArrowDataType::Int16
        | ArrowDataType::Int32
        | ArrowDataType::Int64
        | ArrowDataType::UInt8
        | ArrowDataType::UInt16 => numbers().map(Values::Numbers),
        ArrowDataType::UInt64 if physical == PhysicalType::Int64 => {
            Some(Values::Unsigned(plain(page, u64::from_le_bytes)))
        }
        ArrowDataType::Date32 => numbers().map(|days| Values::Days { ticks: days, a_day: 1 }),
        ArrowDataType::Timestamp(unit, _) => {
            numbers().map(|ticks| Values::Days { ticks, a_day: ticks_a_day(*unit) })
        }
        ArrowDataType::Float64 if physical == PhysicalType::Double => {
            Some(Values::Reals(plain(page, f64::from_le_bytes)))
        }
        ArrowDataType::Utf8View | ArrowDataType::Utf8 | ArrowDataType::LargeUtf8 => {
            Some(Values::Texts(texts(page)?))
        }
        _ => None,
    };
    match values {
        Some(values) if values.len() != page.num_values => Err(AnswerFileError::Damaged),
        values => Ok(values),
    }
}

fn plain<T, const BYTES: usize>(page: &DictPage, number: impl Fn([u8; BYTES]) -> T) -> Vec<T> {
    page.buffer.as_chunks::<BYTES>().0.iter().map(|&bytes| number(bytes)).collect()
}

fn texts(page: &DictPage) -> Result<Vec<Box<str>>, AnswerFileError> {
    let mut rest: &[u8] = &page.buffer;
    let mut texts = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (text, after) = after.split_at_checked(length).ok_or(AnswerFileError::Damaged)?;
        texts.push(str::from_utf8(text).map_err(|_| AnswerFileError::Damaged)?.into());
        rest = after;
    }
    Ok(texts)
}

pub(super) fn ticks_a_day(unit: ArrowTimeUnit) -> i64 {
    86_400
        * match unit {
            ArrowTimeUnit::Second => 1,
            ArrowTimeUnit::Millisecond => 1_000,
            ArrowTimeUnit::Microsecond => 1_000_000,
            ArrowTimeUnit::Nanosecond => 1_000_000_000,
        }
}
