//! `sim merge`: the pieces together, as if they had been played in one place.

use std::path::Path;
use std::sync::Arc;

use super::plan::{ends_early, planned, round};
use super::{array, plans};
use crate::cli::args::FolderArgs;
use crate::cli::studies::{About, Visit, with_design};
use crate::cli::terminal::complain;
use crate::cli::{Failure, Interrupts, resume, shown};
use crate::experiment::study::{Design, Plays, Point, Study};
use crate::experiment::{Progress, next_look, precise_together, with_threads};
use crate::results::{Cut, OutputFolder, PiecePlan, Records};
use crate::words::say;

/// Puts the pieces together.
pub(in crate::cli) fn merge(arguments: &FolderArgs, interrupts: &Interrupts) -> Result<(), Failure> {
    let dir = std::path::absolute(&arguments.dir).map_err(Failure::run)?;
    OutputFolder::recover(&dir).map_err(Failure::run)?;
    let plans = plans(&dir)?;
    let place = OutputFolder::ledger_of(&dir);
    // Read once here, and each record once more when it is taken.
    let played = PiecePlan::played(&plans, &place).map_err(Failure::run)?;
    for (id, doubt) in &played.doubtful {
        complain(&say!(NotePieceInDoubt, doubt = doubt, id = id));
    }
    if !played.missing.is_empty() {
        let dir = shown(&arguments.dir);
        return Err(Failure::Run(say!(PiecesStillMissing, ids = array(&played.missing), dir = dir)));
    }
    let Some(plan) = plans.last() else { return Ok(()) };
    let (mut command, typed) = resume::command_of(&plan.head, &dir)?;
    let records = Arc::new(played.records);
    let next = NextRound { plans: &plans, place: &place, records: &records };
    let more = with_design(&command, next)?;
    if let Some(output) = command.output() {
        output.pieces = Some(records);
    }
    if let Some(more) = more {
        let dir = shown(&arguments.dir);
        return Err(Failure::Run(say!(PiecesNotPreciseYet, ids = array(&more), dir = dir)));
    }
    crate::cli::dispatch(command, &typed, interrupts)
}

/// Plans another round if what was played is not precise enough.
struct NextRound<'a> {
    plans: &'a [PiecePlan],
    place: &'a Path,
    records: &'a Records,
}

impl Visit for NextRound<'_> {
    type Output = Option<Vec<u64>>;

    fn visit<D: Design>(self, design: &D, about: &About) -> Result<Self::Output, Failure> {
        let Some(last) = self.plans.last() else { return Ok(None) };
        if let Some(differs) = last.head.differs(&about.settings) {
            return Err(Failure::Usage(say!(ErrorNotWhatWasPlanned, differs = differs)));
        }
        let done = last.replications;
        if design.points() == 0 || done >= round(design, u64::MAX) || !ends_early(design, &design.plays(0)) {
            return Ok(None);
        }
        let so_far = SoFar { design, replications: done };
        let study = Study { design: &so_far, ledger: self.records };
        // A point that cannot be played needs no more.
        let mut precise = true;
        let paired = design.paired();
        let mut all = Vec::new();
        let judged = with_threads(about.threads.map(usize::from), |_| {
            study.run(&(), &Progress::default(), |_, point| match point {
                Ok(point) if !paired.is_empty() => all.push(point.run.estimates),
                point => precise &= point.map_or(true, |point| point.precise),
            })
        });
        judged.and_then(|judged| judged).map_err(Failure::run)?;
        precise &= precise_together(paired, &all.iter().collect::<Vec<_>>());
        if precise {
            return Ok(None);
        }
        // The next look comes after half as many again.
        let until = next_look(done);
        let parts = planned(design, done, until);
        let ids = last.cut.ids();
        let (first, count) = (ids.end, (ids.end - ids.start).max(1));
        let plan = PiecePlan {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            head: last.head.clone(),
            points: last.points,
            replications: round(design, until),
            cut: Cut::new(&parts, count, first),
        };
        plan.write(self.place, self.plans.len()).map_err(Failure::run)?;
        Ok(Some(plan.cut.ids().collect()))
    }
}

/// A design with no more replications than were planned until now.
struct SoFar<'a, D> {
    design: &'a D,
    replications: u64,
}

impl<D: Design> Design for SoFar<'_, D> {
    type Fault = D::Fault;

    fn points(&self) -> usize {
        self.design.points()
    }

    fn plays(&self, number: usize) -> Plays {
        let plays = self.design.plays(number);
        Plays { replications: self.replications, interventions: None, swaps: None, ..plays }
    }

    fn point(&self, number: usize) -> Result<Point<'_>, Self::Fault> {
        self.design.point(number)
    }
}
