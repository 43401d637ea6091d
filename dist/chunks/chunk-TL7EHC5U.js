import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  LARGEST_LINE,
  LONGEST_MESSAGE,
  LONGEST_NAME,
  LONGEST_PATH,
  withoutEscapes
} from "./chunk-N55NVOIB.js";
import {
  shorten
} from "./chunk-YTSCXGCX.js";

// src/check-reports/found-results.ts
var LARGEST_CHECK_REPORT = 64 * 1024 * 1024;
var MOST_FAILURES = 100;
var MOST_PLACES = 20;
var OUTCOMES = ["failed", "error", "warning", "notice"];
var TOTALS = { failed: "failed", error: "errors", warning: "warnings", notice: "warnings" };
var FoundResults = class {
  /**
   * @param redact masks secrets, before a text is cut
   * @param root the folder of the repository, which texts name in vain
   */
  constructor(redact, root = "") {
    this.redact = redact;
    this.root = root;
  }
  redact;
  root;
  totals = { passed: 0, failed: 0, errors: 0, skipped: 0, warnings: 0 };
  kept = {
    failed: [],
    error: [],
    warning: [],
    notice: []
  };
  pass(number = 1) {
    this.totals.passed += number;
  }
  skip() {
    this.totals.skipped++;
  }
  /** @param failure is called only for a failure that is kept: most of 100,000 are not */
  fail(outcome, failure) {
    this.totals[TOTALS[outcome]]++;
    if (this.kept[outcome].length >= MOST_FAILURES) return;
    const { name, message, places } = failure();
    this.kept[outcome].push({
      name: this.shown(name, LONGEST_NAME) || "unnamed",
      outcome,
      message: this.shown(message, LONGEST_MESSAGE) || "no message",
      places: places.slice(0, MOST_PLACES).flatMap((place) => this.place(place))
    });
  }
  /** Adds the results of a file in this folder. */
  add(other, folder) {
    for (const key of Object.keys(this.totals)) this.totals[key] += other.totals[key];
    for (const outcome of OUTCOMES)
      for (const failure of other.kept[outcome].slice(0, MOST_FAILURES - this.kept[outcome].length))
        this.kept[outcome].push({ ...failure, folder });
  }
  /** The most severe failures, and the number of all others. */
  result() {
    const failures = OUTCOMES.flatMap((outcome) => this.kept[outcome]).slice(0, MOST_FAILURES);
    const { failed, errors, warnings } = this.totals;
    return { failures, omitted: failed + errors + warnings - failures.length };
  }
  shown(value, most) {
    const text = this.redact(withoutEscapes(value)).trim();
    return shorten(this.root === "" ? text : text.replaceAll(`${this.root}/`, ""), most);
  }
  place({ file, line, column }) {
    if (file === "" || file.length > LONGEST_PATH || file.includes("\0")) return [];
    const isNumber = (value) => value !== void 0 && Number.isInteger(value) && value >= 1 && value <= LARGEST_LINE;
    return [
      {
        file: this.redact(file),
        ...isNumber(line) ? { line, ...isNumber(column) ? { column } : {} } : {}
      }
    ];
  }
};

// src/text/python-json.ts
function parsePythonJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\[^])*"|-?Infinity|NaN/g, (token) => token.startsWith('"') ? token : "null")
    );
  }
}

export {
  parsePythonJson,
  LARGEST_CHECK_REPORT,
  FoundResults
};
