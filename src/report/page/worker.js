// The worker: plays the scenario of the page and what the reader made of it on the same applicants, and tells how they
// differ after every few replications. It is ended when the reader moves on.
onmessage = async ({ data }) => {
  const MOST_AT_ONCE = 8;
  try {
    const engine = engineOf((await WebAssembly.instantiate(data.module, {})).exports);
    const { trials } = engine.open(0, data.name, data.text, []);
    data.records.forEach((record, replication) => engine.keep(0, false, replication, record));
    data.trials.forEach((record, trial) => engine.keep(0, true, trial, record));
    if (data.check) {
      engine.play(0, 1, false);
      postMessage({ kind: "checked", row: engine.tables(0)["replications.csv"].split("\n")[1] });
    } else {
      engine.open(1, data.name, data.text, data.settings);
    }
    const most = data.check ? 1 : data.most;
    for (let done = 0; done < most; ) {
      const next = Math.min(most, done + Math.min(MOST_AT_ONCE, Math.max(1, done >> 1)));
      engine.play(0, next, false);
      const fresh = { records: [], trials: [] };
      for (let each = data.trials.length; done === 0 && each < trials; each += 1) fresh.trials.push(engine.record(0, true, each));
      for (let each = Math.max(done, data.records.length); each < next; each += 1) fresh.records.push(engine.record(0, false, each));
      if (!data.check) engine.play(1, next, false);
      done = next;
      postMessage({ kind: "found", done, fresh, found: data.check ? null : engine.compare() });
    }
    postMessage({ kind: "done" });
  } catch (error) {
    postMessage({ kind: "fault", fault: error.fault ?? { kind: "page", detail: String(error) } });
  }
};
