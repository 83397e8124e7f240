//! Pieces are whole or not, however many there are and whatever happened to them.

use std::fs::{self, File};
use std::path::Path;

use crate::experiment::study::{Ledger as _, Play, PointKey, Unit};
use crate::results::pieces::Cut;
use crate::results::{LedgerFile, LedgerHead, Piece, PiecePlan, PieceState};

fn plan(pieces: u64) -> PiecePlan {
    let head = LedgerHead { command: vec!["sim".to_owned()], ..LedgerHead::default() };
    let cut = Cut::new(std::slice::from_ref(&(0..1_000_000_000)), pieces, 0);
    PiecePlan { version: "1".to_owned(), head, points: 1, replications: 1_000_000_000, cut }
}

fn unit(replication: u64) -> Unit {
    Unit { point: PointKey::default(), play: Play::Plain, replication }
}

/// Plays a piece of two records.
fn play(plan: &PiecePlan, place: &Path, id: u64) {
    let part = PiecePlan::part_file(place, id);
    let ledger = LedgerFile::open(&part, &plan.piece_head(), false).unwrap();
    for replication in [2 * id, 2 * id + 1] {
        if !ledger.holds(&unit(replication)) {
            ledger.put(&unit(replication), vec![id as u8; 100]).unwrap();
        }
    }
    ledger.hand_over(&PiecePlan::file(place, id)).unwrap();
}

/// Cut off between two frames, a piece looks whole but for the frame at its end; what it lacks is played again.
#[test]
fn a_piece_that_was_cut_between_two_records_is_not_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (place, plan) = (dir.path(), plan(3));
    play(&plan, place, 1);
    let file = PiecePlan::file(place, 1);
    let whole = fs::read(&file).unwrap();
    assert_eq!(plan.state(place, 1).unwrap(), PieceState::Played);
    for length in 0..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        let state = plan.state(place, 1).unwrap();
        assert!(matches!(state, PieceState::Doubtful { .. }), "{length}: {state:?}");
    }
    // The last record and the end are lost.
    fs::write(&file, &whole[..whole.len() - 30]).unwrap();
    PiecePlan::go_on_from(place, 1).unwrap();
    assert_eq!(plan.state(place, 1).unwrap(), PieceState::Missing);
    play(&plan, place, 1);
    let played = PiecePlan::played(std::slice::from_ref(&plan), place).unwrap();
    assert_eq!(played.missing, [0, 2]);
    assert_eq!(played.records.get(&unit(3)).unwrap(), Some(vec![1; 100]));
    assert!(played.records.holds(&unit(2)) && !played.records.holds(&unit(4)));
}

/// A ledger that was written on behind its end is whole again when it ends anew.
#[test]
fn only_the_last_frame_ends_a_piece() {
    let dir = tempfile::tempdir().unwrap();
    let (place, plan) = (dir.path(), plan(1));
    play(&plan, place, 0);
    fs::rename(PiecePlan::file(place, 0), PiecePlan::part_file(place, 0)).unwrap();
    let ledger = LedgerFile::open(&PiecePlan::part_file(place, 0), &plan.piece_head(), false).unwrap();
    ledger.put(&unit(9), vec![9]).unwrap();
    ledger.finish(true).unwrap();
    fs::rename(PiecePlan::part_file(place, 0), PiecePlan::file(place, 0)).unwrap();
    assert!(matches!(plan.state(place, 0).unwrap(), PieceState::Doubtful { ours: true, .. }));
    PiecePlan::go_on_from(place, 0).unwrap();
    play(&plan, place, 0);
    assert_eq!(plan.state(place, 0).unwrap(), PieceState::Played);
}

/// More pieces than files may be open, and all of them are found again; what cannot be opened is a fault and no missing
/// piece.
#[test]
fn pieces_keep_no_file_open() {
    let dir = tempfile::tempdir().unwrap();
    let (place, plan) = (dir.path(), plan(300));
    for id in plan.cut.ids() {
        play(&plan, place, id);
    }
    let before = open_files();
    let played = PiecePlan::played(std::slice::from_ref(&plan), place).unwrap();
    assert!(played.missing.is_empty());
    for replication in 0..600 {
        let found = played.records.get(&unit(replication)).unwrap();
        assert_eq!(found, Some(vec![(replication / 2) as u8; 100]), "{replication}");
    }
    // Other tests open files meanwhile.
    assert!(open_files() < before + 200);
    let piece = PiecePlan::file(place, 7);
    fs::remove_file(&piece).unwrap();
    fs::create_dir(&piece).unwrap();
    let told = PiecePlan::played(std::slice::from_ref(&plan), place).unwrap_err().to_string();
    assert!(told.contains("piece-7.records"), "{told}");
}

fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// A million pieces are a short list.
#[test]
fn a_list_of_a_million_pieces_is_short() {
    let dir = tempfile::tempdir().unwrap();
    let plan = plan(1_000_000);
    plan.write(dir.path(), 0).unwrap();
    let file = File::open(dir.path().join("plan-0.json")).unwrap();
    assert!(file.metadata().unwrap().len() < 1_000);
    assert_eq!(PiecePlan::read_all(dir.path()).unwrap(), [plan]);
}

#[test]
fn pieces_hold_every_unit_once() {
    let parts = [0..7, 100..105];
    for count in 1..20 {
        let cut = Cut::new(&parts, count, 3);
        assert_eq!((cut.ids(), cut.units()), (3..3 + count.min(12), 12));
        let pieces: Vec<Piece> = cut.ids().map(|id| cut.piece(id).unwrap()).collect();
        assert!(cut.piece(2).is_none() && cut.piece(cut.ids().end).is_none());
        let units: Vec<u64> = pieces.iter().flat_map(|piece| piece.units.iter().cloned().flatten()).collect();
        assert_eq!(units, (0..7).chain(100..105).collect::<Vec<_>>(), "{count}");
        let sizes = pieces.iter().map(|piece| piece.units.iter().cloned().flatten().count());
        let (least, most) = (sizes.clone().min(), sizes.max());
        assert!(most <= least.map(|least| least + 1) && least > Some(0), "{count}");
    }
}
