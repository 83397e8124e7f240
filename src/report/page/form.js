// The sliders.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// Builds the sliders into `place`; `moved` is called with each key and the text that it is to have, or null for that of
// the report. Gives a function that shows what a state says.
function formOf(data, words, place, state, moved) {
  const shown = [];
  for (const [group, title] of Object.entries(words.groups)) {
    const dials = data.dials.filter((dial) => dial.group === group);
    if (dials.length === 0) continue;
    const field = element("fieldset", {}, element("legend", {}, title));
    for (const dial of dials) {
      const id = `try-${dial.key.replace(/[^\w]/g, "-")}`;
      const told = element("output", { for: id });
      const input = element("input", {
        type: "range",
        id,
        min: dial.low,
        max: dial.high,
        step: dial.step,
        "data-key": dial.key,
        oninput: () => {
          moved(dial.key, state.value(Number(input.value), dial.unit));
          show();
        },
      });
      const back = element("button", { type: "button", class: "back", onclick: () => { moved(dial.key, null); show(); } }, words.back);
      const show = () => {
        const text = state.set.get(dial.key);
        const number = text === undefined ? dial.value : Number.parseFloat(text.replace(/^"/, ""));
        input.value = number ?? dial.low;
        const own = dial.value === null ? words.asItIs : `${dial.value}${dial.unit}`;
        told.textContent = text === undefined ? own : `${number}${dial.unit} (${words.was} ${own})`;
        input.setAttribute("aria-valuetext", told.textContent);
        field.classList.toggle("moved", dials.some((each) => state.set.has(each.key)));
        back.hidden = text === undefined;
      };
      shown.push(show);
      field.append(element("div", { class: "dial" }, element("label", { for: id, title: dial.key }, dial.label), input, told, back));
    }
    place.append(field);
  }
  // Any other number of the scenario.
  const names = element("datalist", { id: "try-keys" }, ...data.keys.map((each) => element("option", { value: each.key }, `${each.value}${each.unit}`)));
  const key = element("input", { type: "text", list: "try-keys", id: "try-key", autocomplete: "off", spellcheck: "false" });
  const value = element("input", { type: "text", id: "try-value", autocomplete: "off", spellcheck: "false" });
  const others = element("ul", { class: "others" });
  const showOthers = () => {
    const known = new Set(data.dials.map((dial) => dial.key));
    others.replaceChildren(
      ...[...state.set].filter(([each]) => !known.has(each)).map(([each, text]) =>
        element("li", {}, element("code", {}, `${each} = ${text}`), " ", element("button", { type: "button", class: "back", onclick: () => { moved(each, null); showOthers(); } }, words.back))),
    );
  };
  shown.push(showOthers);
  const add = () => {
    if (!key.value.trim() || !value.value.trim()) return;
    moved(key.value.trim(), value.value.trim());
    showOthers();
  };
  key.addEventListener("change", () => {
    const found = data.keys.find((each) => each.key === key.value.trim());
    if (found && !value.value) value.value = state.value(found.value, found.unit);
  });
  place.append(
    element("fieldset", {}, element("legend", {}, words.another), names,
      element("div", { class: "dial" }, element("label", { for: "try-key" }, words.key), key, element("label", { for: "try-value" }, words.value), value, element("button", { type: "button", onclick: add }, words.set)),
      others),
  );
  return () => shown.forEach((show) => show());
}
