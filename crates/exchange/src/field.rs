//! Fields bound to the columns of one file.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::cells::{Cells, Column, Header};
use crate::error::ExchangeError;
use crate::mapping::Field;
use crate::reject::Flaw;
use crate::text::folded;

/// A [`Field`] that knows where its columns stand.
#[derive(Debug)]
pub(crate) enum BoundField {
    Constant(String),
    Columns { columns: Vec<Column>, values: HashMap<String, String>, if_blank: Option<String> },
}

impl BoundField {
    pub(crate) fn bind(field: &Field, header: &Header) -> Result<Self, ExchangeError> {
        if let Some(value) = &field.value {
            return Ok(Self::Constant(value.clone()));
        }
        let names = field.column.iter().chain(&field.columns);
        Ok(Self::Columns {
            columns: names.map(|name| header.column(name)).collect::<Result<_, _>>()?,
            values: field.values.iter().map(|(from, to)| (folded(from), to.clone())).collect(),
            if_blank: field.if_blank.clone(),
        })
    }

    pub(crate) fn columns(&self) -> &[Column] {
        match self {
            Self::Constant(_) => &[],
            Self::Columns { columns, .. } => columns,
        }
    }

    /// Names of the columns, for messages.
    pub(crate) fn name(&self) -> String {
        self.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("/")
    }

    /// Our text, `None` where a cell is blank and nothing stands for it.
    pub(crate) fn read<'a>(&'a self, cells: &Cells<'a>) -> Option<Cow<'a, str>> {
        let (columns, values, if_blank) = match self {
            Self::Constant(value) => return Some(value.into()),
            Self::Columns { columns, values, if_blank } => (columns, values, if_blank),
        };
        let Some(text) = joined(columns, cells) else {
            return if_blank.as_deref().map(Cow::Borrowed);
        };
        if values.is_empty() {
            return Some(text);
        }
        Some(values.get(&folded(&text)).map_or(text, Into::into))
    }

    /// As [`Self::read`], then parsed. Where the field is not given at all, `what` names it.
    pub(crate) fn parse<T>(&self, cells: &Cells<'_>, code: &'static str) -> Result<Option<T>, Flaw>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.read(cells)
            .map(|text| text.parse().map_err(|e| Flaw::unreadable(code, &self.name(), &text, e)))
            .transpose()
    }

    /// As [`Self::parse`] for a field that every response has.
    pub(crate) fn require<T>(
        &self,
        cells: &Cells<'_>,
        code: &'static str,
        what: &str,
    ) -> Result<T, Flaw>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.parse(cells, code)?.ok_or_else(|| Flaw::blank(&self.name(), what))
    }
}

fn joined<'a>(columns: &[Column], cells: &Cells<'a>) -> Option<Cow<'a, str>> {
    if let [column] = columns {
        return cells.text(column.index).map(Cow::Borrowed);
    }
    let parts: Option<Vec<_>> = columns.iter().map(|column| cells.text(column.index)).collect();
    parts.map(|parts| parts.join("/").into())
}
