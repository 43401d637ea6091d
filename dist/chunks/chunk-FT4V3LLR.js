import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  difference,
  formatBeside
} from "./chunk-IJ3IOKBO.js";

// src/report/numbers.ts
var DIGITS = 6;
var MILLION = 1e6;
var ROUNDING_ERROR = 1e-12;
function formatNumber(value, ...beside) {
  return formatBeside(value, ...beside.filter((other) => other !== void 0 && !isRoundingError(value, other)));
}
function isRoundingError(one, other) {
  return Math.abs(one - other) < ROUNDING_ERROR * Math.max(Math.abs(one), Math.abs(other));
}
function formatChange(change) {
  const text = formatNumber(Math.abs(change) < MILLION ? Number(change.toPrecision(DIGITS)) : change);
  return change > 0 ? `+${text}` : text;
}
function formatDifference(value, baseline) {
  return formatChange(isRoundingError(value, baseline) ? 0 : difference(value, baseline));
}
function unbroken(text) {
  return text.replace(/(?<=\d) (?=(?:[kMGTP]?B|s|min|h)(?!\w))/g, " ").replace(/(?<=\d\u00a0(?:min|h)) (?=\d+\u00a0(?:s|min)(?!\w))/g, " ");
}
function formatCount(count) {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
function formatBytes(bytes) {
  let size = bytes;
  for (const unit of ["B", "kB", "MB", "GB", "TB"]) {
    if (Math.abs(size) < 999.5) return `${Number(size.toPrecision(3))} ${unit}`;
    size /= 1e3;
  }
  return `${formatNumber(Number(size.toPrecision(3)))} PB`;
}
function formatSeconds(seconds) {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return formatElapsed(seconds);
}
function formatElapsed(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60 || !Number.isFinite(whole)) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, "0")} min`;
}

export {
  formatNumber,
  isRoundingError,
  formatChange,
  formatDifference,
  unbroken,
  formatCount,
  formatBytes,
  formatSeconds,
  formatElapsed
};
