"""Remembers what YAML files say: DVC parses dvc.yaml, dvc.lock and params.yaml again and again, in pure Python. Used by engine.py.

A text is parsed once in a run: a forked child tells the resident process what it parsed, and the children after it know it too.
It is kept as JSON, which every caller gets a copy of its own from; what JSON does not hold exactly (dates, keys that are no strings)
is parsed each time. Texts that are read for an update, with their comments, always are.
"""

import hashlib
import json

# Bytes of JSON that are kept.
LIMIT = 64 << 20


class Memory:
    """What was parsed so far, by the hash of the text."""

    def __init__(self):
        self.known, self.size = {}, 0

    def add(self, entries):
        for key, value in entries.items():
            if key not in self.known and self.size + len(value) <= LIMIT:
                self.known[key] = value
                self.size += len(value)


memory = Memory()


def as_json(value):
    """The value as JSON; None where that is not the same."""
    try:
        text = json.dumps(value, ensure_ascii=True)
        return text if same(json.loads(text), value) and not shared(value, set()) else None
    except (TypeError, ValueError, RecursionError):
        return None


def same(one, other):
    if type(one) is not type(other):
        return False
    if type(one) is dict:
        return list(one) == list(other) and all(same(value, other[key]) for key, value in one.items())
    if type(one) is list:
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def shared(value, seen):
    """Whether an anchor put one object in several places, which matters to whoever changes it."""
    if type(value) not in (dict, list):
        return False
    if id(value) in seen:
        return True
    seen.add(id(value))
    return any(shared(item, seen) for item in (value.values() if type(value) is dict else value))


def remember_parsed(tell):
    """Lets DVC's parser of YAML ask the memory first. @param tell takes what was parsed anew, {key: JSON}"""
    import dvc.utils.serialize as package
    import dvc.utils.serialize._yaml as module
    import dvc.utils.strictyaml as strict

    parse = module.parse_yaml

    def parse_once(text, path, typ="safe"):
        if typ != "safe" or not isinstance(text, str):
            return parse(text, path, typ=typ)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        found = memory.known.get(key)
        if found is not None:
            return json.loads(found)
        value = parse(text, path, typ=typ)
        found = as_json(value)
        if found is not None:
            memory.add({key: found})
            tell({key: found})
        return value

    for owner in (module, package, strict):
        if getattr(owner, "parse_yaml", None) is parse:
            owner.parse_yaml = parse_once
