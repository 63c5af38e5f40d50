//! What a request wants of an entity set: the system query options.

use survey::problem::quoted;
use survey::table::ColumnKind;

use super::filter::Condition;
use crate::figure::WEIGHTS;
use crate::query::Params;

/// The options that there are, and what belongs to the figures.
pub(super) const PARAMETERS: [&str; 11] = [
    "$filter",
    "$select",
    "$orderby",
    "$top",
    "$skip",
    "$count",
    "$skiptoken",
    "$format",
    "scheme",
    WEIGHTS,
    "lang",
];

/// What rows are wanted, in which order, and what of them.
#[derive(Debug, Default)]
pub(super) struct Options {
    pub(super) filter: Option<Condition>,
    /// Places of the columns that are wanted; all without.
    pub(super) select: Option<Vec<usize>>,
    /// Places of columns, and whether the greatest come first.
    pub(super) order: Vec<(usize, bool)>,
    pub(super) top: Option<usize>,
    pub(super) skip: usize,
    pub(super) count: bool,
    pub(super) from: Place,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    /// The part of the entity set.
    pub(super) part: usize,
    /// Rows of it that went out already, and how many there were.
    pub(super) gone: usize,
    pub(super) of: usize,
}

impl Place {
    pub(super) fn token(self) -> String {
        format!("{}.{}.{}", self.part, self.gone, self.of)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<usize>> =
            text.split('.').map(|number| number.parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[part, gone, of]) => Ok(Self { part, gone, of }),
            _ => Err(format!("{} was not given by this service", quoted(text))),
        }
    }
}

impl Options {
    /// Reads the options; what is wrong with them is noted down in `params`.
    pub(super) fn read(params: &mut Params, columns: &[(&'static str, ColumnKind)]) -> Self {
        let json = [("json", ()), ("application/json", ())];
        params.choice("$format", &json);
        let number = |text: &str| {
            text.parse::<usize>().map_err(|_| format!("{} is no number from 0 on", quoted(text)))
        };
        let place = |name: &str| {
            let at = columns.iter().position(|(known, _)| *known == name);
            at.ok_or_else(|| {
                let known: Vec<&str> = columns.iter().map(|(known, _)| *known).collect();
                let (name, known) = (quoted(name), known.join(", "));
                format!("there is no column {name}; the columns are {known}")
            })
        };
        let select = |text: &str| match text.trim() {
            "*" => Ok(None),
            names => {
                names.split(',').map(|name| place(name.trim())).collect::<Result<_, _>>().map(Some)
            }
        };
        let order = |text: &str| text.split(',').map(|part| ordered(part, place)).collect();
        Self {
            filter: params.parsed("$filter", |text| Condition::parse(text, columns)),
            select: params.parsed("$select", select).flatten(),
            order: params.parsed("$orderby", order).unwrap_or_default(),
            top: params.parsed("$top", number),
            skip: params.parsed("$skip", number).unwrap_or_default(),
            count: params.choice("$count", &[("true", true), ("false", false)]).unwrap_or_default(),
            from: params.parsed("$skiptoken", Place::parse).unwrap_or_default(),
        }
    }
}

/// `name`, `name asc` or `name desc`.
fn ordered(
    part: &str,
    place: impl Fn(&str) -> Result<usize, String>,
) -> Result<(usize, bool), String> {
    let mut words = part.split_whitespace();
    let name = words.next().ok_or("a column is missing between commas")?;
    let descending = match (words.next(), words.next()) {
        (None | Some("asc"), None) => false,
        (Some("desc"), None) => true,
        _ => return Err(format!("{} is not a column with asc or desc", quoted(part.trim()))),
    };
    Ok((place(name)?, descending))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [(&str, ColumnKind); 2] = [("n", ColumnKind::Count), ("name", ColumnKind::Text)];

    fn read(query: &str) -> Result<Options, String> {
        let mut params = Params::read(query, &PARAMETERS);
        let options = Options::read(&mut params, &COLUMNS);
        match params.faults() {
            [] => Ok(options),
            faults => Err(faults.iter().map(|fault| fault.detail.clone()).collect()),
        }
    }

    #[test]
    fn options_are_read() {
        let options = read(
            "$select=name,%20n&$orderby=n%20desc,name&$top=3&$skip=2&$count=true&$skiptoken=1.2.5",
        )
        .expect("options");
        assert_eq!(options.select, Some(vec![1, 0]));
        assert_eq!(options.order, [(0, true), (1, false)]);
        assert_eq!((options.top, options.skip, options.count), (Some(3), 2, true));
        assert_eq!(options.from, Place { part: 1, gone: 2, of: 5 });
        assert_eq!(options.from.token(), "1.2.5");
        assert_eq!(read("$select=*").expect("all").select, None);
    }

    #[test]
    fn what_can_not_be_is_told() {
        for (query, told) in [
            ("$select=colour", "no column \"colour\""),
            ("$orderby=n%20down", "asc or desc"),
            ("$orderby=n,", "missing between commas"),
            ("$top=-1", "no number from 0"),
            ("$skiptoken=x", "not given by this service"),
            ("$format=xml", "none of the choices"),
            ("$count=yes", "none of the choices"),
        ] {
            let error = read(query).expect_err(query);
            assert!(error.contains(told), "{query}: {error}");
        }
    }
}
