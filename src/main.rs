//! smoke
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut loaded = reinstate::scenario::load(std::path::Path::new(&args[0]), &args[1..]);
    let scenario: reinstate::scenario::Scenario = loaded.read();
    let compiled = reinstate::scenario::compile(&scenario, &mut loaded.faults);
    let Some(compiled) = compiled else {
        eprintln!("{}", loaded.faults.render(&loaded.sources, false));
        std::process::exit(2)
    };
    let t = std::time::Instant::now();
    let plan = reinstate::experiment::RunPlan {
        seed: compiled.settings.seed,
        replications: compiled.settings.replications,
        precision: vec![],
    };
    let progress = Default::default();
    let run = reinstate::experiment::with_threads::<_, ()>(None, |_| {
        reinstate::experiment::run(&compiled.model, &plan, &(), &progress).unwrap()
    })
    .unwrap();
    eprintln!("{:?} events {} applicants {}", t.elapsed(), run.events, run.estimates.applicants);
    for (i, m) in reinstate::observe::METRICS.iter().enumerate() {
        println!("{:38} {:?}", m.name, run.estimates.metrics[i].mean());
    }
    for (s, name) in run.estimates.segments[0].iter().zip(reinstate::population::SEGMENT_VALUES[0]) {
        println!("{name} {:?} {:?}", s.group.first_pass.mean(), s.group.eventual.mean());
    }
    for a in &run.estimates.attempts {
        println!("attempt {:?} {:?}", a.decided.mean(), a.approval.mean());
    }
}
