//! Events a second that rsigma-eval judges on one thread, for comparison with our own engine.
//!
//! Usage: rsigma-bench RULES EVENTS SECONDS. RULES is a folder; the rules for Windows in it are taken. EVENTS has a line
//! an event: the log sources that the event belongs to (`category/service`, separated by commas), a tab, and its JSON.
//! Prints a line of JSON for the rules of the event's own log sources, and one for all rules at once. Parsing is left out.

use rsigma_eval::{Engine, JsonEvent};
use rsigma_parser::{parse_sigma_directory, SigmaRule};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;
use std::time::Instant;

fn engine_of<'a>(rules: impl Iterator<Item = &'a SigmaRule>) -> Engine {
    let mut engine = Engine::new();
    let refused = engine.add_rules(rules);
    if !refused.is_empty() {
        eprintln!("{} rules refused", refused.len());
    }
    engine
}

fn log_source(rule: &SigmaRule) -> String {
    let part = |name: &Option<String>| name.clone().unwrap_or_default();
    format!("{}/{}", part(&rule.logsource.category), part(&rule.logsource.service))
}

/// Seconds of processor time that this thread has had: what others on the machine do counts less than by the clock.
fn processor() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a timespec of our own.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Judges the events over and over until the time is up. Answers events a second in the best round, by the clock and by
/// processor time, and the matches of one round.
fn measure(events: &[Value], engines: &[&Engine], seconds: f64) -> (f64, f64, usize) {
    let start = Instant::now();
    let (mut clock, mut cpu, mut matches) = (0.0f64, 0.0f64, 0);
    for round in 0.. {
        let (clock_before, cpu_before) = (Instant::now(), processor());
        let judged = events.iter().zip(engines);
        matches = judged.map(|(event, engine)| engine.evaluate(&JsonEvent::borrow(event)).len()).sum();
        // The first round warms up.
        if round > 0 {
            clock = clock.max(events.len() as f64 / clock_before.elapsed().as_secs_f64());
            cpu = cpu.max(events.len() as f64 / (processor() - cpu_before));
        }
        if round > 0 && start.elapsed().as_secs_f64() > seconds {
            break;
        }
    }
    (clock, cpu, matches)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let seconds: f64 = arguments[3].parse().expect("seconds");
    let start = Instant::now();
    let collection = parse_sigma_directory(Path::new(&arguments[1])).expect("rules");
    let windows: Vec<&SigmaRule> = collection
        .rules
        .iter()
        .filter(|rule| rule.logsource.product.as_deref() == Some("windows"))
        .collect();
    let whole = engine_of(windows.iter().copied());
    let load = start.elapsed().as_secs_f64();
    let text = std::fs::read_to_string(&arguments[2]).expect("events");
    let mut events = Vec::new();
    let mut keys = Vec::new();
    for line in text.lines() {
        let (key, json) = line.split_once('\t').expect("a tab");
        keys.push(key);
        events.push(serde_json::from_str::<Value>(json).expect("JSON"));
    }
    let mut engines: HashMap<&str, Engine> = HashMap::new();
    for key in &keys {
        engines.entry(*key).or_insert_with(|| {
            let sources: Vec<&str> = key.split(',').collect();
            engine_of(windows.iter().copied().filter(|rule| sources.contains(&log_source(rule).as_str())))
        });
    }
    let routes: Vec<&Engine> = keys.iter().map(|key| &engines[key]).collect();
    let all: Vec<&Engine> = keys.iter().map(|_| &whole).collect();
    for (name, engines) in [("routed", &routes), ("all", &all)] {
        let (clock, cpu, matches) = measure(&events, engines, seconds);
        println!(
            "{{\"what\":\"{name}\",\"rules\":{},\"load\":{load:.3},\"clock\":{clock:.0},\"cpu\":{cpu:.0},\"matches\":{matches}}}",
            windows.len()
        );
    }
}
