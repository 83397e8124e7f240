// What the reader has set, and the forms in which it can be kept: settings, a fragment of the address, a variant as TOML,
// and a command that gives the same numbers.
function stateOf(data) {
  const set = new Map();
  const PREFIX = "#try=";
  const settings = () => [...set].map(([key, value]) => `${key}=${value}`);
  // What a name of a variant may hold wherever it is put.
  const name = () => [...set].map(([key, value]) => `${key.split(".").slice(-2).join("_")}_${value}`).join("_").replace(/[^\p{L}\p{N}_]+/gu, "_").slice(0, 60) || "variant";
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  return {
    set,
    settings,
    name,
    fragment: () => (set.size ? PREFIX + settings().map(encodeURIComponent).join(";") : ""),
    // Reads a fragment; what is no setting in it is left out.
    read(fragment) {
      set.clear();
      if (!fragment.startsWith(PREFIX)) return;
      for (const part of fragment.slice(PREFIX.length).split(";")) {
        let text;
        try {
          text = decodeURIComponent(part);
        } catch {
          continue;
        }
        const at = text.indexOf("=");
        if (at > 0 && /^[\p{L}\p{N}_.-]+$/u.test(text.slice(0, at))) set.set(text.slice(0, at), text.slice(at + 1));
      }
    },
    toml() {
      const lines = [`extends = "scenario.resolved.toml"`, `name = "${name()}"`, ""];
      return lines.concat([...set].map(([key, value]) => `${key} = ${value}`)).join("\n") + "\n";
    },
    command: (replications) =>
      `sim compare scenario.resolved.toml --replications ${replications} --variant ${quoted(`${name()}: ${settings().join("; ")}`)}`,
    // A number as a value of its key: with its unit, as text where it has one.
    value: (number, unit) => (unit ? `"${number}${unit}"` : String(number)),
  };
}
