//! `sim compare`: scenarios against a base, on the same applicants.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde_json::{Value, json};

use super::args::{CompareArgs, Format};
use super::progress::Bar;
use super::publishing::{can_write, write_other_forms};
use super::reading::{inputs, read_scenario};
use super::run::{find_its_warm_up, folder_name};
use super::summary::{HEADLINES, PLAIN_HEADLINES, quantity};
use super::terminal::say;
use super::{Failure, shown};
use crate::experiment::{
    Difference, ExperimentError, Progress, Run, RunPlan, compare as differences, judge, run as replicate,
    with_threads,
};
use crate::observe::METRICS;
use crate::results::{
    ComparisonRow, Host, InputEntry, Manifest, Origin, OutputFolder, ResultsError, ScenarioTables, Tables,
    sha256, write_by_scenario, write_file, write_table,
};
use crate::scenario::{Compiled, Identity, Scenario, resolved_text};

/// A scenario that is played.
struct Side {
    compiled: Compiled,
    scenario: Scenario,
    identity: Identity,
}

/// Compares scenarios.
pub(super) fn compare(
    arguments: &CompareArgs,
    command: &[String],
    interrupted: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let started = Instant::now();
    can_write(&arguments.output)?;
    let sides = read_sides(arguments)?;
    let (base, others) = (&sides[0], &sides[1..]);
    let names: Vec<&str> = sides.iter().map(|side| side.compiled.settings.name.as_str()).collect();
    let dir = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(default_name(&names)));
    let files: Vec<&Path> =
        std::iter::once(&arguments.base).chain(&arguments.others).map(PathBuf::as_path).collect();
    let origin = Origin::of(files);
    let folder =
        OutputFolder::prepare(&dir, arguments.output.force, Some(&origin)).map_err(Failure::folder)?;
    let settings = &base.compiled.settings;
    let plan = RunPlan { seed: settings.seed, replications: settings.replications, precision: Vec::new() };
    let (runs, threads) = play(arguments, &sides, &plan, interrupted)?;

    let style = arguments.output.style();
    let found: Vec<Vec<Difference>> =
        runs[1..].iter().map(|other| differences(&runs[0].estimates, &other.estimates)).collect();
    let rows: Vec<ComparisonRow> =
        found.iter().zip(&names[1..]).flat_map(|(all, name)| rows(all, name)).collect();
    write_table(&folder.staging().join("comparison.csv"), &rows, style).map_err(Failure::run)?;
    let tables: Vec<ScenarioTables> = sides.iter().zip(&runs).map(|(side, run)| tables(side, run)).collect();
    write_by_scenario(&tables, folder.staging(), style).map_err(Failure::run)?;
    write_other_forms(&arguments.output, &folder)?;
    let mut identities = String::new();
    let mut read: Vec<InputEntry> = Vec::new();
    for (side, name) in sides.iter().zip(&names) {
        let file = format!("scenarios/{}.resolved.toml", folder_name(name));
        let resolved = resolved_text(&side.scenario, &folder.dir().join("scenarios"));
        write_file(&folder.staging().join(file), resolved.as_bytes()).map_err(Failure::run)?;
        identities += &side.identity.sha256;
        let others: Vec<InputEntry> =
            inputs(&side.identity).into_iter().filter(|input| !read.contains(input)).collect();
        read.extend(others);
    }
    let manifest = Manifest {
        command: command.to_vec(),
        scenario: names.join(" "),
        scenario_path: origin.typed().to_owned(),
        scenario_place: origin.place().to_owned(),
        scenario_sha256: sha256(identities.as_bytes()),
        points: sides
            .iter()
            .map(|side| (side.compiled.settings.name.clone(), side.identity.sha256.clone()))
            .collect(),
        inputs: read,
        seed: plan.seed,
        generator: crate::random::GENERATOR.to_owned(),
        replications: plan.replications,
        replications_done: plan.replications,
        threads: threads as u64,
        host: Host::current(),
        wall_seconds: started.elapsed().as_secs_f64(),
        applicants_simulated: runs.iter().map(|run| run.estimates.applicants).sum(),
        events_handled: runs.iter().map(|run| run.events).sum(),
        ..Manifest::default()
    };
    let dir = folder.publish(manifest).map_err(Failure::run)?;
    match arguments.output.format {
        Format::Json => {
            let document = json!({
                "base": names[0],
                "seed": plan.seed,
                "replications": plan.replications,
                "output": shown(&dir),
                "comparisons": rows.iter().map(as_json).collect::<Vec<_>>(),
            });
            say(&format!("{document:#}\n"))
        }
        Format::Text if arguments.output.quiet => Ok(()),
        Format::Text => {
            let plain = others.iter().chain([base]).all(|side| side.compiled.model.config().plain);
            let mut text = format!(
                "{} against {}: {} replications each, seed {}, the same applicants\n",
                names[0],
                names[1..].join(", "),
                plan.replications,
                plan.seed
            );
            for (all, name) in found.iter().zip(&names[1..]) {
                // Writing to a String cannot fail.
                let _ = write_differences(&mut text, all, names[0], name, plain);
            }
            let _ = writeln!(
                text,
                "\nAll metrics stand in {}. Each interval holds for itself: of many, one in twenty may miss.",
                shown(&dir.join("comparison.csv"))
            );
            say(&text)
        }
    }
}

/// The folder of a comparison of these scenarios.
fn default_name(names: &[&str]) -> String {
    let all = folder_name(&names.join("_and_"));
    // File systems take 255 bytes.
    if all.len() <= 200 {
        return format!("compare_{all}");
    }
    format!("compare_{}_and_{}_others", folder_name(names[0]), names.len() - 1)
}

/// Every scenario, the base first; all take its seed and its replications.
fn read_sides(arguments: &CompareArgs) -> Result<Vec<Side>, Failure> {
    let mut sets = arguments.set.clone();
    sets.extend(arguments.seed.map(|seed| format!("seed={seed}")));
    sets.extend(arguments.replications.map(|count| format!("replications={count}")));
    // Interventions are another question.
    sets.push("interventions.enabled=false".to_owned());
    let mut sides: Vec<Side> = Vec::new();
    for path in std::iter::once(&arguments.base).chain(&arguments.others) {
        if let Some(base) = sides.first() {
            let settings = &base.compiled.settings;
            sets.push(format!("seed={}", settings.seed));
            sets.push(format!("replications={}", settings.replications));
        }
        let (scenario, compiled, identity) = read_scenario(path, &sets)?;
        let name = &compiled.settings.name;
        // They name files, on some systems without regard to case.
        let file = |name: &str| folder_name(name).to_lowercase();
        if sides.iter().any(|side| file(&side.compiled.settings.name) == file(name)) {
            return Err(Failure::Usage(format!(
                "error: two of the scenarios are called `{name}`, or as good as that; the second is {}: give one of \
                 them another `name`",
                shown(path)
            )));
        }
        sides.push(Side { compiled, scenario, identity });
    }
    Ok(sides)
}

fn play(
    arguments: &CompareArgs,
    sides: &[Side],
    plan: &RunPlan,
    interrupted: &Arc<AtomicBool>,
) -> Result<(Vec<Run>, usize), Failure> {
    let progress = Arc::new(Progress { stop: Arc::clone(interrupted), ..Progress::default() });
    let total = plan.replications * sides.len() as u64;
    let bar = Bar::follow(&progress, total, !arguments.output.quiet);
    let result = with_threads(arguments.threads.map(usize::from), |threads| {
        let play = |side: &Side| {
            let model = find_its_warm_up(&side.compiled, &progress)?;
            let run = replicate(&model, plan, &(), &progress).map_err(ExperimentError::of_any_recorder)?;
            // Half a comparison is none.
            if run.interrupted { Err(None) } else { Ok(run) }
        };
        let runs: Result<Vec<Run>, Option<ExperimentError<ResultsError>>> = sides.iter().map(play).collect();
        Ok::<_, ExperimentError<ResultsError>>((runs, threads))
    });
    drop(bar);
    let (runs, threads) = result.and_then(|played| played).map_err(Failure::run)?;
    match runs {
        Ok(runs) => Ok((runs, threads)),
        Err(Some(error)) => Err(Failure::run(error)),
        Err(None) => Err(Failure::Interrupted),
    }
}

fn tables(side: &Side, run: &Run) -> ScenarioTables {
    let model = &side.compiled.model;
    ScenarioTables {
        scenario: side.compiled.settings.name.clone(),
        tables: Tables::build(
            &run.estimates,
            None,
            &judge(&side.compiled.expectations, &run.estimates),
            model.tally_config(),
            &model.config().calendar,
        ),
        metrics: METRICS.iter().map(|metric| metric.name).collect(),
        replications: run.estimates.by_replication.clone(),
    }
}

fn rows<'a>(differences: &'a [Difference], scenario: &'a str) -> impl Iterator<Item = ComparisonRow> + 'a {
    differences.iter().map(move |found| {
        let interval = found.difference.interval;
        ComparisonRow {
            scenario: scenario.to_owned(),
            metric: METRICS[found.metric].name.to_owned(),
            unit: METRICS[found.metric].unit.to_owned(),
            base: found.base,
            estimate: found.other,
            difference: found.difference.value,
            std_error: found.difference.std_error,
            ci_low: interval.map(|interval| interval.low),
            ci_high: interval.map(|interval| interval.high),
            replications: found.pairs,
        }
    })
}

fn as_json(row: &ComparisonRow) -> Value {
    json!({
        "scenario": row.scenario,
        "metric": row.metric,
        "unit": row.unit,
        "base": row.base,
        "estimate": row.estimate,
        "difference": row.difference,
        "std_error": row.std_error,
        "ci_low": row.ci_low,
        "ci_high": row.ci_high,
        "replications": row.replications,
    })
}

/// The headline metrics of one scenario beside the base.
fn write_differences(
    text: &mut String,
    differences: &[Difference],
    base: &str,
    other: &str,
    plain: bool,
) -> std::fmt::Result {
    let width = base.chars().count().max(other.chars().count()).max(11);
    writeln!(text, "\n{:<36} {base:>width$} {other:>width$}   difference   95 % interval", "")?;
    let headlines = if plain { &PLAIN_HEADLINES[..] } else { &HEADLINES };
    for (name, words) in headlines {
        let Some(found) = differences.iter().find(|found| METRICS[found.metric].name == *name) else {
            continue;
        };
        let (Some(base), Some(other), Some(difference)) = (found.base, found.other, found.difference.value)
        else {
            continue;
        };
        // One unit in a row: parts of a day are told in minutes.
        let (unit, times) = match METRICS[found.metric].unit {
            "days" if base.max(other) < 1.0 => ("minutes", 1_440.0),
            unit => (unit, 1.0),
        };
        let same = difference == 0.0 && found.pairs > 1;
        let interval = found.difference.interval.map_or_else(
            || if same { "the same in all".to_owned() } else { "-".to_owned() },
            |ends| format!("{} to {}", signed(times * ends.low, unit), signed(times * ends.high, unit)),
        );
        let (base, other, difference) = (times * base, times * other, times * difference);
        let (base, other) = (quantity(base, unit), quantity(other, unit));
        writeln!(
            text,
            "  {words:<34} {base:>width$} {other:>width$} {:>12}   {interval}",
            signed(difference, unit)
        )?;
    }
    Ok(())
}

/// A difference as a person says it: in the unit of what is compared, shares in percentage points.
fn signed(value: f64, unit: &str) -> String {
    match unit {
        "share" => format!("{:+.2} pts", 100.0 * value),
        "days" | "working_days" => format!("{value:+.2} d"),
        "minutes" => format!("{value:+.3} min"),
        "cny" => format!("{}¥{:.2}", if value < 0.0 { '-' } else { '+' }, value.abs()),
        "count" if value.abs() >= 100.0 => format!("{value:+.0}"),
        _ => format!("{value:+.4}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{default_name, signed};

    #[test]
    fn a_comparison_has_a_folder_whose_name_is_not_too_long() {
        assert_eq!(default_name(&["base", "x y"]), "compare_base_and_x_y-d57d75c5");
        let long = vec!["春节".repeat(10); 9];
        let long: Vec<&str> = long.iter().map(String::as_str).collect();
        assert_eq!(default_name(&long), format!("compare_{}_and_8_others", long[0]));
    }

    #[test]
    fn differences_carry_sign_and_unit() {
        let said = [(0.0123, "share"), (-0.5, "days"), (-7.0, "cny"), (1234.5, "count"), (-0.0015, "count")];
        let words = said.map(|(value, unit)| signed(value, unit));
        assert_eq!(words, ["+1.23 pts", "-0.50 d", "-¥7.00", "+1234", "-0.0015"]);
    }
}
