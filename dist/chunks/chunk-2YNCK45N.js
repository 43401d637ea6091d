import { createRequire as dvcCiCreateRequire } from 'node:module'
const require = dvcCiCreateRequire(import.meta.url)
import {
  runProcess
} from "./chunk-UAXYXOMA.js";
import {
  childEnvironment
} from "./chunk-SDUKE5W5.js";
import {
  CancelledError,
  SetupError,
  messageOf
} from "./chunk-GSQGKKGD.js";
import {
  __commonJS,
  __toESM
} from "./chunk-VUXC3WPS.js";

// node_modules/@renovatebot/pep440/lib/version.js
var require_version = __commonJS({
  "node_modules/@renovatebot/pep440/lib/version.js"(exports, module) {
    var VERSION_PATTERN = [
      "v?",
      "(?:",
      /* */
      "(?:(?<epoch>[0-9]+)!)?",
      // epoch
      /* */
      "(?<release>[0-9]+(?:\\.[0-9]+)*)",
      // release segment
      /* */
      "(?<pre>",
      // pre-release
      /*    */
      "[-_\\.]?",
      /*    */
      "(?<pre_l>(a|b|c|rc|alpha|beta|pre|preview))",
      /*    */
      "[-_\\.]?",
      /*    */
      "(?<pre_n>[0-9]+)?",
      /* */
      ")?",
      /* */
      "(?<post>",
      // post release
      /*    */
      "(?:-(?<post_n1>[0-9]+))",
      /*    */
      "|",
      /*    */
      "(?:",
      /*        */
      "[-_\\.]?",
      /*        */
      "(?<post_l>post|rev|r)",
      /*        */
      "[-_\\.]?",
      /*        */
      "(?<post_n2>[0-9]+)?",
      /*    */
      ")",
      /* */
      ")?",
      /* */
      "(?<dev>",
      // dev release
      /*    */
      "[-_\\.]?",
      /*    */
      "(?<dev_l>dev)",
      /*    */
      "[-_\\.]?",
      /*    */
      "(?<dev_n>[0-9]+)?",
      /* */
      ")?",
      ")",
      "(?:\\+(?<local>[a-z0-9]+(?:[-_\\.][a-z0-9]+)*))?"
      // local version
    ].join("");
    module.exports = {
      VERSION_PATTERN,
      valid,
      clean,
      explain: explain2,
      parse,
      stringify
    };
    var validRegex = new RegExp("^" + VERSION_PATTERN + "$", "i");
    function valid(version) {
      return validRegex.test(version) ? version : null;
    }
    var cleanRegex = new RegExp("^\\s*" + VERSION_PATTERN + "\\s*$", "i");
    function clean(version) {
      return stringify(parse(version, cleanRegex));
    }
    function parse(version, regex) {
      const { groups } = (regex || validRegex).exec(version) || {};
      if (!groups) {
        return null;
      }
      const parsed = {
        epoch: Number(groups.epoch ? groups.epoch : 0),
        release: groups.release.split(".").map(Number),
        pre: normalize_letter_version(groups.pre_l, groups.pre_n),
        post: normalize_letter_version(
          groups.post_l,
          groups.post_n1 || groups.post_n2
        ),
        dev: normalize_letter_version(groups.dev_l, groups.dev_n),
        local: parse_local_version(groups.local)
      };
      return parsed;
    }
    function stringify(parsed) {
      if (!parsed) {
        return null;
      }
      const { epoch, release, pre, post, dev, local } = parsed;
      const parts = [];
      if (epoch !== 0) {
        parts.push(`${epoch}!`);
      }
      parts.push(release.join("."));
      if (pre) {
        parts.push(pre.join(""));
      }
      if (post) {
        parts.push("." + post.join(""));
      }
      if (dev) {
        parts.push("." + dev.join(""));
      }
      if (local) {
        parts.push(`+${local}`);
      }
      return parts.join("");
    }
    function normalize_letter_version(letterIn, numberIn) {
      let letter = letterIn;
      let number = numberIn;
      if (letter) {
        if (!number) {
          number = 0;
        }
        letter = letter.toLowerCase();
        if (letter === "alpha") {
          letter = "a";
        } else if (letter === "beta") {
          letter = "b";
        } else if (["c", "pre", "preview"].includes(letter)) {
          letter = "rc";
        } else if (["rev", "r"].includes(letter)) {
          letter = "post";
        }
        return [letter, Number(number)];
      }
      if (!letter && number) {
        letter = "post";
        return [letter, Number(number)];
      }
      return null;
    }
    function parse_local_version(local) {
      if (local) {
        return local.split(/[._-]/).map(
          (part) => Number.isNaN(Number(part)) ? part.toLowerCase() : Number(part)
        );
      }
      return null;
    }
    function explain2(version) {
      const parsed = parse(version);
      if (!parsed) {
        return parsed;
      }
      const { epoch, release, pre, post, dev, local } = parsed;
      let base_version = "";
      if (epoch !== 0) {
        base_version += epoch + "!";
      }
      base_version += release.join(".");
      const is_prerelease = Boolean(dev || pre);
      const is_devrelease = Boolean(dev);
      const is_postrelease = Boolean(post);
      return {
        epoch,
        release,
        pre,
        post: post ? post[1] : post,
        dev: dev ? dev[1] : dev,
        local: local ? local.join(".") : local,
        public: stringify(parsed).split("+", 1)[0],
        base_version,
        is_prerelease,
        is_devrelease,
        is_postrelease
      };
    }
  }
});

// node_modules/@renovatebot/pep440/lib/operator.js
var require_operator = __commonJS({
  "node_modules/@renovatebot/pep440/lib/operator.js"(exports, module) {
    var { parse } = require_version();
    module.exports = {
      compare: compare2,
      rcompare,
      lt,
      le,
      eq,
      ne,
      ge,
      gt,
      "<": lt,
      "<=": le,
      "==": eq,
      "!=": ne,
      ">=": ge,
      ">": gt,
      "===": arbitrary
    };
    function lt(version, other) {
      return compare2(version, other) < 0;
    }
    function le(version, other) {
      return compare2(version, other) <= 0;
    }
    function eq(version, other) {
      return compare2(version, other) === 0;
    }
    function ne(version, other) {
      return compare2(version, other) !== 0;
    }
    function ge(version, other) {
      return compare2(version, other) >= 0;
    }
    function gt(version, other) {
      return compare2(version, other) > 0;
    }
    function arbitrary(version, other) {
      return version.toLowerCase() === other.toLowerCase();
    }
    function compare2(version, other) {
      const parsedVersion = parse(version);
      const parsedOther = parse(other);
      const keyVersion = calculateKey(parsedVersion);
      const keyOther = calculateKey(parsedOther);
      return pyCompare(keyVersion, keyOther);
    }
    function rcompare(version, other) {
      return -compare2(version, other);
    }
    function pyCompare(elemIn, otherIn) {
      let elem = elemIn;
      let other = otherIn;
      if (elem === other) {
        return 0;
      }
      if (Array.isArray(elem) !== Array.isArray(other)) {
        elem = Array.isArray(elem) ? elem : [elem];
        other = Array.isArray(other) ? other : [other];
      }
      if (Array.isArray(elem)) {
        const len = Math.min(elem.length, other.length);
        for (let i = 0; i < len; i += 1) {
          const res = pyCompare(elem[i], other[i]);
          if (res !== 0) {
            return res;
          }
        }
        return elem.length - other.length;
      }
      if (elem === -Infinity || other === Infinity) {
        return -1;
      }
      if (elem === Infinity || other === -Infinity) {
        return 1;
      }
      return elem < other ? -1 : 1;
    }
    function calculateKey(input) {
      const { epoch } = input;
      let { release, pre, post, local, dev } = input;
      release = release.concat();
      release.reverse();
      while (release.length && release[0] === 0) {
        release.shift();
      }
      release.reverse();
      if (!pre && !post && dev) pre = -Infinity;
      else if (!pre) pre = Infinity;
      if (!post) post = -Infinity;
      if (!dev) dev = Infinity;
      if (!local) {
        local = -Infinity;
      } else {
        local = local.map(
          (i) => Number.isNaN(Number(i)) ? [-Infinity, i] : [Number(i), ""]
        );
      }
      return [epoch, release, pre, post, dev, local];
    }
  }
});

// node_modules/@renovatebot/pep440/lib/specifier.js
var require_specifier = __commonJS({
  "node_modules/@renovatebot/pep440/lib/specifier.js"(exports, module) {
    var { VERSION_PATTERN, explain: explainVersion } = require_version();
    var Operator = require_operator();
    var RANGE_PATTERN = [
      "(?<operator>(===|~=|==|!=|<=|>=|<|>))",
      "\\s*",
      "(",
      /*  */
      "(?<version>(?:" + VERSION_PATTERN.replace(/\?<\w+>/g, "?:") + "))",
      /*  */
      "(?<prefix>\\.\\*)?",
      /*  */
      "|",
      /*  */
      "(?<legacy>[^,;\\s)]+)",
      ")"
    ].join("");
    module.exports = {
      RANGE_PATTERN,
      parse,
      satisfies: satisfies2,
      filter,
      validRange,
      maxSatisfying,
      minSatisfying
    };
    var isEqualityOperator = (op) => ["==", "!=", "==="].includes(op);
    var rangeRegex = new RegExp("^" + RANGE_PATTERN + "$", "i");
    function parse(ranges) {
      if (!ranges.trim()) {
        return [];
      }
      const specifiers = ranges.split(",").map((range) => rangeRegex.exec(range.trim()) || {}).map(({ groups }) => {
        if (!groups) {
          return null;
        }
        let { ...spec } = groups;
        const { operator, version, prefix, legacy } = groups;
        if (version) {
          spec = { ...spec, ...explainVersion(version) };
          if (operator === "~=") {
            if (spec.release.length < 2) {
              return null;
            }
          }
          if (!isEqualityOperator(operator) && spec.local) {
            return null;
          }
          if (prefix) {
            if (!isEqualityOperator(operator) || spec.dev || spec.local) {
              return null;
            }
          }
        }
        if (legacy && operator !== "===") {
          return null;
        }
        return spec;
      });
      if (specifiers.filter(Boolean).length !== specifiers.length) {
        return null;
      }
      return specifiers;
    }
    function filter(versions, specifier, options = {}) {
      const filtered = pick(versions, specifier, options);
      if (filtered.length === 0 && options.prereleases === void 0) {
        return pick(versions, specifier, { prereleases: true });
      }
      return filtered;
    }
    function maxSatisfying(versions, range, options) {
      const found = filter(versions, range, options).sort(Operator.compare);
      return found.length === 0 ? null : found[found.length - 1];
    }
    function minSatisfying(versions, range, options) {
      const found = filter(versions, range, options).sort(Operator.compare);
      return found.length === 0 ? null : found[0];
    }
    function pick(versions, specifier, options) {
      const parsed = parse(specifier);
      if (!parsed) {
        return [];
      }
      return versions.filter((version) => {
        const explained = explainVersion(version);
        if (!parsed.length) {
          return explained && !(explained.is_prerelease && !options.prereleases);
        }
        return parsed.reduce((pass, spec) => {
          if (!pass) {
            return false;
          }
          return contains({ ...spec, ...options }, { version, explained });
        }, true);
      });
    }
    function satisfies2(version, specifier, options = {}) {
      const filtered = pick([version], specifier, options);
      return filtered.length === 1;
    }
    function arrayStartsWith(array, prefix) {
      if (prefix.length > array.length) {
        return false;
      }
      for (let i = 0; i < prefix.length; i += 1) {
        if (prefix[i] !== array[i]) {
          return false;
        }
      }
      return true;
    }
    function contains(specifier, input) {
      const { explained } = input;
      let { version } = input;
      const { ...spec } = specifier;
      if (spec.prereleases === void 0) {
        spec.prereleases = spec.is_prerelease;
      }
      if (explained && explained.is_prerelease && !spec.prereleases) {
        return false;
      }
      if (spec.operator === "~=") {
        let compatiblePrefix = spec.release.slice(0, -1).concat("*").join(".");
        if (spec.epoch) {
          compatiblePrefix = spec.epoch + "!" + compatiblePrefix;
        }
        return satisfies2(version, `>=${spec.version}, ==${compatiblePrefix}`, {
          prereleases: spec.prereleases
        });
      }
      if (spec.prefix) {
        const isMatching = explained.epoch === spec.epoch && arrayStartsWith(explained.release, spec.release);
        const isEquality = spec.operator !== "!=";
        return isEquality ? isMatching : !isMatching;
      }
      if (explained) {
        if (explained.local && spec.version) {
          version = explained.public;
          spec.version = explainVersion(spec.version).public;
        }
      }
      if (spec.operator === "<" || spec.operator === ">") {
        if (Operator.eq(spec.release.join("."), explained.release.join("."))) {
          return false;
        }
      }
      const op = Operator[spec.operator];
      return op(version, spec.version || spec.legacy);
    }
    function validRange(specifier) {
      return Boolean(parse(specifier));
    }
  }
});

// node_modules/@renovatebot/pep440/lib/semantic.js
var require_semantic = __commonJS({
  "node_modules/@renovatebot/pep440/lib/semantic.js"(exports, module) {
    var { explain: explain2, parse, stringify } = require_version();
    module.exports = {
      major,
      minor,
      patch,
      inc
    };
    function major(input) {
      const version = explain2(input);
      if (!version) {
        throw new TypeError("Invalid Version: " + input);
      }
      return version.release[0];
    }
    function minor(input) {
      const version = explain2(input);
      if (!version) {
        throw new TypeError("Invalid Version: " + input);
      }
      if (version.release.length < 2) {
        return 0;
      }
      return version.release[1];
    }
    function patch(input) {
      const version = explain2(input);
      if (!version) {
        throw new TypeError("Invalid Version: " + input);
      }
      if (version.release.length < 3) {
        return 0;
      }
      return version.release[2];
    }
    function inc(input, release, preReleaseIdentifier) {
      let identifier = preReleaseIdentifier || `a`;
      const version = parse(input);
      if (!version) {
        return null;
      }
      if (!["a", "b", "c", "rc", "alpha", "beta", "pre", "preview"].includes(
        identifier
      )) {
        return null;
      }
      switch (release) {
        case "premajor":
          {
            const [majorVersion] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion + 1;
          }
          version.pre = [identifier, 0];
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        case "preminor":
          {
            const [majorVersion, minorVersion = 0] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion;
            version.release[1] = minorVersion + 1;
          }
          version.pre = [identifier, 0];
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        case "prepatch":
          {
            const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion;
            version.release[1] = minorVersion;
            version.release[2] = patchVersion + 1;
          }
          version.pre = [identifier, 0];
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        case "prerelease":
          if (version.pre === null) {
            const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion;
            version.release[1] = minorVersion;
            version.release[2] = patchVersion + 1;
            version.pre = [identifier, 0];
          } else {
            if (preReleaseIdentifier === void 0 && version.pre !== null) {
              [identifier] = version.pre;
            }
            const [letter, number] = version.pre;
            if (letter === identifier) {
              version.pre = [letter, number + 1];
            } else {
              version.pre = [identifier, 0];
            }
          }
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        case "major":
          if (version.release.slice(1).some((value) => value !== 0) || version.pre === null) {
            const [majorVersion] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion + 1;
          }
          delete version.pre;
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        case "minor":
          if (version.release.slice(2).some((value) => value !== 0) || version.pre === null) {
            const [majorVersion, minorVersion = 0] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion;
            version.release[1] = minorVersion + 1;
          }
          delete version.pre;
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        case "patch":
          if (version.release.slice(3).some((value) => value !== 0) || version.pre === null) {
            const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
            version.release.fill(0);
            version.release[0] = majorVersion;
            version.release[1] = minorVersion;
            version.release[2] = patchVersion + 1;
          }
          delete version.pre;
          delete version.post;
          delete version.dev;
          delete version.local;
          break;
        default:
          return null;
      }
      return stringify(version);
    }
  }
});

// node_modules/@renovatebot/pep440/index.js
var require_pep440 = __commonJS({
  "node_modules/@renovatebot/pep440/index.js"(exports, module) {
    var { valid, clean, explain: explain2, parse } = require_version();
    var { lt, le, eq, ne, ge, gt, compare: compare2, rcompare } = require_operator();
    var {
      filter,
      maxSatisfying,
      minSatisfying,
      RANGE_PATTERN,
      satisfies: satisfies2,
      validRange
    } = require_specifier();
    var { major, minor, patch, inc } = require_semantic();
    module.exports = {
      // version
      valid,
      clean,
      explain: explain2,
      parse,
      // operator
      lt,
      le,
      lte: le,
      eq,
      ne,
      neq: ne,
      ge,
      gte: ge,
      gt,
      compare: compare2,
      rcompare,
      // range
      filter,
      maxSatisfying,
      minSatisfying,
      RANGE_PATTERN,
      satisfies: satisfies2,
      validRange,
      // semantic
      major,
      minor,
      patch,
      inc
    };
  }
});

// src/toolchain/extras.ts
var EXTRA_MODULES = {
  azure: "dvc_azure",
  gdrive: "dvc_gdrive",
  gs: "dvc_gs",
  hdfs: "dvc_hdfs",
  oss: "dvc_oss",
  s3: "dvc_s3",
  ssh: "dvc_ssh",
  webdav: "dvc_webdav",
  webhdfs: "dvc_webhdfs"
};
var CLIENT_MODULES = {
  azure: "adlfs",
  gdrive: "pydrive2.fs",
  gs: "gcsfs",
  hdfs: "pyarrow.fs",
  oss: "ossfs",
  s3: "s3fs",
  ssh: "sshfs",
  webdav: "webdav4.fsspec",
  webhdfs: "fsspec.implementations.webhdfs"
};
var ALIASES = { webdavs: "webdav" };
function isExtra(name) {
  return Object.hasOwn(EXTRA_MODULES, name);
}
function extrasOf(schemes) {
  const extras = /* @__PURE__ */ new Set();
  for (const scheme of schemes) {
    const name = scheme.toLowerCase().replace(/:(\/\/)?$/, "");
    const extra = ALIASES[name] ?? name;
    if (isExtra(extra)) extras.add(extra);
  }
  return [...extras].sort();
}

// src/toolchain/find-dvc.ts
import { open, realpath as realpath2 } from "node:fs/promises";
import { basename, dirname as dirname2, isAbsolute as isAbsolute3, join as join2 } from "node:path";

// src/settings/oldest-dvc.ts
var MINIMUM_DVC_VERSION = "3.0";

// src/toolchain/python.ts
import { isAbsolute as isAbsolute2 } from "node:path";

// src/toolchain/dvc-version.ts
var import_pep440 = __toESM(require_pep440(), 1);
var DEFAULT_DVC_VERSION = "3.67.1";
function compareVersions(left, right) {
  const release = (version) => (0, import_pep440.explain)(version)?.base_version ?? "0";
  return (0, import_pep440.compare)(release(left), release(right));
}
function isSupported(version) {
  return compareVersions(version, MINIMUM_DVC_VERSION) >= 0;
}
function parseDvcVersion(text) {
  const asked = text.trim();
  if (!/^\d+(\.\d+){0,2}$/.test(asked)) {
    throw new SetupError("dvc-version-invalid", `dvc-version: '${text}' is not a version of DVC.`, {
      key: "dvc-version",
      value: text,
      remedy: `Write a version like '${DEFAULT_DVC_VERSION}', or its first numbers, like '${DEFAULT_DVC_VERSION.replace(/\.\d+$/, "")}'.`
    });
  }
  if (!isSupported(asked)) {
    throw new SetupError("dvc-version-unsupported", `dvc-version: DVC ${asked} is not supported.`, {
      key: "dvc-version",
      value: text,
      remedy: `Use DVC ${MINIMUM_DVC_VERSION} or newer, e.g. '${DEFAULT_DVC_VERSION}'.`
    });
  }
  const specifier = asked.split(".").length === 3 ? `==${asked}` : `==${asked}.*`;
  return { text: asked, specifier, accepts: (version) => (0, import_pep440.satisfies)(version, specifier, { prereleases: true }) };
}

// src/toolchain/search-path.ts
import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
var windows = process.platform === "win32";
function pathKey(env) {
  return windows && Object.keys(env).find((key) => key.toUpperCase() === "PATH") || "PATH";
}
function searchPath(env) {
  return (env[pathKey(env)] ?? "").split(delimiter).filter((directory) => isAbsolute(directory));
}
function programFile(name) {
  return windows ? `${name}.exe` : name;
}
function binDirectory(environment) {
  return join(environment, windows ? "Scripts" : "bin");
}
function pythonOf(environment) {
  return join(binDirectory(environment), programFile("python"));
}
async function isProgram(path) {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
async function isSameProgram(one, other) {
  const real = (path) => realpath(path).catch(() => path);
  const [file, folder, otherFile, otherFolder] = await Promise.all([one, dirname(one), other, dirname(other)].map(real));
  return file === otherFile && folder === otherFolder;
}
async function programsNamed(name, env) {
  const found = /* @__PURE__ */ new Map();
  for (const directory of searchPath(env)) {
    const path = join(directory, programFile(name));
    if (!await isProgram(path)) continue;
    const place = join(await realpath(directory), programFile(name));
    if (!found.has(place)) found.set(place, path);
  }
  return [...found.values()];
}
function withFirst(env, ...directories) {
  const rest = (env[pathKey(env)] ?? "").split(delimiter).filter((directory) => directory && !directories.includes(directory));
  return { ...env, [pathKey(env)]: [...directories, ...rest].join(delimiter) };
}
function withLast(env, directory) {
  const path = env[pathKey(env)] ?? "";
  if (path.split(delimiter).includes(directory)) return env;
  return { ...env, [pathKey(env)]: path ? `${path}${delimiter}${directory}` : directory };
}

// src/toolchain/python.ts
var NAMES = [
  "python3",
  "python",
  "python3.14",
  "python3.13",
  "python3.12",
  "python3.11",
  "python3.10",
  "python3.9"
];
var INSPECT = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
try:
    from _json import encode_basestring_ascii as quoted
except ImportError:
    from json import dumps as quoted
def has(name):
    try:
        from importlib.machinery import PathFinder
        return sys.modules.get(name, name) is not None and PathFinder.find_spec(name) is not None
    except Exception:
        return False
def told(value):
    return "true" if value else "false"
print('{"version": "%d.%d.%d", ' % sys.version_info[:3] + '"program": %s, "base": %s, "pip": %s, "ensurepip": %s}' % (
    quoted(sys.executable or ""), quoted(getattr(sys, "base_prefix", sys.prefix)),
    told(has("pip")), told(has("ensurepip") and has("venv"))))
`;
var SECONDS = 30;
async function findPython(request) {
  const { minimum, purpose, wanted, running } = request;
  const passedOver = [];
  for await (const command of commands(request.env)) {
    const isRunning = running !== void 0 && await isSameProgram(command[0], running.program);
    const python = isRunning ? running : await inspect(command, request);
    if (typeof python === "string") passedOver.push(python);
    else if (compareVersions(python.version, minimum) >= 0 && wanted?.allows(python.version) !== false) return python;
    else passedOver.push(`${command.join(" ")} is ${python.version}`);
  }
  const names = `${NAMES.join(", ")}${process.platform === "win32" ? ", py -3" : ""}`;
  const seen = passedOver.length ? `PATH has only these, which cannot be used: ${passedOver.join("; ")}` : `PATH has none of ${names}`;
  if (wanted !== void 0)
    throw new SetupError("python-missing", `${wanted.file} needs Python ${wanted.text}, but ${seen}.`, {
      key: "PATH",
      remedy: `Set up a Python that fits: a step 'uses: actions/setup-python' with \`python-version: '${wanted.example}'\` before this one.`
    });
  throw new SetupError("python-missing", `no Python: ${minimum} or newer is needed to ${purpose}, but ${seen}.`, {
    key: "PATH",
    remedy: "Install one: a step 'uses: actions/setup-python' before this one, or 'apt-get install python3 python3-venv'."
  });
}
async function* commands(env) {
  for (const name of NAMES) {
    for (const path of await programsNamed(name, env)) yield [path];
  }
  if (process.platform === "win32") {
    for (const path of await programsNamed("py", env)) yield [path, "-3"];
  }
}
async function inspect(command, { env, cwd, signal }) {
  const name = command.join(" ");
  try {
    const { code, stdout } = await runProcess([...command, "-c", INSPECT], { env, cwd, signal, timeout: SECONDS });
    if (code !== 0) return `${name} ends with ${code}`;
    const said = parseObject(stdout);
    const text = (key) => typeof said?.[key] === "string" ? said[key] : "";
    if (!said || !text("version")) return `${name} is not a Python`;
    return {
      program: isAbsolute2(text("program")) ? text("program") : command[0],
      version: text("version"),
      base: text("base"),
      pip: said.pip === true,
      ensurepip: said.ensurepip === true
    };
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return `${name}: ${messageOf(error)}`;
  }
}
function parseObject(stdout) {
  try {
    const value = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
  } catch {
    return void 0;
  }
}

// src/toolchain/dvc-probe.ts
var PROBE = `
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
spec = find_spec("dvc")
try:
    found = version("dvc") if spec is not None and spec.origin else None
except PackageNotFoundError:
    found = None
modules = json.loads(sys.argv[1])
print(json.dumps({"python": sys.executable, "version": found, "extras": [name for name in modules if find_spec(modules[name])]}))
`;
var SECONDS2 = 30;
async function probeDvc(python, options) {
  try {
    const { code, stdout, stderr } = await runProcess([python, "-c", PROBE, JSON.stringify(EXTRA_MODULES)], {
      ...options,
      timeout: SECONDS2
    });
    if (code !== 0) return `${python} ends with ${code}: ${stderr.trim().split("\n").at(-1) ?? ""}`;
    const said = parseObject(stdout);
    if (typeof said?.version !== "string") return `${python} cannot import DVC`;
    return {
      python: typeof said.python === "string" && said.python ? said.python : python,
      version: said.version,
      extras: Array.isArray(said.extras) ? said.extras.filter((name) => typeof name === "string" && isExtra(name)) : []
    };
  } catch (error) {
    if (error instanceof CancelledError || options.signal.aborted) throw error;
    return messageOf(error);
  }
}

// src/toolchain/dvc-script.ts
import { posix, win32 } from "node:path";
var SHELLS = /* @__PURE__ */ new Set(["sh", "bash", "dash", "ash", "ksh", "zsh"]);
var MANAGERS = ["pyenv", "asdf", "mise"];
var SCRIPT_HEAD_BYTES = 16384;
function readDvcScript(path, head, platform) {
  if (platform === "win32") return readLauncher(path, head);
  if (posix.basename(path) === "mise") return { kind: "shim", manager: path };
  const siblings = {
    kind: "siblings",
    pythons: ["python", "python3"].map((name2) => posix.join(posix.dirname(path), name2))
  };
  const shebang = /^#!\s*(\S+)[^\S\n]*([^\n]*)/.exec(head);
  if (!shebang) return { kind: "binary" };
  const [, program = "", rest = ""] = shebang;
  const name = posix.basename(program);
  if (isPython(name)) return posix.isAbsolute(program) ? { kind: "interpreter", python: program } : siblings;
  const target = name === "env" ? rest.split(/\s+/).find((word) => word && !word.startsWith("-") && !word.includes("=")) ?? "" : name;
  if (name === "env" && isPython(target)) return { kind: "on-path", name: target };
  if (!SHELLS.has(posix.basename(target))) return siblings;
  const long = /^'''exec' (?:"([^"]*)"|'([^']*)'|(\S+)) "\$0"/m.exec(head);
  const python = long?.[1] ?? long?.[2] ?? long?.[3];
  if (python !== void 0 && posix.isAbsolute(python)) return { kind: "interpreter", python };
  if (head.includes("'''exec'")) return siblings;
  for (const manager of MANAGERS) {
    const call = new RegExp(`exec\\s+["']?(\\S*/)?${manager}["']?\\s+(?:exec|x)\\b`).exec(head);
    if (call) return { kind: "shim", manager: `${call[1] ?? ""}${manager}` };
  }
  return siblings;
}
function isPython(name) {
  return /^(python|pypy)[\d.]*$/.test(name);
}
function readLauncher(path, content) {
  const folder = win32.dirname(path);
  const held = [...content.matchAll(/#!\s*"?([A-Za-z]:[^"\r\n\0]*?pythonw?\.exe)"?/g)].at(-1)?.[1];
  return {
    kind: "siblings",
    pythons: [
      ...held ? [held] : [],
      win32.join(folder, "python.exe"),
      win32.join(win32.dirname(folder), "python.exe")
    ]
  };
}

// src/toolchain/find-dvc.ts
var WHICH_SECONDS = 30;
async function searchDvc(request) {
  const asked = request.version === void 0 ? void 0 : parseDvcVersion(request.version);
  const search = {};
  const seen = /* @__PURE__ */ new Set();
  for (const { path, origin } of await candidates(request)) {
    const place = join2(await realpath2(dirname2(path)), programFile("dvc"));
    if (seen.has(place)) continue;
    seen.add(place);
    const examined = await examine(path, request);
    if (typeof examined === "string") {
      request.host.debug(`DVC: ${path} is not used: ${examined}`);
      continue;
    }
    const { dvc, python, version, extras } = examined;
    const missing = (request.extras ?? []).filter((extra) => !extras.includes(extra));
    const installation = { dvc, python, version, origin, ...missing.length ? { missing } : {} };
    if (!isSupported(version)) search.unsupported ??= installation;
    else if (asked && !asked.accepts(version)) search.otherVersion ??= installation;
    else if (!missing.length) return { ...search, found: installation };
    else search.found ??= installation;
  }
  return search;
}
async function likelyPython(request) {
  const [first] = await candidates(request);
  if (first === void 0) return void 0;
  const script = readDvcScript(await realpath2(first.path), await readHead(first.path), process.platform);
  const pythons = script.kind === "interpreter" ? [script.python] : script.kind === "siblings" ? script.pythons : script.kind === "on-path" ? (await programsNamed(script.name, request.env)).slice(0, 1) : [];
  for (const python of pythons) if (await isProgram(python)) return python;
  return void 0;
}
function describeUnsupported({ version, dvc }) {
  return `DVC ${version} (${dvc}) is not used: DVC ${MINIMUM_DVC_VERSION} or newer is needed. Raise the project's DVC to keep one version everywhere.`;
}
async function candidates({ env, cwd }) {
  const own = join2(cwd, ".venv");
  const environments = [env.VIRTUAL_ENV, env.CONDA_PREFIX, own].filter((path) => path !== void 0).filter((path) => isAbsolute3(path));
  const found = [];
  for (const environment of environments) {
    const path = join2(binDirectory(environment), programFile("dvc"));
    if (await isProgram(path) && (environment !== own || !await isTracked(own, env))) {
      found.push({ path, origin: "environment" });
    }
  }
  for (const path of await programsNamed("dvc", env)) found.push({ path, origin: "path" });
  return found;
}
async function isTracked(path, env) {
  const argv = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--", basename(path)];
  const result = await runProcess(argv, {
    cwd: dirname2(path),
    env: childEnvironment(env),
    timeout: WHICH_SECONDS
  }).catch(() => void 0);
  return result?.code === 0 && result.stdout !== "";
}
async function examine(path, request, behindShim = false) {
  const script = readDvcScript(await realpath2(path), await readHead(path), process.platform);
  switch (script.kind) {
    case "binary":
      return "it is not a Python program, and the resident DVC needs one that Python can import";
    case "shim": {
      const real = behindShim ? void 0 : await askManager(script.manager, request);
      return real === void 0 ? `${script.manager} has no dvc for ${request.cwd}` : await examine(real, request, true);
    }
    case "interpreter":
      return await probe(path, [script.python], request);
    case "on-path":
      return await probe(path, (await programsNamed(script.name, request.env)).slice(0, 1), request);
    case "siblings":
      return await probe(path, script.pythons, request);
  }
}
async function probe(dvc, pythons, request) {
  let reason = "its Python was not found";
  for (const python of pythons) {
    if (!await isProgram(python)) {
      reason = `its Python ${python} does not exist`;
      continue;
    }
    const probed = await request.known?.(python) ?? await probeDvc(python, request);
    if (typeof probed !== "string") return { dvc, ...probed };
    reason = probed;
  }
  return reason;
}
async function askManager(manager, { env, cwd, signal }) {
  try {
    const { code, stdout } = await runProcess([manager, "which", "dvc"], { env, cwd, signal, timeout: WHICH_SECONDS });
    const path = stdout.trim().split("\n").at(-1) ?? "";
    return code === 0 && isAbsolute3(path) && await isProgram(path) ? path : void 0;
  } catch (error) {
    if (error instanceof CancelledError || signal.aborted) throw error;
    return void 0;
  }
}
async function readHead(path) {
  const file = await open(path);
  try {
    const length = process.platform === "win32" ? Math.min((await file.stat()).size, 4194304) : SCRIPT_HEAD_BYTES;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString(process.platform === "win32" ? "latin1" : "utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

export {
  require_pep440,
  MINIMUM_DVC_VERSION,
  DEFAULT_DVC_VERSION,
  compareVersions,
  isSupported,
  parseDvcVersion,
  EXTRA_MODULES,
  CLIENT_MODULES,
  isExtra,
  extrasOf,
  searchPath,
  programFile,
  binDirectory,
  pythonOf,
  isProgram,
  isSameProgram,
  programsNamed,
  withFirst,
  withLast,
  findPython,
  parseObject,
  probeDvc,
  searchDvc,
  likelyPython,
  describeUnsupported
};
