//! `sim shard`: one piece.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::plans;
use crate::cli::args::ShardArgs;
use crate::cli::progress::{Bar, Steps};
use crate::cli::studies::{About, Visit, with_design};
use crate::cli::terminal::{complain, say};
use crate::cli::{Failure, Interrupts, kept, resume, shown};
use crate::experiment::study::{Design, Study};
use crate::experiment::{ExperimentError, Progress, with_threads};
use crate::results::{LedgerFile, OutputFolder, PiecePlan, PieceState, ResultsError};
use crate::words::say;

/// Plays one piece.
pub(in crate::cli) fn shard(arguments: &ShardArgs, interrupts: &Interrupts) -> Result<(), Failure> {
    let dir = std::path::absolute(&arguments.dir).map_err(Failure::run)?;
    let plans = plans(&dir)?;
    let Some((plan, piece)) = plans.iter().find_map(|plan| Some((plan, plan.cut.piece(arguments.id)?)))
    else {
        let last = plans.iter().map(|plan| plan.cut.ids().end).max().unwrap_or(0).saturating_sub(1);
        return Err(Failure::Usage(say!(ErrorNoSuchPiece, id = arguments.id, last = last)));
    };
    let place = OutputFolder::ledger_of(&dir);
    match plan.state(&place, piece.id).map_err(Failure::run)? {
        PieceState::Played => return is_there(piece.id, arguments),
        PieceState::Missing => {}
        PieceState::Doubtful { why, ours } => {
            complain(&say!(NotePieceInDoubt, doubt = why, id = piece.id));
            if ours {
                PiecePlan::go_on_from(&place, piece.id).map_err(Failure::run)?;
            }
        }
    }
    let (command, _) = resume::command_of(&plan.head, &dir)?;
    let work = Playing {
        plan,
        id: piece.id,
        units: &piece.units,
        place: &place,
        arguments,
        interrupted: &interrupts.pressed,
    };
    with_design(&command, work)
}

/// Says that a piece has been played already.
fn is_there(id: u64, arguments: &ShardArgs) -> Result<(), Failure> {
    let told = say!(PieceIsThere, id = id);
    if arguments.quiet { Ok(()) } else { say(&format!("{told}\n")) }
}

struct Playing<'a> {
    plan: &'a PiecePlan,
    id: u64,
    units: &'a [Range<u64>],
    place: &'a Path,
    arguments: &'a ShardArgs,
    interrupted: &'a Arc<AtomicBool>,
}

impl Playing<'_> {
    /// Why a piece cannot be played here.
    fn refused(&self, fault: ResultsError, part: &Path) -> Failure {
        match fault {
            ResultsError::OtherStudy { .. } => {
                Failure::Usage(say!(ErrorPartOfAnotherPlan, path = shown(part), id = self.id))
            }
            ResultsError::Busy { .. } => Failure::Run(say!(PieceIsBeingPlayed, id = self.id)),
            other => Failure::run(other),
        }
    }

    /// Points that have no names.
    fn unnamed(about: &About, points: usize) -> u64 {
        if about.names.is_empty() && points > 1 { points as u64 } else { 0 }
    }
}

impl Visit for Playing<'_> {
    type Output = ();

    fn visit<D: Design>(self, design: &D, about: &About) -> Result<(), Failure> {
        if let Some(differs) = self.plan.head.differs(&about.settings) {
            return Err(Failure::Usage(say!(ErrorNotWhatWasPlanned, differs = differs)));
        }
        let part = PiecePlan::part_file(self.place, self.id);
        let opened = LedgerFile::open(&part, &self.plan.piece_head(), false);
        let mut ledger = opened.map_err(|fault| self.refused(fault, &part))?;
        // Another process may have had it until now.
        if self.plan.state(self.place, self.id).map_err(Failure::run)? == PieceState::Played {
            return is_there(self.id, self.arguments);
        }
        ledger.stay();
        kept::tell(&ledger);
        let study = Study { design, ledger: &ledger };
        let own = self.units.iter().map(|part| part.end - part.start).sum();
        let stop = Arc::clone(self.interrupted);
        let progress = Arc::new(Progress { stop, ..Progress::default() });
        let bar = Bar::follow(
            &progress,
            Steps { own, points: Self::unnamed(about, design.points()), ..Steps::default() },
            about.names.clone(),
            !self.arguments.quiet,
        );
        let threads = self.arguments.threads.or(about.threads).map(usize::from);
        let played = with_threads(threads, |_| {
            for units in self.units {
                let whole = study.play_part(units.clone(), &progress);
                if !whole.map_err(ExperimentError::of_any_recorder)? {
                    return Ok(false);
                }
            }
            Ok::<_, ExperimentError<ResultsError>>(true)
        });
        drop(bar);
        let whole = played.and_then(|played| played).map_err(Failure::run)?;
        if !whole {
            ledger.finish(true).map_err(Failure::run)?;
            return Err(Failure::Interrupted);
        }
        ledger.hand_over(&PiecePlan::file(self.place, self.id)).map_err(Failure::run)?;
        if self.arguments.quiet { Ok(()) } else { say(&format!("{}\n", say!(PieceIsPlayed, id = self.id))) }
    }
}
