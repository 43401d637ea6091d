import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  readProcStat
} from "./chunk-SDUKE5W5.js";
import {
  appendTo
} from "./chunk-6BXGY3ZC.js";

// src/run/process-group.ts
import { setTimeout as sleep } from "node:timers/promises";

// src/run/process-tree.ts
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
var ProcessTree = class {
  /** @param root number of the process whose descendants are the members */
  constructor(root) {
    this.root = root;
  }
  root;
  members = /* @__PURE__ */ new Map();
  /** Adds all processes that are now below the root or below a known member. */
  gather() {
    const listed = list();
    const children = /* @__PURE__ */ new Map();
    for (const each of listed) appendTo(children, each.parent, each);
    const waiting = [this.root, ...listed.filter((each) => this.has(each)).map(({ pid }) => pid)];
    for (let pid = waiting.pop(); pid !== void 0; pid = waiting.pop()) {
      for (const child of children.get(pid) ?? []) {
        if (this.has(child)) continue;
        this.members.set(child.pid, child.started);
        waiting.push(child.pid);
      }
    }
  }
  /** Signals the members outside of the root's own process group. */
  signal(signal) {
    for (const each of this.living()) {
      if (each.group === this.root) continue;
      try {
        process.kill(each.pid, signal);
      } catch {
      }
    }
  }
  /** Whether a member lives. */
  alive() {
    return this.members.size > 0 && this.living().length > 0;
  }
  living() {
    return this.members.size === 0 ? [] : list().filter((each) => !each.ended && this.has(each));
  }
  has({ pid, started }) {
    return this.members.get(pid) === started;
  }
};
function list() {
  if (process.platform === "win32") return [];
  return process.platform === "linux" ? listOfProc() : listOfPs();
}
function listOfProc() {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readProcStat(name);
    return stat === void 0 ? [] : [{ pid: Number(name), ...stat }];
  });
}
function listOfPs() {
  const text = execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,stat=,lstart="], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "/bin:/usr/bin", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "ignore"]
  });
  return text.split("\n").flatMap((line) => {
    const [, pid, parent, group, state = "", started = ""] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    return pid === void 0 ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group), started, ended: state.startsWith("Z") }];
  });
}

// src/run/process-group.ts
var INTERRUPT_GRACE_MS = 4e3;
var TERMINATE_GRACE_MS = 2e3;
var POLL_MS = 20;
var POLITE = [
  ["SIGINT", INTERRUPT_GRACE_MS],
  ["SIGTERM", TERMINATE_GRACE_MS],
  ["SIGKILL", 1e3]
];
function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
    return true;
  } catch {
    return false;
  }
}
var living = /* @__PURE__ */ new Set();
function killLivingGroups() {
  for (const pid of living) {
    const tree = new ProcessTree(pid);
    tree.gather();
    signalGroup(pid, "SIGKILL");
    tree.signal("SIGKILL");
  }
}
async function endGroup(pid, steps = POLITE) {
  const tree = new ProcessTree(pid);
  const alive = () => signalGroup(pid, 0) || tree.alive();
  for (const [signal, milliseconds] of steps) {
    const until = performance.now() + milliseconds;
    tree.gather();
    signalGroup(pid, signal);
    if (signal !== 0) tree.signal(signal);
    while (alive()) {
      if (performance.now() >= until) break;
      await sleep(POLL_MS);
    }
    if (!alive()) return;
  }
}

export {
  INTERRUPT_GRACE_MS,
  TERMINATE_GRACE_MS,
  signalGroup,
  living,
  killLivingGroups,
  endGroup
};
