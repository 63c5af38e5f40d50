//! `manyi cube`: the sums that every figure comes from, as a thing of their own.

use std::path::{Path, PathBuf};

use analytics::{AnswerColumns, AnswerFileError, Cube, Grain, cube_of_answers};
use figures::{Figures, MonthReport, MonthState, Selection, Twin, check_months, keep_months};
use sha2::{Digest, Sha256};
use survey::RoundKind;

use crate::args::{AnswerFileArgs, CubeBuild, CubeCommand, Global, SelectionArgs};
use crate::error::{Failure, Outcome};
use crate::output::{Destination, Talk, not_written, write_to};

pub(super) fn run(command: &CubeCommand, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    match command {
        CubeCommand::Build(build) => self::build(build, global, talk),
        CubeCommand::Show { file, selection } => show(file.as_deref(), selection, global),
        CubeCommand::Merge { files, form } => merge(files, form.as_deref(), global, talk),
        CubeCommand::Check { file, answers, selection } => match file {
            Some(file) => check_file(file, answers, talk),
            None => check_kept(selection, global, talk),
        },
    }
}

fn build(build: &CubeBuild, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let wanted = global.output.is_some();
    if build.answers.answers.is_some() {
        let cube = build.answers.cube(Grain::Category)?;
        return write(&cube, global, talk);
    }
    if wanted {
        let store = super::open(global)?;
        let figures = Figures::load(&store, &build.selection.selection())?;
        return write(figures.cube(), global, talk);
    }
    let months = keep_months(&super::open(global)?, &build.selection.selection())?;
    let interviews: u64 = months.iter().map(|month| month.interviews).sum();
    talk.say(format!("cubes kept: {} (one a month), interviews: {interviews}", months.len()));
    Ok(Outcome::Done)
}

fn show(
    file: Option<&Path>,
    selection: &SelectionArgs,
    global: &Global,
) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let summary = if let Some(file) = file {
        read(file, None)?.summary()
    } else {
        let store = super::open(global)?;
        Figures::load(&store, &selection.selection())?.cube().summary()
    };
    destination.write(summary, |rows| Twin::of_summary(rows, global.lang))?;
    Ok(Outcome::Done)
}

fn merge(
    files: &[PathBuf],
    form: Option<&Path>,
    global: &Global,
    talk: &Talk,
) -> Result<Outcome, Failure> {
    let parts = files.iter().map(|file| read(file, form)).collect::<Result<Vec<_>, _>>()?;
    refuse_twins(files, &parts)?;
    write(&Cube::merged(parts)?, global, talk)
}

/// The same cube twice would count its interviews twice.
fn refuse_twins(files: &[PathBuf], parts: &[Cube]) -> Result<(), Failure> {
    let mut known: Vec<(_, &Path)> = Vec::with_capacity(parts.len());
    for (file, part) in files.iter().zip(parts) {
        let digest = Sha256::digest(bytes(part)?);
        if let Some((_, twin)) = known.iter().find(|(other, _)| *other == digest) {
            return Err(Failure::Usage(format!(
                "{} and {} hold the same sums: each interview must be in one cube only",
                twin.display(),
                file.display()
            )));
        }
        known.push((digest, file));
    }
    Ok(())
}

fn check_file(file: &Path, answers: &AnswerFileArgs, talk: &Talk) -> Result<Outcome, Failure> {
    let again = answers.cube(Grain::Category)?;
    let kept = read(file, answers.form.as_deref())?;
    if bytes(&kept)? == bytes(&again)? {
        talk.say(format!("{}: same, {} interviews", file.display(), kept.interviews()));
        return Ok(Outcome::Done);
    }
    talk.say(format!(
        "{}: differs; {} interviews and {} sums here, {} and {} in the answers",
        file.display(),
        kept.interviews(),
        kept.len(),
        again.interviews(),
        again.len(),
    ));
    Ok(Outcome::FoundProblems)
}

fn check_kept(selection: &SelectionArgs, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let destination = Destination::new(global)?;
    let months = check_months(&super::open(global)?, &selection.selection())?;
    if months.iter().any(|month| month.state == MonthState::Missing) {
        talk.say("some months have no cube yet: `manyi cube build` keeps one of each");
    }
    let differs = |month: &MonthReport| month.state == MonthState::Differs;
    let outcome = if months.iter().any(differs) { Outcome::FoundProblems } else { Outcome::Done };
    destination.write(months, |rows| Twin::of_months(rows, global.lang))?;
    Ok(outcome)
}

/// Reads a cube; `form` is for one that does not describe its questions.
pub(super) fn read(file: &Path, form: Option<&Path>) -> Result<Cube, Failure> {
    let form = form.map(exchange::read_questionnaire).transpose()?;
    let cube = Cube::read(file, form.as_ref());
    cube.map_err(|error| Failure::Answers { file: file.to_owned(), error })
}

fn write(cube: &Cube, global: &Global, talk: &Talk) -> Result<Outcome, Failure> {
    let path = global.output.as_deref().filter(|path| *path != Path::new("-"));
    let ending = |path: &&Path| path.extension().is_some_and(|ending| ending == "parquet");
    let Some(path) = path.filter(ending) else {
        return Err(Failure::Usage(
            "a cube is a Parquet file: say where to write it, such as -o cube.parquet".to_owned(),
        ));
    };
    write_to(Some(path), |writer| cube.write(writer).map_err(not_written))?;
    talk.say(format!("{}: {} interviews, {} sums", path.display(), cube.interviews(), cube.len()));
    Ok(Outcome::Done)
}

fn bytes(cube: &Cube) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    cube.write(&mut bytes)?;
    Ok(bytes)
}

impl SelectionArgs {
    pub(super) fn selection(&self) -> Selection {
        let kind = if self.mock { RoundKind::Mock } else { RoundKind::Official };
        Selection {
            questionnaire: self.questionnaire.clone(),
            kind,
            without_excluded: self.without_excluded,
        }
    }
}

impl AnswerFileArgs {
    /// Counts the file of answers.
    pub(super) fn cube(&self, grain: Grain) -> Result<Cube, Failure> {
        let (Some(file), Some(form)) = (&self.answers, &self.form) else {
            return Err(Failure::Usage("name the answers and the questionnaire too".to_owned()));
        };
        let questionnaire = exchange::read_questionnaire(form)?;
        cube_of_answers(file, &self.columns()?, &questionnaire, grain).map_err(|error| match error {
            AnswerFileError::MissingColumn { .. } => Failure::Usage(format!(
                "{}: {error}; name another with --column FIELD=NAME, or with --column FIELD= none \
                 (stratum, psu, weight)",
                file.display()
            )),
            error => Failure::Answers { file: file.clone(), error },
        })
    }

    fn columns(&self) -> Result<AnswerColumns, Failure> {
        let mut columns = AnswerColumns { nested_psus: self.nest, ..AnswerColumns::default() };
        for (field, name) in &self.column {
            columns.set(field, name).map_err(Failure::Usage)?;
        }
        Ok(columns)
    }
}
