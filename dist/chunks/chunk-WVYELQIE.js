import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)

// src/report/paint.ts
import { styleText } from "node:util";
var STYLES = {
  bad: "red",
  warn: "yellow",
  good: "green",
  plain: void 0
};
function paint(text, tone, colour) {
  const style = tone === "dim" || tone === "bold" ? tone : STYLES[tone];
  return colour && style && text ? styleText(style, text, { validateStream: false }) : text;
}

export {
  paint
};
