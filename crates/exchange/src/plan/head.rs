//! Everything of a response but its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use survey::{Code, Mode, Problem, Response, Round};
use uuid::{Uuid, uuid};

use crate::cells::{Cells, Column, Header};
use crate::date::{BoundDate, BoundInstant};
use crate::error::ExchangeError;
use crate::field::BoundField;
use crate::mapping::{Field, InstantField, Mapping};
use crate::own::FORM_VERSION;
use crate::reject::Flaw;
use crate::units::BoundUnit;

/// Name space of the ids that are made from key columns. It never changes, or a file that is
/// imported again would count twice.
const MADE_IDS: Uuid = uuid!("5a0c1d0e-3f5b-4c36-9d0a-6d616e796931");

/// The fields of a mapping bound to the columns of one file.
#[derive(Debug)]
pub(crate) struct Head {
    source: String,
    uuid: Option<Column>,
    key: Vec<Column>,
    round: BoundField,
    mode: BoundField,
    date: BoundDate,
    unit: BoundUnit,
    respondent: Option<BoundField>,
    stratum: Option<BoundField>,
    psu: Option<BoundField>,
    weight: Option<BoundField>,
    started_at: Option<BoundInstant>,
    ended_at: Option<BoundInstant>,
    form_version: Option<BoundField>,
    /// All columns used, each once.
    pub(crate) columns: Vec<Column>,
}

impl Head {
    pub(crate) fn bind(
        mapping: &Mapping,
        rounds: &[Round],
        header: &Header,
    ) -> Result<Self, ExchangeError> {
        let fields = &mapping.fields;
        let bind = |field: &Field| BoundField::bind(field, header);
        let maybe = |field: &Option<Field>| field.as_ref().map(bind).transpose();
        let instant = |field: &Option<InstantField>| {
            field.as_ref().map(|field| BoundInstant::bind(field, header)).transpose()
        };
        let key = fields.id.key.iter().map(|name| header.column(name));
        let mut head = Self {
            source: mapping.source.clone(),
            uuid: fields.id.uuid.as_ref().map(|name| header.column(name)).transpose()?,
            key: key.collect::<Result<_, _>>()?,
            round: bind(&round_field(mapping, rounds)?)?,
            mode: bind(&fields.mode)?,
            date: BoundDate::bind(&fields.date, header)?,
            unit: BoundUnit::bind(&fields.unit, header)?,
            respondent: maybe(&fields.respondent)?,
            stratum: maybe(&fields.stratum)?,
            psu: maybe(&fields.psu)?,
            weight: maybe(&fields.weight)?,
            started_at: instant(&fields.started_at)?,
            ended_at: instant(&fields.ended_at)?,
            form_version: match &fields.form_version {
                Some(_) if mapping.own && header.column(FORM_VERSION).is_err() => None,
                field => maybe(field)?,
            },
            columns: Vec::new(),
        };
        head.columns = head.all_columns();
        Ok(head)
    }

    fn all_columns(&self) -> Vec<Column> {
        let optional =
            [&self.respondent, &self.stratum, &self.psu, &self.weight, &self.form_version];
        let fields = [&self.round, &self.mode].into_iter().chain(optional.into_iter().flatten());
        let instants = self.started_at.iter().chain(&self.ended_at);
        let mut columns: Vec<Column> = fields
            .flat_map(BoundField::columns)
            .chain(self.uuid.iter().chain(&self.key).chain(self.date.column()))
            .chain(self.unit.columns())
            .chain(instants.map(|instant| &instant.column))
            .cloned()
            .collect();
        columns.sort_unstable_by_key(|column| column.index);
        columns.dedup();
        columns
    }

    /// Name of the column that holds the PSU; empty where a constant or nothing does.
    pub(crate) fn psu_column(&self) -> &str {
        let mut columns = self.psu.iter().flat_map(BoundField::columns);
        columns.next().map_or("", |column| &column.name)
    }

    /// The values that name a response.
    pub(crate) fn key(&self, cells: &Cells<'_>) -> Vec<String> {
        let columns = self.uuid.iter().chain(&self.key).chain(self.round.columns());
        columns.map(|column| cells.raw(column.index).trim().to_owned()).collect()
    }

    /// Reads every field and notes every flaw; a response without answers when there is none.
    pub(crate) fn read(&self, cells: &Cells<'_>) -> (Option<Response>, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let mut note = |flaw| flaws.push(flaw);
        let round = or_note(self.round.require(cells, "bad_round", "the round"), &mut note);
        let id = or_note(self.id(cells, round.as_ref()), &mut note);
        let unit = or_note(self.unit.read(cells), &mut note);
        let mode = or_note(self.mode.require::<Mode>(cells, "bad_mode", "the mode"), &mut note);
        let interviewed_on = or_note(self.date.read(cells), &mut note);
        let started_at = instant(self.started_at.as_ref(), cells, &mut note);
        let ended_at = instant(self.ended_at.as_ref(), cells, &mut note);
        let respondent = optional(self.respondent.as_ref(), cells, "bad_respondent", &mut note);
        let stratum = optional(self.stratum.as_ref(), cells, "bad_stratum", &mut note);
        let psu = optional(self.psu.as_ref(), cells, "bad_psu", &mut note);
        let weight = or_note(self.weight(cells), &mut note);
        let form_version = optional(self.form_version.as_ref(), cells, "bad_version", &mut note);
        if !flaws.is_empty() {
            return (None, flaws);
        }
        let response = || {
            Some(Response {
                id: id?,
                round: round?,
                form_version,
                unit: unit?,
                mode: mode?,
                interviewed_on: interviewed_on?,
                started_at,
                ended_at,
                respondent,
                stratum,
                psu,
                weight: weight?,
                answers: BTreeMap::new(),
                not_asked: BTreeSet::new(),
                completion: None,
                issues: Vec::new(),
                position: None,
                photos: Vec::new(),
            })
        };
        (response(), flaws)
    }

    fn id(&self, cells: &Cells<'_>, round: Option<&Code>) -> Result<Uuid, Flaw> {
        if let Some(column) = &self.uuid {
            let text =
                cells.text(column.index).ok_or_else(|| Flaw::blank(&column.name, "the id"))?;
            return text.parse().map_err(|e| Flaw::unreadable("bad_id", &column.name, text, e));
        }
        let mut name = String::new();
        add_part(&mut name, &self.source);
        add_part(&mut name, round.map_or("", |round| round.as_str()));
        for column in &self.key {
            let part = cells.text(column.index);
            add_part(&mut name, part.ok_or_else(|| Flaw::blank(&column.name, "the key"))?);
        }
        Ok(Uuid::new_v5(&MADE_IDS, name.as_bytes()))
    }

    /// A weight column without a weight is at fault: 1 would be a guess.
    fn weight(&self, cells: &Cells<'_>) -> Result<f64, Flaw> {
        match &self.weight {
            Some(field) => field.require(cells, "bad_weight", "the weight"),
            None => Ok(1.0),
        }
    }

    /// The column that a pointer into a response is about, empty for a constant.
    pub(crate) fn column_at(&self, pointer: &str) -> String {
        let named = |field: Option<&BoundField>| field.map(BoundField::name).unwrap_or_default();
        let instant =
            |field: &Option<BoundInstant>| field.as_ref().map(|field| field.column.name.clone());
        match pointer {
            "/round" => self.round.name(),
            "/mode" => self.mode.name(),
            "/weight" => named(self.weight.as_ref()),
            "/form_version" => named(self.form_version.as_ref()),
            "/interviewed_on" => {
                self.date.column().map(|column| column.name.clone()).unwrap_or_default()
            }
            "/started_at" => instant(&self.started_at).unwrap_or_default(),
            "/ended_at" => instant(&self.ended_at).unwrap_or_default(),
            "/unit" => {
                let names: Vec<_> = self.unit.columns().iter().map(|c| c.name.as_str()).collect();
                names.join("/")
            }
            _ => String::new(),
        }
    }
}

/// Each part with its length, so that no two keys run into one.
fn add_part(name: &mut String, part: &str) {
    name.push_str(&part.len().to_string());
    name.push(':');
    name.push_str(part);
}

/// Without a round field, the only round is meant.
fn round_field(mapping: &Mapping, rounds: &[Round]) -> Result<Field, ExchangeError> {
    match (&mapping.fields.round, rounds) {
        (Some(field), _) => Ok(field.clone()),
        (None, [round]) => Ok(Field { value: Some(round.code.to_string()), ..Field::default() }),
        (None, _) => {
            let count = rounds.len();
            let detail = format!("there are {count} rounds, so a column or value must say which");
            let problem = Problem::new("missing_setting", "/fields/round", detail);
            let file = format!("mapping of {}", mapping.source);
            Err(ExchangeError::Settings { file, problems: vec![problem] })
        }
    }
}

fn or_note<T>(read: Result<T, Flaw>, note: &mut impl FnMut(Flaw)) -> Option<T> {
    read.map_err(note).ok()
}

fn optional<T: FromStr<Err: Display>>(
    field: Option<&BoundField>,
    cells: &Cells<'_>,
    code: &'static str,
    note: &mut impl FnMut(Flaw),
) -> Option<T> {
    or_note(field?.parse(cells, code), note).flatten()
}

fn instant(
    field: Option<&BoundInstant>,
    cells: &Cells<'_>,
    note: &mut impl FnMut(Flaw),
) -> Option<jiff::Timestamp> {
    or_note(field?.read(cells), note).flatten()
}
