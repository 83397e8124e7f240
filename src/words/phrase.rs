//! What can be said: each sentence by its name. How it is said stands in the file of a language.

use std::fmt::Display;

macro_rules! phrases {
    ($($name:ident = $key:literal),* $(,)?) => {
        /// A sentence or a heading; its text stands under its key in the file of a language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the text in the language's file says what each is")]
        pub enum Phrase {
            $($name,)*
        }

        impl Phrase {
            /// Every phrase.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its key below `[say]` in the file of a language.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

phrases! {
    SummaryHead = "summary_head",
    OneThread = "one_thread",
    Threads = "threads",
    WarmUpFound = "warm_up_found",
    WarmUpCycle = "warm_up_cycle",
    Estimate = "estimate",
    Interval = "interval",
    HalfWidth = "half_width",
    Station = "station",
    OwnTime = "own_time",
    SetByDelays = "set_by_delays",
    Expected = "expected",
    Holds = "holds",
    Source = "source",
    ExpectationsHold = "expectations_hold",
    ExpectationsUnjudged = "expectations_unjudged",
    Numbers = "numbers",
    NumbersUntagged = "numbers_untagged",
    NumbersUntaggedKeys = "numbers_untagged_keys",
    NumberOutside = "number_outside",
    EffectsTitle = "effects_title",
    EffectsAll = "effects_all",
    EffectsEligible = "effects_eligible",
    EffectsEveryone = "effects_everyone",
    EffectsOne = "effects_one",
    EffectsSpillover = "effects_spillover",
    EffectsNote = "effects_note",
    Warning = "warning",
    Wrote = "wrote",
    OpenReport = "open_report",
    Synthetic = "synthetic",
    CompareHead = "compare_head",
    ComparePair = "compare_pair",
    CompareBase = "compare_base",
    CompareOther = "compare_other",
    CompareDifference = "compare_difference",
    CompareSame = "compare_same",
    CompareFoot = "compare_foot",
    MetricsSummary = "metrics_summary",
    MetricsStations = "metrics_stations",
    PlayingWarmUp = "playing_warm_up",
    PlayingReplications = "playing_replications",
    PlayingShadows = "playing_shadows",
    PlayingBehaviour = "playing_behaviour",
    PlayingScenario = "playing_scenario",
    WarningInterrupted = "warning_interrupted",
    WarningInterventionsCut = "warning_interventions_cut",
    WarningOneReplication = "warning_one_replication",
    WarningNoBatches = "warning_no_batches",
    WarningFewCycles = "warning_few_cycles",
    WarningPending = "warning_pending",
    WarningUnmet = "warning_unmet",
    WarningUnsettled = "warning_unsettled",
    WarningUnannounced = "warning_unannounced",
    WarningPrecisionUndefined = "warning_precision_undefined",
    WarningPrecisionOnce = "warning_precision_once",
    WarningPrecisionConstant = "warning_precision_constant",
    WarningPrecisionMissed = "warning_precision_missed",
    WarningPrecisionMissedRelative = "warning_precision_missed_relative",
    WarningMemory = "warning_memory",
    WarningDisk = "warning_disk",
    WarningLong = "warning_long",
    WarningThreads = "warning_threads",
    WarningRounds = "warning_rounds",
    WarningOverloadOne = "warning_overload_one",
    WarningOverloadMany = "warning_overload_many",
    OverloadLineGrows = "overload_line_grows",
    OverloadMoreCome = "overload_more_come",
    OverloadGrows = "overload_grows",
    OverloadLeave = "overload_leave",
    OverloadAnd = "overload_and",
    OverloadWhyArrivals = "overload_why_arrivals",
    OverloadWhyBreakdowns = "overload_why_breakdowns",
    OverloadWhyAvailability = "overload_why_availability",
    OverloadWhyAdjust = "overload_why_adjust",
    OverloadWhyServiceWhen = "overload_why_service_when",
    OverloadWhyRetrials = "overload_why_retrials",
    OverloadWhyServes = "overload_why_serves",
    OverloadWhyAbsence = "overload_why_absence",
    OverloadRemedyArrivals = "overload_remedy_arrivals",
    OverloadRemedyBreakdowns = "overload_remedy_breakdowns",
    OverloadRemedyAvailability = "overload_remedy_availability",
    OverloadRemedyAdjust = "overload_remedy_adjust",
    OverloadRemedyServiceWhen = "overload_remedy_service_when",
    OverloadRemedyRetrials = "overload_remedy_retrials",
    OverloadRemedyServes = "overload_remedy_serves",
    OverloadRemedyAbsence = "overload_remedy_absence",
}

/// Puts values into a text with `{name}` where they go. A name without a value stays as it is, which tests do not let
/// happen.
pub(super) fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = behind.split_once('}') else {
            rest = behind;
            out.push('{');
            continue;
        };
        let value = values.iter().find(|(known, _)| *known == name);
        debug_assert!(value.is_some(), "no value for {{{name}}} in {text:?}");
        out += &value.map_or_else(|| format!("{{{name}}}"), |(_, value)| value.to_string());
        rest = after;
    }
    out + rest
}

/// The names of the values that a text asks for, sorted.
#[cfg(test)]
pub(super) fn placeholders(text: &str) -> std::collections::BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_go_where_their_name_stands() {
        let said = fill("{a} of {b}, {a}", &[("b", &"{a}"), ("a", &3)]);
        assert_eq!(said, "3 of {a}, 3", "what is filled in is not filled again");
        assert_eq!(placeholders("{a} of {b}, {a}"), ["a", "b"].into());
    }
}
