// Numbers as people read them. The exact ones stand in the attributes `data-value` and `data-low`, `data-high`.
function numbersOf(words) {
  const UNITS = { working_days: words.workingDays, days: words.days, hours: words.hours, minutes: words.minutes, cny: "CNY" };
  // So many decimals that the half-width has two digits.
  const decimals = (scale) => (scale > 0 && Number.isFinite(scale) ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(scale)))) : 2);
  const scaled = (value, unit) => (unit === "share" ? 100 * value : value);
  const suffix = (unit, points) => (unit === "share" ? (points ? ` ${words.points}` : "%") : UNITS[unit] ? ` ${UNITS[unit]}` : "");
  const plain = (number, places) => {
    const text = number.toFixed(places);
    return Number(text) === 0 ? (0).toFixed(places) : text.replace("-", "−");
  };
  return {
    level({ value, unit }) {
      if (value === null) return "–";
      const number = scaled(value, unit);
      return plain(number, unit === "share" ? 1 : Math.abs(number) >= 100 ? 0 : 2) + suffix(unit, false);
    },
    difference({ value, interval, unit }, before = "") {
      if (value === null) return "–";
      const number = scaled(value, unit);
      const half = interval ? (scaled(interval[1], unit) - scaled(interval[0], unit)) / 2 : Math.abs(number) / 10;
      const places = decimals(half);
      const sign = number > 0 ? "+" : "";
      const signed = (each) => (each > 0 ? "+" : "") + plain(each, places);
      const range = interval ? ` (${before}${signed(scaled(interval[0], unit))} ${words.to} ${signed(scaled(interval[1], unit))})` : "";
      return sign + plain(number, places) + suffix(unit, true) + range;
    },
    // Whether the sign of a difference is settled.
    settled: ({ interval }) => interval !== null && (interval[0] > 0 || interval[1] < 0),
  };
}
