//! What the exported functions do.

use reinstate::Study;
use reinstate::workbench::Stepwise;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The bytes of an answer, or what was wrong as JSON.
pub(crate) type Told = Result<Vec<u8>, String>;

/// The base, and what the reader made of it.
pub(crate) struct Engine {
    sides: [Option<Stepwise>; 2],
}

/// A scenario as it is handed over.
#[derive(Deserialize)]
struct Asked {
    name: String,
    text: String,
    #[serde(default)]
    settings: Vec<String>,
}

fn wrong(kind: &str, detail: impl std::fmt::Display) -> String {
    json!({ "kind": kind, "detail": detail.to_string() }).to_string()
}

impl Engine {
    pub(crate) const fn new() -> Self {
        Self { sides: [None, None] }
    }

    fn side(&mut self, side: usize) -> Result<&mut Stepwise, String> {
        self.sides.get_mut(side).and_then(Option::as_mut).ok_or_else(|| wrong("side", side))
    }

    pub(crate) fn open(&mut self, side: usize, input: &[u8]) -> Told {
        let asked: Asked = serde_json::from_slice(input).map_err(|error| wrong("input", error))?;
        let place = self.sides.get_mut(side).ok_or_else(|| wrong("side", side))?;
        let study = Study::from_text_with(asked.name, asked.text, asked.settings);
        let read = Stepwise::new(study.map_err(|error| json!(error).to_string())?);
        let told = json!({
            "name": read.study().name(),
            "replications": read.study().replications(),
            "trials": read.trials(),
        });
        *place = Some(read);
        Ok(told.to_string().into_bytes())
    }

    pub(crate) fn keep(&mut self, side: usize, trial: bool, replication: u64, record: Vec<u8>) -> Told {
        self.side(side)?.keep(trial, replication, record);
        Ok(Vec::new())
    }

    pub(crate) fn play(&mut self, side: usize, replications: u64, interventions: bool) -> Told {
        let played = self.side(side)?.reach(replications, interventions);
        played.map(|()| Vec::new()).map_err(|error| json!(error).to_string())
    }

    pub(crate) fn record(&mut self, side: usize, trial: bool, replication: u64) -> Told {
        let record = self.side(side)?.record(trial, replication);
        record.ok_or_else(|| wrong("record", replication))
    }

    pub(crate) fn compare(&mut self) -> Told {
        let [Some(base), Some(other)] = &self.sides else { return Err(wrong("side", "none")) };
        let told = json!({ "replications": other.replications(), "metrics": other.against(base) });
        Ok(told.to_string().into_bytes())
    }

    pub(crate) fn tables(&mut self, side: usize) -> Told {
        let files = self.side(side)?.tables().map_err(|error| wrong("tables", error))?;
        let text = |(name, bytes): (&str, Vec<u8>)| {
            (name.to_owned(), Value::String(String::from_utf8_lossy(&bytes).into_owned()))
        };
        let all: Map<String, Value> = files.into_iter().map(text).collect();
        Ok(Value::Object(all).to_string().into_bytes())
    }
}
