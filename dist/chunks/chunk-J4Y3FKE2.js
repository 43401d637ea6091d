import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/text/edit-distance.ts
function editDistance(from, to, limit = Infinity) {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let [before, row, next] = [
    new Uint8Array(to.length + 1),
    Uint8Array.from({ length: to.length + 1 }, (_, index) => index),
    new Uint8Array(to.length + 1)
  ];
  for (let i = 1; i <= from.length; i++) {
    const [char, last] = [from.charCodeAt(i - 1), from.charCodeAt(i - 2)];
    let left = i;
    let fewest = i;
    next[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const other = to.charCodeAt(j - 1);
      const replaced = (row[j - 1] ?? 0) + (char === other ? 0 : 1);
      const removed = (row[j] ?? 0) + 1;
      left = left + 1 < replaced ? left + 1 : replaced;
      if (removed < left) left = removed;
      if (i > 1 && j > 1 && char === to.charCodeAt(j - 2) && last === other)
        left = Math.min(left, (before[j - 2] ?? 0) + 1);
      if (left < fewest) fewest = left;
      next[j] = left;
    }
    if (fewest > limit + 1) return limit + 1;
    [before, row, next] = [row, next, before];
  }
  return row[to.length] ?? 0;
}

// src/text/nearest.ts
var COMPARED_LENGTH = 100;
var COMPARED_METRIC_LENGTH = 64;
function nearest(word, candidates, only) {
  const normal = (text) => text.slice(0, COMPARED_LENGTH).toLowerCase().replaceAll("_", "-");
  const asked = normal(word);
  const hasFirst = (candidate) => Number(normal(candidate)[0] === asked[0]);
  const known = [...candidates].sort((one, other) => hasFirst(other) - hasFirst(one));
  const mostEdits = Math.max(1, Math.floor(asked.length / 3));
  const [best] = closest(known, 1, mostEdits, (candidate, limit) => editDistance(asked, normal(candidate), limit));
  if (best !== void 0 || only === "misspelt" || asked.length < 4) return best;
  return known.find((candidate) => normal(candidate).includes(asked));
}
function didYouMean(meant, before = "") {
  return meant === void 0 ? "" : `Did you mean ${before}${meant}? `;
}
function nearestMetrics(wanted, known, count = 3) {
  const target = metricKey(wanted);
  const inOrder = [...new Set(known)].sort();
  return closest(inOrder, count, COMPARED_METRIC_LENGTH, (name, limit) => {
    const key = metricKey(name);
    if (lastSegment(key) === lastSegment(target)) return 0;
    return Math.min(editDistance(target, key, limit), editDistance(lastSegment(target), lastSegment(key), limit) + 1);
  });
}
function closest(candidates, count, limit, distance) {
  let best = [];
  for (const candidate of candidates) {
    const last = best.length < count ? void 0 : best.at(-1);
    const farthest = last === void 0 ? limit : last.away - 1;
    const away = distance(candidate, farthest);
    if (away <= farthest) best = [...best, { candidate, away }].sort((a, b) => a.away - b.away).slice(0, count);
  }
  return best.map(({ candidate }) => candidate);
}
function metricKey(name) {
  return name.slice(name.lastIndexOf(":") + 1).toLowerCase().slice(0, COMPARED_METRIC_LENGTH);
}
function lastSegment(key) {
  return key.slice(key.lastIndexOf(".") + 1);
}

export {
  nearest,
  didYouMean,
  nearestMetrics
};
