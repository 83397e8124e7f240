// The engine of the page gives the tables of the program, byte for byte: plays the scenarios of output folders again, as
// many replications as they hold, and compares every table.
//
//   node tests/clients/page_node.mjs FOLDER…
//
// A folder whose scenario names a file cannot be played where there are no files; then the engine must say which.
import { readFileSync, existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const engineOf = new Function(`${readFileSync(join(root, "src/report/page/engine.js"), "utf8")}; return engineOf;`)();
const module = new WebAssembly.Module(readFileSync(join(root, "page/engine.wasm")));
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) throw new Error(`the engine imports ${JSON.stringify(imports)}`);
const fresh = () => engineOf(new WebAssembly.Instance(module).exports);

// Where two texts part, for people.
function parting(one, other) {
  const [these, those] = [one.split("\n"), other.split("\n")];
  const line = these.findIndex((text, at) => text !== those[at]);
  return `line ${line + 1}:\n  program ${these[line]}\n  page    ${those[line]}`;
}

let wrong = 0;
for (const folder of process.argv.slice(2)) {
  const text = readFileSync(join(folder, "scenario.resolved.toml"), "utf8");
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  const name = basename(folder);
  const engine = fresh();
  if (/^\s*(file|date_file|roster) = /m.test(text)) {
    try {
      engine.open(0, name, text, []);
      wrong += 1;
      console.error(`${name}: names a file, and was played all the same`);
    } catch (error) {
      if (error.fault?.kind !== "scenario") throw error;
      console.log(`${name}: names a file, and says so`);
    }
    continue;
  }
  const begun = performance.now();
  const { replications } = engine.open(0, name, text, []);
  engine.play(0, replications, manifest.intervention_replications > 0);
  const tables = engine.tables(0);
  const taken = performance.now() - begun;
  let bytes = 0;
  for (const file of Object.keys(manifest.files).filter((file) => /^[a-z_]+\.csv$/.test(file))) {
    if (["cases.csv", "events.csv"].includes(file)) continue;
    const program = readFileSync(join(folder, file), "utf8");
    bytes += program.length;
    if (tables[file] !== program) {
      wrong += 1;
      console.error(`${name}: ${file} differs, ${tables[file] ? parting(program, tables[file]) : "the page has none"}`);
    }
    delete tables[file];
  }
  for (const file of Object.keys(tables).filter((file) => !existsSync(join(folder, file)))) {
    wrong += 1;
    console.error(`${name}: the page has ${file}, the program has none`);
  }
  // What a worker is given of another's: records, and no replication played.
  const second = fresh();
  const { trials } = second.open(0, name, text, []);
  for (let trial = 0; trial < trials; trial += 1) second.keep(0, true, trial, engine.record(0, true, trial));
  for (let each = 0; each < replications; each += 1) second.keep(0, false, each, engine.record(0, false, each));
  second.play(0, replications, false);
  if (second.tables(0)["summary.csv"] !== readFileSync(join(folder, "summary.csv"), "utf8")) {
    wrong += 1;
    console.error(`${name}: records that were handed over give another summary`);
  }
  console.log(`${name}: ${replications} replications, ${bytes} bytes of tables in ${taken.toFixed(0)} ms`);
}
if (process.argv.length < 3) throw new Error("name the folders of some runs");
process.exit(wrong === 0 ? 0 : 1);
