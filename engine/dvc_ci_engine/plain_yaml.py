"""Reads and writes YAML as pipelines mostly have it, thirty times faster than a parser of all of it. Used by yaml_memory.py.

Block mappings and sequences, plain and quoted scalars, and flow collections of one line with nothing inside them, in ASCII, are read here; of a value that
is written in any other way its lines alone go to the real parser. A text whose structure is anything else, or that has an anchor, is left to the real
parser as a whole, and so is whatever YAML 1.1 and 1.2 read differently. Writing goes the same way: the structure here, each scalar that is not plain by
ruamel.yaml itself.
"""

import re

TEXT = re.compile(r"[\n -~]*")
KEY = re.compile(r"(?:[A-Za-z_/]|\.\.?[A-Za-z/])[A-Za-z0-9_./@+%-]*")
ENTRY = re.compile(rf"({KEY.pattern}):(?: +(.*))?")
WORDS = re.compile(r"(?:[A-Za-z_/$(]|\.\.?[A-Za-z/])[ -~]*")
INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
# No number, whatever YAML thinks of it: an e makes a float, 0b an integer.
HASH = re.compile(r"(?=[0-9a-f]*[acdf])[0-9a-f]{32}|[0-9a-f]{32}\.dir")
QUOTED = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")
FLOW_ITEM = r"(?:[A-Za-z_/$]|\.\.?[A-Za-z/]|-?[0-9])[A-Za-z0-9_./@+=%$-]*"
FLOW_LIST = re.compile(rf"\[ ?((?:{FLOW_ITEM}(?:, ?{FLOW_ITEM})*)?) ?\]")
FLOW_DICT = re.compile(rf"\{{ ?((?:{KEY.pattern}: {FLOW_ITEM}(?:, ?{KEY.pattern}: {FLOW_ITEM})*)?) ?\}}")
# No strings, or no strings for YAML 1.1.
RESERVED = frozenset(("null", "~", "true", "false", "yes", "no", "on", "off", ".inf", ".nan"))
# Columns that ruamel.yaml fills before it goes on in the next line.
WIDTH = 80
# What holds a place that has no line.
NOTHING = (-1, "")


# What ruamel.yaml wrote: (key, value, indentation) to text. dvc.lock is written again and again while stages run.
written = {}


class NotPlain(Exception):
    """It takes the real parser."""


def parse(text, real, exact=False):
    """The mapping that a text is, or None.

    @param real parses a text: the lines of a value that is not plain
    @param exact only what `dump` writes as it was: a text without comments, blank lines, flow collections, nulls or styles of its own
    """
    if not TEXT.fullmatch(text):
        return None
    try:
        return Reader(text, real, exact).read() or None
    except (NotPlain, RecursionError):
        return None


class Reader:
    def __init__(self, text, real, exact):
        self.real, self.exact, self.lines, self.line = real, exact, text.split("\n"), 0
        if self.lines[-1] == "":
            self.lines.pop()
        # The line to come: its indentation and what follows that.
        self.column, self.body = NOTHING
        self.step(0)

    def step(self, line):
        """Goes to the next line, from this one on, that says something."""
        for self.line in range(line, len(self.lines)):
            text = self.lines[self.line]
            self.body = text.strip(" ")
            if self.body != "" and self.body[0] != "#":
                self.column = len(text) - len(text.lstrip(" "))
                return
            if self.exact:
                raise NotPlain
        self.line = len(self.lines)
        self.column, self.body = NOTHING

    def read(self):
        if self.column != 0:
            raise NotPlain
        value = self.mapping(0)
        if self.line < len(self.lines):
            raise NotPlain
        return value

    def mapping(self, indent):
        result = {}
        while self.column == indent and not self.body.startswith("- "):
            entry = ENTRY.fullmatch(self.body)
            if not entry or entry[1] in result or entry[1].lower() in RESERVED:
                raise NotPlain
            line = self.line
            self.step(line + 1)
            result[entry[1]] = self.below(indent) if entry[2] is None else self.value(entry[2], indent, line)
        return result

    def below(self, indent):
        """The value of a key that has none in its own line."""
        if self.body.startswith("- ") and self.column >= indent:
            return self.sequence(self.column)
        if self.column > indent and ENTRY.fullmatch(self.body):
            return self.mapping(self.column)
        if self.column > indent and is_word(self.body):
            text, line = self.body, self.line
            self.step(line + 1)
            text = self.folded(text, indent, line)
            if text is None:
                raise NotPlain
            return text
        if self.column > indent or self.exact:
            raise NotPlain
        return None

    def sequence(self, indent):
        result = []
        while self.column == indent and self.body.startswith("- "):
            item = self.body[2:].lstrip(" ")
            if ENTRY.fullmatch(item):
                # The mapping stands where its first key does.
                self.column += len(self.body) - len(item)
                self.body = item
                result.append(self.mapping(self.column))
            else:
                line = self.line
                self.step(line + 1)
                result.append(self.value(item, indent, line))
        return result

    def value(self, text, indent, line):
        """@param text where the value begins, in the line of that number, under something that is indented so far"""
        found = self.flow(text) if text[0] in "[{" else self.quoted(text) if text[0] in "'\"" else self.scalar(text)
        if found is not None and self.column <= indent:
            return found[0]
        if is_word(text):
            text = self.folded(text, indent, line)
            if text is not None:
                return text
        return self.other(text, indent, line)

    def folded(self, text, indent, line):
        """A scalar of several lines, each with a space where the line ends."""
        while self.column > indent:
            if self.line != line + 1:
                return None
            text, line = f"{text} {self.body}", self.line
            self.step(line + 1)
        return text if is_word(text) else None

    def other(self, text, indent, line):
        """What the real parser makes of the lines of a value."""
        if text is None or (self.exact and text[0] not in "'\""):
            raise NotPlain
        while self.column > indent:
            self.step(self.line + 1)
        rest = "".join(f"{below[indent:] if below[:indent].strip(' ') == '' else below}\n" for below in self.lines[line + 1:self.line])
        try:
            return self.real(f"value: {text}\n{rest}")["value"]
        except Exception:
            raise NotPlain from None

    def flow(self, text):
        found = FLOW_LIST.fullmatch(text) or FLOW_DICT.fullmatch(text)
        if self.exact or not found:
            return None
        items = [item.strip() for item in found[1].split(",")] if found[1] else []
        pairs = [item.split(": ") if text[0] == "{" else (None, item) for item in items]
        values = [self.scalar(value) for _, value in pairs]
        if None in values:
            return None
        if text[0] == "[":
            return ([value for value, in values],)
        keys = [key for key, _ in pairs]
        if len(set(keys)) < len(keys) or any(key.lower() in RESERVED for key in keys):
            return None
        return (dict(zip(keys, (value for value, in values))),)

    @staticmethod
    def quoted(text):
        found = QUOTED.fullmatch(text)
        return found and (found[1] if found[1] is not None else found[2],)

    def scalar(self, text):
        """The value of a plain scalar in a tuple, or None."""
        if is_word(text) or HASH.fullmatch(text):
            return (text,)
        if INTEGER.fullmatch(text):
            return (int(text),)
        if text in ("true", "false"):
            return (text == "true",)
        # 1.50 is written again as it was.
        if FLOAT.fullmatch(text) and not (self.exact and repr(float(text)) != text):
            return (float(text),)
        return None


def is_word(text):
    """Whether a text is a string as it stands, wherever in a line."""
    return bool(WORDS.fullmatch(text)) and ": " not in text and " #" not in text and text[-1] not in ": " and text.lower() not in RESERVED


def dump(data, real):
    """The text that ruamel.yaml writes for a mapping, in DVC's style; None where its structure takes more than this.

    @param real writes a mapping: one with a single value, that is not plain. What it wrote is remembered.
    """
    try:
        return Writer(real).write(data)
    except (NotPlain, RecursionError):
        return None


class Writer:
    def __init__(self, real):
        self.real, self.lines, self.seen = real, [], set()

    def write(self, data):
        self.mapping(data, 0, "")
        return "".join(self.lines)

    def once(self, value):
        """One collection in two places gets an anchor, and an empty one is written in flow style."""
        if not value or id(value) in self.seen:
            raise NotPlain
        self.seen.add(id(value))

    def mapping(self, data, indent, lead):
        """@param lead what stands before the first key in place of its indentation"""
        self.once(data)
        pad = " " * indent
        for key, value in data.items():
            if type(key) is not str or not KEY.fullmatch(key) or key.lower() in RESERVED or len(key) > WIDTH:
                raise NotPlain
            start, lead = lead or pad, ""
            if isinstance(value, dict):
                self.lines.append(f"{start}{key}:\n")
                self.mapping(value, indent + 2, "")
            elif isinstance(value, list):
                self.lines.append(f"{start}{key}:\n")
                self.sequence(value, indent, pad)
            else:
                text = plain(value, indent + len(key) + 2)
                self.lines.append(f"{start}{key}: {text}\n" if text is not None else f"{start}{self.other(key, value, indent)}")

    def sequence(self, data, indent, pad):
        self.once(data)
        for item in data:
            if isinstance(item, dict):
                self.mapping(item, indent + 2, f"{pad}- ")
                continue
            text = plain(item, indent + 2)
            if text is None:
                raise NotPlain
            self.lines.append(f"{pad}- {text}\n")

    def other(self, key, value, indent):
        """A value and its key as ruamel.yaml writes them so far to the right, without what stands before the key."""
        if indent % 2 or type(value) not in (str, float, type(None)):
            raise NotPlain
        known = (key, value, indent)
        if known not in written:
            nested = {key: value}
            for _ in range(indent // 2):
                nested = {"a": nested}
            written[known] = self.real(nested).split("\n", indent // 2)[-1][indent:]
        return written[known]


def plain(value, column):
    """A scalar as it is written in one line from a column on, or None."""
    if type(value) is str and (is_word(value) or HASH.fullmatch(value)) and column + len(value) <= WIDTH:
        return value
    if type(value) is str and (FLOAT.fullmatch(value) or INTEGER.fullmatch(value)):
        return f"'{value}'"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return str(value)
    if type(value) is float and FLOAT.fullmatch(repr(value)):
        return repr(value)
    return None
