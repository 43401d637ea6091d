import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/text/numbers.ts
var SHORT = 10;
var DIGITS = 6;
var ALL_DIGITS = 17;
var LARGE = 1e15;
function formatNumber(value, digits = DIGITS) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (plain(value).length <= SHORT || Number.isInteger(value) && size < LARGE) return plain(value);
  const inFront = size >= 1 && size < LARGE ? Math.floor(Math.log10(size)) + 1 : 0;
  const rounded = Number(value.toPrecision(Math.min(ALL_DIGITS, Math.max(digits, inFront))));
  const shown = Number.isFinite(rounded) ? rounded : value;
  return (size < LARGE ? String(shown) : shown.toExponential()).replace("e+", "e");
}
function formatTogether(values) {
  for (let digits = DIGITS; digits < ALL_DIGITS; digits++) {
    const texts = values.map((value) => formatNumber(value, digits));
    if (keepsOrder(values, texts.map(Number))) return texts;
  }
  return values.map((value) => formatNumber(value, ALL_DIGITS));
}
function formatBeside(value, ...beside) {
  const [shown = ""] = formatTogether([value, ...beside.filter((other) => other !== void 0)]);
  return shown;
}
function plain(value) {
  return String(value).replace("e+", "e");
}
function keepsOrder(values, shown) {
  const order = (of, i, j) => compareNumbers(of[i] ?? 0, of[j] ?? 0);
  return values.every((_, i) => values.every((_other, j) => order(values, i, j) === order(shown, i, j)));
}
function compareNumbers(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// src/report/numbers.ts
var DIGITS2 = 6;
var ROUNDING_ERROR = 1e-12;
function formatNumber2(value, ...beside) {
  return formatBeside(value, ...beside.filter((other) => other !== void 0 && !isRoundingError(value, other)));
}
function isRoundingError(one, other) {
  return Math.abs(one - other) < ROUNDING_ERROR * Math.max(Math.abs(one), Math.abs(other));
}
function formatChange(change) {
  const rounded = Number(change.toPrecision(DIGITS2));
  return rounded > 0 ? `+${rounded}` : String(rounded);
}
function formatBytes(bytes) {
  let size = bytes;
  for (const unit of ["B", "kB", "MB", "GB", "TB"]) {
    if (Math.abs(size) < 999.5) return `${unit === "B" ? size : Number(size.toPrecision(3))} ${unit}`;
    size /= 1e3;
  }
  return `${Number(size.toPrecision(3))} PB`;
}
function formatSeconds(seconds) {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return formatElapsed(seconds);
}
function formatElapsed(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, "0")} min`;
}

export {
  formatNumber,
  formatTogether,
  formatBeside,
  plain,
  formatNumber2,
  formatChange,
  formatBytes,
  formatSeconds,
  formatElapsed
};
