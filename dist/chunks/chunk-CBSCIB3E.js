import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/report/json-depth.ts
function isTooDeep(text, most) {
  let [depth, inText] = [0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inText) {
      if (character === "\\") index++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "[" || character === "{") {
      if (++depth > most) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}

export {
  isTooDeep
};
