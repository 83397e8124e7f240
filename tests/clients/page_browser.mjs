// The page in a browser, as its reader meets it: sliders give the numbers of the program, nothing is loaded or sent,
// nothing is wrong in the console, and what can be kept gives the same again.
//
//   node tests/clients/page_browser.mjs SIM FOLDER
//
// FOLDER is emptied. Needs Chromium (Debian's `chromium`, or the program that CHROMIUM names) and the packages
// playwright-core and axe-core, found from the working directory.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = createRequire(join(process.cwd(), "here.js"));
const { chromium } = here("playwright-core");
const axe = readFileSync(here.resolve("axe-core/axe.min.js"), "utf8");
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const [sim, folder] = process.argv.slice(2).map((path) => resolve(path));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const run = (...words) => execFileSync(sim, words, { cwd: root, encoding: "utf8" });
const out = join(folder, "base");
const REPLICATIONS = 5;
run("run", "scenarios/base.toml", "--replications", `${REPLICATIONS}`, "--no-interventions", "--quiet", "--out", out);
const report = join(out, "report.html");
const address = pathToFileURL(report).href;

// Sizes that were promised.
const size = readFileSync(report).length;
assert.ok(size <= 2.5e6, `the page has ${size} bytes`);

// A table by its rows; no field of ours that is read here holds a comma.
function rows(file) {
  const [head, ...lines] = readFileSync(file, "utf8").trim().split("\n").map((line) => line.split(","));
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at]])));
}
const number = (text) => (text === "" || text === null || text === undefined ? null : Number(text));

// The numbers that `sim compare` gives, by metric; the command is typed in the folder of the page.
function compared(name, words) {
  const to = join(folder, name);
  execFileSync(sim, ["compare", ...words, "--no-charts", "--quiet", "--out", to], { cwd: out });
  const told = rows(join(to, "comparison.csv")).filter((row) => row.difference !== undefined);
  return new Map(told.map((row) => [row.metric, row]));
}

// Opens the page, and watches it.
const troubles = [];
async function open(browser, options, url = address) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) troubles.push(message.text()); });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith("blob:") && request.url().split("#")[0] !== address) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return page;
}

const done = (page) => page.waitForSelector('#try[data-state="done"]', { timeout: 120_000 });
const shown = (page) =>
  page.$$eval("#try .found details tr[data-metric]", (all) =>
    all.map((row) => [row.dataset.metric, [...row.querySelectorAll("td.number")].map((cell) => ({ ...cell.dataset }))]));

// What the page shows is what the program gives, to the last digit.
function same(found, program, what) {
  let cells = 0;
  for (const [metric, [base, other, difference]] of found) {
    const row = program.get(metric);
    assert.ok(row, `${what}: the program has no ${metric}`);
    for (const [theirs, ours] of [[row.base, base.value], [row.estimate, other.value], [row.difference, difference.value], [row.ci_low, difference.low], [row.ci_high, difference.high]]) {
      const here = ours === "null" || ours === "undefined" ? null : number(ours);
      assert.equal(here, number(theirs), `${what}: ${metric}`);
      cells += 1;
    }
  }
  assert.ok(cells > 400, `${what}: ${cells} cells`);
  return cells;
}

// A slider by the keys of the keyboard alone.
async function press(page, key, name, times) {
  const slider = page.locator(`input[data-key="${key}"]`);
  await slider.focus();
  for (let time = 0; time < times; time += 1) await page.keyboard.press(name);
}

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const launch = (...args) => chromium.launch({ executablePath, args: ["--no-sandbox", ...args] });
const browser = await launch();

// The engine is the one that made the file.
const page = await open(browser, { viewport: { width: 1440, height: 900 } });
await page.locator("#try").scrollIntoViewIfNeeded();
await page.waitForSelector('#try .checked[data-equal="true"]', { timeout: 60_000 });

// Two reviewers fewer, by the keyboard.
await press(page, "team.reviewers.people", "ArrowLeft", 2);
await done(page);
const command = await page.inputValue("#try .keep textarea >> nth=0");
assert.match(command, /^sim compare scenario\.resolved\.toml --replications 5 --variant 'reviewers_people|^sim compare scenario\.resolved\.toml --replications 5 --variant 'people_7|--variant/);
const variant = command.match(/--variant '([^']*)'$/)[1];
assert.match(variant, /: team\.reviewers\.people=7$/);
const first = await shown(page);
const cells = same(first, compared("variant", ["scenario.resolved.toml", "--replications", `${REPLICATIONS}`, "--variant", variant]), "variant");

// The same as a file.
writeFileSync(join(out, "variant.toml"), await page.inputValue("#try .keep textarea >> nth=1"));
same(first, compared("file", ["scenario.resolved.toml", "variant.toml", "--replications", `${REPLICATIONS}`]), "file");

// The same by the address.
const again = await open(browser, {}, page.url());
assert.match(page.url(), /#try=/);
await done(again);
assert.deepEqual(await shown(again), first);
await again.close();

// Moves that follow one another: only the last one counts; a behaviour, a cut-off and a wait together.
await press(page, "behaviours.repay.force", "ArrowRight", 20);
await press(page, "human.cut_off", "ArrowLeft", 4);
await press(page, "reapply.cool_down", "ArrowRight", 7);
await done(page);
const several = (await page.inputValue("#try .keep textarea >> nth=0")).match(/--variant '([^']*)'$/)[1];
assert.match(several, /behaviours\.repay\.force=1;/);
assert.match(several, /reapply\.cool_down="14d"/);
same(await shown(page), compared("several", ["scenario.resolved.toml", "--replications", `${REPLICATIONS}`, "--variant", several]), "several");
if (process.env.SHOTS) {
  await page.locator("#try").screenshot({ path: join(process.env.SHOTS, "wide.png") });
}

// A key that there is not: said, and nothing else is lost.
await page.fill("#try-key", "human.cut_of");
await page.fill("#try-value", "60");
await page.getByRole("button", { name: "Set", exact: true }).click();
await page.waitForSelector('#try[data-state="fault"]');
assert.match(await page.textContent('#try [role="alert"]'), /cut_of/);
await page.getByRole("button", { name: "Everything back as it was" }).click();
assert.equal(await page.locator("#try .found").isVisible(), false);
assert.equal(new URL(page.url()).hash, "");
await page.close();

// On a phone nothing is wider than the screen, light and dark.
for (const colorScheme of ["light", "dark"]) {
  const phone = await open(browser, { viewport: { width: 390, height: 844 }, colorScheme }, `${address}#try=${encodeURIComponent("team.reviewers.people=7")}`);
  await done(phone);
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, `the page is ${width} wide on a screen of 390`);
  if (process.env.SHOTS) await phone.locator("#try").screenshot({ path: join(process.env.SHOTS, `phone-${colorScheme}.png`) });
  await phone.close();
  // What is known to keep people from reading or using it; the tool itself is a script that the page's policy forbids.
  const judged = await open(browser, { colorScheme, bypassCSP: true }, phone.url());
  await done(judged);
  await judged.evaluate(() => document.querySelectorAll("#try details").forEach((each) => { each.open = true; }));
  await judged.evaluate(axe);
  const { violations } = await judged.evaluate(() => globalThis.axe.run("#try"));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
  await judged.close();
}
await browser.close();

// Without WebAssembly, and without scripts, the rest is all there.
const poor = await launch("--js-flags=--noexpose_wasm");
const plain = await open(poor, {});
assert.match(await plain.textContent("#try"), /lacks WebAssembly/);
assert.ok((await plain.locator("figure svg").count()) >= 7);
await plain.close();
const silent = await open(poor, { javaScriptEnabled: false });
assert.match(await silent.textContent("#try"), /needs scripts/);
await silent.close();
await poor.close();

// Left out where it is not wanted.
run("run", "scenarios/base.toml", "--replications", "1", "--no-interventions", "--no-page", "--quiet", "--out", join(folder, "without"));
const without = readFileSync(join(folder, "without/report.html"), "utf8");
assert.ok(!without.includes("<script") && without.includes("--no-page"));

assert.deepEqual(troubles, []);
console.log(`the page has ${size} bytes; ${cells} cells of the first move are the program's; nothing was asked for`);
