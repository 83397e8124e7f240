// Puts the parts together: a move ends the worker that plays and starts another.
function begin(workerSource) {
  const section = document.getElementById("try");
  const content = document.getElementById("page-data");
  if (!section || !content) return;
  const data = JSON.parse(content.textContent);
  const words = data.words;
  const state = stateOf(data);
  const status = element("p", { class: "status", role: "status" });
  const trouble = element("p", { class: "box", role: "alert", hidden: true });
  const checked = element("p", { class: "muted checked" });
  const place = document.getElementById("try-here");
  document.getElementById("try-without")?.remove();
  if (typeof WebAssembly !== "object" || typeof DecompressionStream !== "function" || typeof Worker !== "function") {
    place.append(element("p", { class: "box", role: "note" }, words.cannot));
    return;
  }

  const found = element("div", { class: "found", hidden: true });
  const form = element("form", { class: "dials", onsubmit: (event) => event.preventDefault() });
  const toml = element("textarea", { readonly: true, rows: 6, "aria-label": words.variant, spellcheck: "false" });
  const command = element("textarea", { readonly: true, rows: 3, "aria-label": words.command, spellcheck: "false" });
  const bar = element("progress", { max: 1, value: 0, hidden: true });
  const keep = element("div", { class: "keep", hidden: true },
    element("h3", {}, words.command), element("p", { class: "muted" }, words.commandNote), command,
    element("h3", {}, words.variant), element("p", { class: "muted" }, words.variantNote), toml,
    element("p", { class: "muted" }, words.linkNote));
  const clear = element("button", { type: "button", hidden: true, onclick: () => { state.set.clear(); moved(); show(); } }, words.clear);
  place.append(form, clear, element("div", { class: "told" }, status, bar, trouble), found, keep, checked);
  const results = foundOf(data, words, found);

  // The engine: unpacked once, when it is first needed.
  let module = null;
  const engine = () => {
    module ??= (async () => {
      const packed = Uint8Array.from(atob(document.getElementById("page-engine").textContent.trim()), (each) => each.charCodeAt(0));
      const unpack = new DecompressionStream("gzip");
      const writer = unpack.writable.getWriter();
      writer.write(packed);
      writer.close();
      return WebAssembly.compile(await new Response(unpack.readable).arrayBuffer());
    })();
    return module;
  };

  const address = URL.createObjectURL(new Blob([workerSource], { type: "text/javascript" }));
  const records = [];
  const trials = [];
  let worker = null;
  let turn = 0;
  let later = 0;
  let slow = 0;
  const stop = () => {
    worker?.terminate();
    worker = null;
    turn += 1;
    clearTimeout(later);
    clearTimeout(slow);
    bar.hidden = true;
  };
  const fail = (fault) => {
    trouble.hidden = false;
    const faults = Array.isArray(fault.detail) ? fault.detail : [fault];
    trouble.textContent = `${words.fault} ${faults.map((each) => [each.message, each.remedy, each.detail].filter((text) => typeof text === "string").join(" ")).join(" ")}`;
    status.textContent = "";
    results.clear();
  };

  const start = async (check) => {
    const mine = turn;
    let compiled;
    try {
      compiled = await engine();
    } catch (error) {
      place.append(element("p", { class: "box", role: "note" }, words.cannot));
      if (!check) fail({ kind: "page", detail: String(error) });
      return;
    }
    if (mine !== turn) return;
    worker = new Worker(address);
    const most = Math.max(data.replications, 2);
    slow = setTimeout(() => { bar.hidden = check; if (!check) status.textContent = words.playing; }, 300);
    worker.onerror = (event) => { stop(); fail({ kind: "page", detail: event.message || "worker" }); };
    worker.onmessage = ({ data: told }) => {
      if (mine !== turn) return;
      if (told.kind === "checked") {
        checked.textContent = told.row === data.first ? words.checked : words.notChecked;
        checked.dataset.equal = String(told.row === data.first);
      } else if (told.kind === "found") {
        records.push(...told.fresh.records);
        trials.push(...told.fresh.trials);
        if (told.found === null) return;
        clearTimeout(slow);
        bar.hidden = told.done >= most;
        bar.value = told.done / most;
        results.show(told.found);
        status.textContent = `${words.replications} ${told.done} / ${most}`;
        section.dataset.done = String(told.done);
        command.value = state.command(told.done);
      } else {
        const fault = told.kind === "fault" ? told.fault : null;
        stop();
        section.dataset.state = fault ? "fault" : "done";
        if (fault && !check) fail(fault);
      }
    };
    worker.postMessage({ module: compiled, name: data.name, text: data.text, settings: state.settings(), records, trials, most, check });
  };

  const moved = () => {
    stop();
    section.dataset.state = "playing";
    section.dataset.done = "0";
    trouble.hidden = true;
    const any = state.set.size > 0;
    keep.hidden = clear.hidden = !any;
    toml.value = state.toml();
    command.value = any ? state.command(data.replications) : "";
    try {
      history.replaceState(null, "", state.fragment() || location.pathname + location.search);
    } catch {
      // Where the address cannot be changed, the page works without.
    }
    if (!any) {
      results.clear();
      status.textContent = "";
      section.dataset.state = "idle";
      return;
    }
    // Somebody who drags a slider moves it many times.
    later = setTimeout(() => start(false), 60);
  };
  const show = formOf(data, words, form, state, (key, text) => {
    if (text === null) state.set.delete(key);
    else state.set.set(key, text);
    moved();
  });
  const read = () => {
    state.read(location.hash);
    show();
    if (state.set.size > 0) moved();
  };
  addEventListener("hashchange", read);
  read();
  // That the engine is the one that made this file is shown once somebody comes here.
  new IntersectionObserver((seen, observer) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    observer.disconnect();
    if (worker === null && state.set.size === 0) start(true);
  }).observe(section);
}
