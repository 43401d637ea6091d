import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/settings/nearest.ts
function distance(a, b) {
  let before = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
function nearest(word, candidates, only) {
  const normal = (text) => text.toLowerCase().replaceAll("_", "-");
  const asked = normal(word.slice(0, 100));
  let best;
  let fewest = Math.max(1, Math.floor(asked.length / 3)) + 1;
  for (const candidate of candidates) {
    const edits = distance(asked, normal(candidate));
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  if (best !== void 0 || only === "misspelt" || asked.length < 4) return best;
  return [...candidates].find((candidate) => normal(candidate).includes(asked));
}

export {
  nearest
};
