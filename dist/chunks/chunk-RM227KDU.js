import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";

// src/run/cut-secrets.ts
var MARK = /…|\.\.\./g;
var SHORTEST_PIECE = 8;
var SHORTEST_SECRET = 16;
var CutSecrets = class {
  byStart = /* @__PURE__ */ new Map();
  byEnd = /* @__PURE__ */ new Map();
  longest = 0;
  add(form) {
    if (form.length < SHORTEST_SECRET) return;
    this.longest = Math.max(this.longest, form.length);
    for (const [map, key] of [
      [this.byStart, form.slice(0, SHORTEST_PIECE)],
      [this.byEnd, form.slice(-SHORTEST_PIECE)]
    ])
      appendTo(map, key, form);
  }
  /** Replaces the pieces beside each mark. */
  mask(text, replacement) {
    if (this.longest === 0) return text;
    let out = "";
    let at = 0;
    for (const { index, 0: mark } of text.matchAll(MARK)) {
      const after = index + mark.length;
      const from = Math.max(at, this.startOfPiece(text, index));
      out += text.slice(at, from) + (from < index ? replacement : "") + mark;
      at = this.endOfPiece(text, after);
      if (at > after) out += replacement;
    }
    return out + text.slice(at);
  }
  /** Where the longest beginning of a secret starts that ends at a position; the position itself without one. */
  startOfPiece(text, end) {
    for (let start = Math.max(0, end - this.longest + 1); start <= end - SHORTEST_PIECE; start++) {
      const piece = text.slice(start, end);
      if (this.byStart.get(piece.slice(0, SHORTEST_PIECE))?.some((form) => form.startsWith(piece))) return start;
    }
    return end;
  }
  /** Where the longest end of a secret stops that starts at a position; the position itself without one. */
  endOfPiece(text, start) {
    for (let end = Math.min(text.length, start + this.longest - 1); end >= start + SHORTEST_PIECE; end--) {
      const piece = text.slice(start, end);
      if (this.byEnd.get(piece.slice(-SHORTEST_PIECE))?.some((form) => form.endsWith(piece))) return end;
    }
    return start;
  }
};

// src/run/redact.ts
var REDACTED = "***";
var SHORTEST_SECRET2 = 4;
function secretForms(secret) {
  const forms = /* @__PURE__ */ new Set();
  const lines = secret.split(/[\r\n]+/);
  for (const value of [secret, ...lines, ...lines.map((line) => line.trim())]) {
    if (value.length < SHORTEST_SECRET2) continue;
    const whole = Buffer.from(value, "utf8").toString("utf8");
    const url = encodeURIComponent(whole);
    const json = JSON.stringify(whole).slice(1, -1);
    for (const form of [value, whole, ...urlForms(url), encodeURI(whole), ...jsonForms(json)]) forms.add(form);
    for (const form of base64Forms(whole)) forms.add(form);
  }
  return [...forms].filter((form) => form.length >= SHORTEST_SECRET2).sort((a, b) => b.length - a.length);
}
function urlForms(url) {
  const strict = url.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const slashes = [url, strict].flatMap((form) => [form, form.replaceAll("%2F", "/")]);
  const spaces = slashes.flatMap((form) => [form, form.replaceAll("%20", "+")]);
  return spaces.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}
function jsonForms(json) {
  const ascii = json.replace(/[^\0-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return [json, ascii].flatMap((form) => [form, form.replaceAll("/", "\\/")]);
}
function base64Forms(value) {
  const bytes = Buffer.from(value, "utf8");
  const forms = [bytes.toString("base64"), bytes.toString("base64url")];
  for (const offset of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const first = [0, 2, 3][offset] ?? 0;
    const last = Math.floor(encoded.length * 8 / 6);
    forms.push(encoded.toString("base64").slice(first, last), encoded.toString("base64url").slice(first, last));
  }
  return forms;
}
function createRedactor() {
  const forms = /* @__PURE__ */ new Set();
  const byFirst = /* @__PURE__ */ new Map();
  const cut = new CutSecrets();
  let longest = 0;
  const openStream = () => {
    let held = "";
    let covered = 0;
    const advance = (until) => {
      const spans = findSpans(held, forms, covered);
      let out = "";
      let at = covered;
      for (const span of spans) {
        if (span.start >= until) break;
        out += held.slice(at, span.start);
        if (!span.continued) out += REDACTED;
        at = span.end;
      }
      out += held.slice(at, Math.max(at, until));
      covered = Math.max(0, at - until);
      held = held.slice(until);
      return out;
    };
    return {
      write(text) {
        held += text;
        return advance(holdFrom(held, byFirst, longest));
      },
      end: () => advance(held.length)
    };
  };
  return {
    add(secret) {
      for (const form of secretForms(secret)) {
        if (forms.has(form)) continue;
        forms.add(form);
        const first = form.charAt(0);
        appendTo(byFirst, first, form);
        longest = Math.max(longest, form.length);
        cut.add(form);
      }
    },
    redact(text) {
      const stream = openStream();
      return cut.mask(stream.write(text) + stream.end(), REDACTED);
    },
    stream: openStream
  };
}
function findSpans(text, forms, covered) {
  const found = covered > 0 ? [{ start: 0, end: covered, continued: true }] : [];
  for (const form of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      found.push({ start, end: start + form.length, continued: false });
    }
  }
  found.sort((a, b) => a.start - b.start || Number(b.continued) - Number(a.continued));
  const spans = [];
  for (const span of found) {
    const previous = spans.at(-1);
    if (previous && span.start < previous.end) previous.end = Math.max(previous.end, span.end);
    else spans.push(span);
  }
  return spans;
}
function holdFrom(text, byFirst, longest) {
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start++) {
    const candidates = byFirst.get(text.charAt(start));
    if (!candidates) continue;
    const rest = text.slice(start);
    if (candidates.some((form) => form.length > rest.length && form.startsWith(rest))) return start;
  }
  return text.length;
}
var PLAIN_KEY = /^[a-z]+(?:_[a-z]+)*$/;
function redactStrings(value, redact) {
  const visit = (item) => {
    if (typeof item === "string") return redact(item);
    if (Array.isArray(item)) return item.map(visit);
    if (item !== null && typeof item === "object") {
      return Object.fromEntries(
        Object.entries(item).map(([key, inner]) => [PLAIN_KEY.test(key) ? key : redact(key), visit(inner)])
      );
    }
    return item;
  };
  return visit(value);
}

export {
  createRedactor,
  redactStrings
};
