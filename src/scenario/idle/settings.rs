//! Keys that another key makes idle, whatever the process.

use super::Idle;
use crate::policy::KnockOut;
use crate::scenario::compile::NOT_BESIDE_FILE;
use crate::scenario::read::dist::Law;
use crate::scenario::sections::Scenario;
use crate::scenario::sections::applicants::PopulationSource;
use crate::words::say;

pub(super) fn ask(scenario: &Scenario, idle: &mut Idle) {
    arrivals(scenario, idle);
    population(scenario, idle);
    behaviours(scenario, idle);
    journey(scenario, idle);
}

fn arrivals(scenario: &Scenario, idle: &mut Idle) {
    let section = &scenario.arrivals;
    let given = section.file.is_some();
    idle.add(given, "arrivals", &NOT_BESIDE_FILE, say!(ArrivalsFileGivesTheMomentsOf));
    let keys = ["column", "missing", "outside", "where", "first_of"];
    idle.add(!given, "arrivals", &keys, say!(SettingsThereIsNoArrivalsFile));
    let none = !given && section.date_file.is_none();
    let keys = ["date_format", "delimiter", "decimal", "encoding"];
    idle.add(none, "arrivals", &keys, "there is no `arrivals.file` and no `arrivals.date_file`");
    let keys = ["delimiter", "encoding", "date_format"];
    idle.add(scenario.calendar.file.is_none(), "calendar", &keys, "there is no `calendar.file`");
    idle.add(!section.day_noise, "arrivals", &["day_shape"], "`arrivals.day_noise` is false");
}

fn population(scenario: &Scenario, idle: &mut Idle) {
    let (restriction, section) = (&scenario.restriction, &scenario.population);
    let causes = &restriction.causes;
    let none = |cause: &str| say!(RestrictionCausesIs, cause = cause);
    idle.add(causes.overdue.get() <= 0.0, "restriction", &["days_overdue"], none("overdue"));
    idle.add(causes.violation.get() <= 0.0, "restriction", &["confirmed_cash_out_share"], none("violation"));
    let shift = "population.cause_shift";
    idle.add(causes.account_risk.get() <= 0.0, shift, &["account_risk_security"], none("account_risk"));
    idle.add(causes.violation.get() <= 0.0, shift, &["violation_consumption"], none("violation"));
    idle.add(causes.info_churn.get() <= 0.0, shift, &["churn_edits"], none("info_churn"));
    idle.add(section.uci_utilisation, "population", &["utilisation"], say!(PopulationUciUtilisationIsTrue));
    let no_table = section.source != PopulationSource::Table;
    idle.add(no_table, "population", &["table"], say!(PopulationSourceIsNotTable));
    let columns = &section.table.columns;
    let because = say!(NoColumnHoldsTheAge);
    idle.add(columns.age.is_none(), "population.table", &["age_unit"], because);
    let because = say!(NoColumnHoldsTheUtilisation);
    idle.add(columns.utilisation.is_none(), "population.table", &["utilisation_unit"], because);
    let no_money = columns.limit.is_none();
    idle.add(no_money, "population.table", &["units_per_cny"], say!(NoColumnHoldsTheLimit));
}

fn behaviours(scenario: &Scenario, idle: &mut Idle) {
    for parts in scenario.behaviours.actions() {
        let section = format!("behaviours.{}", parts.name);
        let because = say!(LateEffectIs, section = section);
        idle.add(parts.late_effect == 0.0, &section, &["late_span"], because);
        let because = say!(ForceGoesBeforeIt, section = section);
        idle.add(parts.force.is_some(), &section, &["intensity"], because);
    }
    let edits = &scenario.behaviours.edits;
    let because = say!(BehavioursEditsLargestPenaltyIs);
    let none = edits.largest_penalty <= 0.0;
    idle.add(none, "behaviours.edits", &["tolerated", "penalty"], because);
    // Who stops editing loses the most there is until they have stopped, and by then the edits are no longer recent.
    let churn = scenario.population.cause_shift.churn_edits.saturating_sub(edits.tolerated);
    let most = f64::from(churn) * edits.penalty >= edits.largest_penalty;
    let stops = &scenario.behaviours.stop_edits.delay.law;
    let late = matches!(stops, Law::Constant { value } if *value >= edits.window.as_seconds());
    let because = say!(EditsBeforeItTakesEffect);
    idle.add(most && late, "behaviours.stop_edits", &["edits"], because);
    let codes = scenario.notice.reason_codes;
    let because = say!(NoticeReasonCodesIs, codes = codes);
    // Where the number of reasons is another one, the chances after reasons are read off both.
    let both = codes && scenario.notice.codes != 2;
    let other = if codes { "right_share_after_generic" } else { "right_share_after_reasons" };
    idle.add(!both, "self_check", &[other], because.clone());
    idle.add(!codes, "notice", &["codes"], because);
}

fn journey(scenario: &Scenario, idle: &mut Idle) {
    let off = |section: &str| say!(SettingsEnabledIsFalse, section = section);
    let patience = &scenario.patience;
    idle.add(!patience.enabled, "patience", &["limit"], off("patience"));
    let right = &scenario.human_request;
    let keys = ["share", "knock_outs_too", "stage"];
    idle.add(!right.enabled, "human_request", &keys, off("human_request"));
    let lane = &scenario.human.fast_lane;
    let keys = ["credit_at_least", "external_at_least"];
    idle.add(!lane.enabled, "human.fast_lane", &keys, off("human.fast_lane"));
    let long = KnockOut::STANDARD[2];
    let because = say!(KnockOutsDoNotList, rule = long);
    let keys = ["long_overdue_days", "long_overdue_attempts"];
    let listed = scenario.screen.knock_outs.as_ref();
    let asked = match listed {
        Some(listed) => listed.iter().any(|rule| rule == long),
        None => scenario.knock_out.each().any(|(name, _)| name == long),
    };
    idle.add(!asked, "screen", &keys, because);
    idle.add(!scenario.interventions.enabled, "interventions", &["replications"], off("interventions"));

    let (app, agent) = (&scenario.application.app, &scenario.application.agent);
    let all = agent.share.get() >= 1.0;
    let keys = ["drop_off_share", "return_share", "return_after"];
    idle.add(all, "application.app", &keys, say!(ApplicationAgentShareIsSo));
    let nobody = app.drop_off_share.get() <= 0.0;
    let keys = ["return_share", "return_after"];
    idle.add(nobody, "application.app", &keys, say!(ApplicationAppDropOffShare));
    let never = app.return_share.get() <= 0.0;
    idle.add(never, "application.app", &["return_after"], say!(ApplicationAppReturnShareIs));

    let notice = &scenario.notice;
    let (sms, in_app) = (notice.sms_share.get() > 0.0, notice.sms_share.get() < 1.0);
    idle.add(!sms, "notice", &["sms_seen_share"], say!(SettingsNoticeSmsShareIs));
    idle.add(!in_app, "notice", &["app_seen_share"], say!(NoticeSmsShareIs));
    let seen =
        (!sms || notice.sms_seen_share.get() >= 1.0) && (!in_app || notice.app_seen_share.get() >= 1.0);
    idle.add(seen, "notice", &["missed_delay"], say!(EveryNoticeIsSeenAt));

    let reapply = &scenario.reapply;
    let keys = ["probability", "decay", "cool_down", "extra", "fix_probability"];
    let once = reapply.max_attempts <= 1;
    idle.add(once, "reapply", &keys, say!(SettingsReapplyMaxAttemptsIs));
    let keys = ["decay", "cool_down", "extra", "fix_probability"];
    idle.add(reapply.probability.get() <= 0.0, "reapply", &keys, say!(ReapplyProbabilityIs));
    idle.add(reapply.max_attempts == 2, "reapply", &["decay"], say!(ReapplyMaxAttemptsIs));
}
