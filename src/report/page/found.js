// What came out: a sentence, a picture of the differences, and the table behind both.
function foundOf(data, words, place) {
  const numbers = numbersOf(words);
  const labels = new Map(data.metrics.map((metric) => [metric.name, metric]));
  const NS = "http://www.w3.org/2000/svg";
  const mark = (name, attributes, text) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const said = element("p", { class: "answer" });
  const picture = element("figure", { class: "differences" });
  const head = [words.metric, words.before, words.after, words.change].map((text, at) => element("th", { scope: "col", class: at === 0 ? "word" : null }, text));
  const rows = element("tbody");
  const more = element("tbody");
  const table = (body) => element("div", { class: "wide" }, element("table", { class: "moves" }, element("thead", {}, element("tr", {}, ...head.map((cell) => cell.cloneNode(true)))), body));
  place.append(said, picture, table(rows), element("details", {}, element("summary", {}, words.allMetrics), table(more)));

  const row = (metric) => {
    const label = labels.get(metric.difference.name)?.label ?? metric.difference.name;
    const exact = (found) => ({ class: "number", "data-value": found.value, "data-low": found.interval?.[0], "data-high": found.interval?.[1] });
    return element("tr", { "data-metric": metric.difference.name, class: numbers.settled(metric.difference) ? "settled" : null },
      element("td", { class: "word", title: metric.difference.name }, label),
      element("td", exact(metric.base), numbers.level(metric.base)),
      element("td", exact(metric.other), numbers.level(metric.other)),
      element("td", exact(metric.difference), numbers.difference(metric.difference)));
  };

  // Differences of shares with their intervals, on one scale.
  const draw = (metrics) => {
    const drawn = metrics.filter((metric) => metric.difference.unit === "share" && metric.difference.interval);
    picture.replaceChildren();
    if (drawn.length === 0) return;
    // As wide as there is room, so that letters keep their size on a phone.
    const width = Math.min(736, Math.max(280, picture.clientWidth || 640));
    const [step, left, right] = [46, 8, 8];
    const ends = drawn.flatMap((metric) => metric.difference.interval).concat(0);
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const at = (value) => left + ((value - least) / (most - least || 1)) * (width - left - right);
    const height = step * drawn.length + 8;
    const svg = mark("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.pictureAlt });
    svg.append(mark("line", { x1: at(0), x2: at(0), y1: 0, y2: height, class: "zero" }));
    drawn.forEach((metric, place) => {
      const y = step * place + 32;
      const { value, interval } = metric.difference;
      const tone = numbers.settled(metric.difference) ? "sure" : "open";
      svg.append(
        mark("text", { x: left, y: y - 12 }, (labels.get(metric.difference.name)?.label ?? metric.difference.name) + (width < 500 ? "" : ` ${numbers.difference(metric.difference)}`)),
        mark("line", { x1: at(interval[0]), x2: at(interval[1]), y1: y, y2: y, class: `range ${tone}` }),
        mark("circle", { cx: at(value), cy: y, r: 5, class: tone }),
      );
    });
    picture.append(svg, element("figcaption", {}, words.pictureCaption));
  };

  return {
    clear() {
      said.textContent = "";
      picture.replaceChildren();
      rows.replaceChildren();
      more.replaceChildren();
      place.hidden = true;
    },
    show(found) {
      place.hidden = false;
      const main = data.headlines.map((name) => found.metrics.find((metric) => metric.difference.name === name)).filter(Boolean);
      const first = main[0] ?? found.metrics[0];
      const open = numbers.settled(first.difference) ? "" : ` ${words.open}`;
      const label = labels.get(first.difference.name)?.label ?? first.difference.name;
      const told = numbers.difference(first.difference, `${words.interval} `);
      said.textContent = `${words.sameApplicants} ${label} ${told}${first.difference.interval ? `.${open}` : `; ${words.noInterval}.`}`;
      draw(main);
      rows.replaceChildren(...main.map(row));
      more.replaceChildren(...found.metrics.map(row));
    },
  };
}
