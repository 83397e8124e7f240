//! The figures of behaviours, from the rows of their tables.

use super::Acts;
use super::found::Found;
use crate::chart::ChartError;
use crate::chart::{
    Better, Dose, DosePoint, Figure, Front, FrontAxis, FrontPoint, Worth, WorthGroup, WorthOf, draw_doses,
    draw_front, draw_worth,
};
use crate::cli::Failure;
use crate::cli::report::write_figures;
use crate::cli::terminal::complain;
use crate::results::{CurveRow, OutputFolder, ShapleyRow};
use crate::words::{Kind, Language, say};

const RESTORED: &str = "eventual_approval_rate";
const WAIT: &str = "restoration_days_p50";
/// Pairs that are drawn.
const MOST_PAIRS: usize = 15;

fn label(kind: Kind, name: &str) -> String {
    Language::default().words().label(kind, name).to_owned()
}

fn title(metric: &str) -> String {
    Language::default().words().title(metric)
}

/// An estimate with both ends of its interval, if it leaves zero out.
fn told(estimate: Option<f64>, low: Option<f64>, high: Option<f64>) -> Option<(f64, (f64, f64))> {
    let (estimate, low, high) = (estimate?, low?, high?);
    (low > 0.0 || high < 0.0).then_some((estimate, (low, high)))
}

/// Draws the figures; whatever happens to them, the numbers are kept.
pub(super) fn draw(asked: &Acts, found: &Found, folder: &OutputFolder) -> Result<(), Failure> {
    let scenario = asked.ground.base.settings.name.as_str();
    let drawn = [
        draw_doses(&doses(asked, found), &title(RESTORED), scenario),
        draw_worth(WorthOf::Behaviours, &values(found), &title(RESTORED), scenario),
        draw_worth(WorthOf::ByCause, &by_cause(asked, found), &title(RESTORED), scenario),
        against_wait(asked, found, scenario),
        draw_worth(WorthOf::Pairs, &pairs(found), &title(RESTORED), scenario),
    ];
    let mut figures: Vec<Figure> = Vec::new();
    for figure in drawn {
        match figure {
            Ok(figure) => figures.extend(figure),
            Err(fault) => complain(&say!(SweepNotDrawn, fault = fault)),
        }
    }
    write_figures(&figures, folder.staging())
}

/// Curves of eventual approval, of those to whom each behaviour applies.
fn doses(asked: &Acts, found: &Found) -> Vec<Dose> {
    let of = |name: &String| {
        let points = |scope: &str, basis: &str| {
            let is = |row: &&CurveRow| {
                (row.behaviour == *name && row.metric == RESTORED && row.segment == "eligible")
                    && (row.scope == scope && row.basis == basis)
            };
            let rows = found.curves.iter().filter(is);
            rows.filter_map(|row| {
                let interval = row.ci_low.zip(row.ci_high);
                Some((DosePoint { at: row.intensity, estimate: row.estimate?, interval }, row.applicants))
            })
            .collect::<Vec<_>>()
        };
        let bare = |all: &[(DosePoint, u64)]| all.iter().map(|(point, _)| *point).collect();
        let observed = points("one", "observed");
        let all: u64 = observed.iter().map(|(_, applicants)| applicants).sum();
        let did = observed.iter().filter(|(point, _)| point.at > 0.5).map(|(_, applicants)| applicants);
        Dose {
            name: label(Kind::Behaviour, name),
            everyone: bare(&points("everyone", "forced")),
            one: bare(&points("one", "forced")),
            today: (all > 0).then(|| did.sum::<u64>() as f64 / all as f64),
            observed: bare(&observed),
        }
    };
    asked.names().behaviours.iter().map(of).collect()
}

fn worth(row: &ShapleyRow) -> Option<Worth> {
    let interval = row.ci_low.zip(row.ci_high);
    Some(Worth { name: label(Kind::Behaviour, &row.behaviour), estimate: row.estimate?, interval })
}

fn values(found: &Found) -> Vec<WorthGroup> {
    let rows = found.values("all", "", RESTORED).into_iter().filter_map(worth).collect();
    vec![WorthGroup { heading: String::new(), rows }]
}

fn by_cause(asked: &Acts, found: &Found) -> Vec<WorthGroup> {
    let causes = asked.groups.iter().filter(|wide| wide.segment == "cause");
    let groups = causes.map(|wide| {
        let rows = found.values(&wide.segment, &wide.value, RESTORED);
        let rows = rows.into_iter().filter(|row| told(row.estimate, row.ci_low, row.ci_high).is_some());
        WorthGroup { heading: wide.value.clone(), rows: rows.filter_map(worth).collect() }
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

fn pairs(found: &Found) -> Vec<WorthGroup> {
    let rows = found.interactions.iter().filter(|row| row.metric == RESTORED);
    let mut rows: Vec<Worth> = rows
        .filter_map(|row| {
            let (estimate, interval) = told(row.estimate, row.ci_low, row.ci_high)?;
            let [one, other] = [&row.behaviour, &row.other].map(|name| label(Kind::Behaviour, name));
            Some(Worth { name: format!("{one} × {other}"), estimate, interval: Some(interval) })
        })
        .collect();
    rows.sort_by(|one, other| other.estimate.abs().total_cmp(&one.estimate.abs()));
    rows.truncate(MOST_PAIRS);
    if rows.is_empty() { Vec::new() } else { vec![WorthGroup { heading: String::new(), rows }] }
}

/// Approval against the median wait, a dot a set.
fn against_wait(asked: &Acts, found: &Found, scenario: &str) -> Result<Option<Figure>, ChartError> {
    let names = &asked.names().behaviours;
    let points = found.weighed.iter().filter_map(|one| {
        let members = names.iter().enumerate().filter(|(at, _)| one.members >> at & 1 == 1);
        let chosen: Vec<&str> = members.map(|(_, name)| name.as_str()).collect();
        Some(FrontPoint {
            label: if chosen.len() == names.len() {
                say!(BehavioursAll).to_owned()
            } else {
                chosen.join(" ")
            },
            at: [one.wait[0]?, one.approval[0]?],
            intervals: [one.wait[1].zip(one.wait[2]), one.approval[1].zip(one.approval[2])],
        })
    });
    let axis = |metric: &str, unit: &str| FrontAxis {
        title: title(metric),
        unit: unit.to_owned(),
        better: Better::of(metric),
    };
    let front = Front { axes: [axis(WAIT, "days"), axis(RESTORED, "share")], points: points.collect() };
    let figure = draw_front(&front, scenario)?;
    Ok(figure.map(|figure| Figure {
        name: "approval_against_wait",
        caption: say!(BehavioursAgainstWait).to_owned(),
        ..figure
    }))
}
