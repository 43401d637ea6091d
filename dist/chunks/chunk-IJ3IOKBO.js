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
function difference(value, reference) {
  return roundFor(value - reference, value, reference);
}
function roundFor(result, ...operands) {
  const size = Math.max(...operands.map(Math.abs));
  if (size === 0 || !Number.isFinite(size) || !Number.isFinite(result)) return result;
  const decimals = 15 - Math.ceil(Math.log10(size));
  return decimals > 100 || Math.abs(result) >= 1e21 ? result : Number(result.toFixed(Math.max(0, decimals)));
}

export {
  formatNumber,
  formatTogether,
  formatBeside,
  plain,
  difference,
  roundFor
};
