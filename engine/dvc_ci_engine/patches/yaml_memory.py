"""Remembers what YAML files say: DVC parses dvc.yaml, dvc.lock and params.yaml again and again, in pure Python. Used by engine.py.

A text is parsed once in a run, and held against its schema once: a forked child tells the resident process what it parsed, and the
children after it know it too. It is kept as JSON, which every caller gets a copy of its own from; what JSON does not hold exactly
(dates, keys that are no strings) is parsed each time. Texts that are read for an update, with their comments, always are, unless
they have nothing that needs the real parser (plain_yaml.py), as DVC's own dvc.lock.
"""

import contextlib
import hashlib
import json

from dvc_ci_engine import plain_yaml

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


def key_of(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def remember_parsed(tell):
    """Lets DVC's parser of YAML ask the memory first. @param tell takes what was parsed anew, {key: JSON}"""
    import dvc.utils.serialize as package
    import dvc.utils.serialize._yaml as module
    import dvc.utils.strictyaml as strict

    parse = module.parse_yaml

    def learn(key, found):
        memory.add({key: found})
        tell({key: found})

    def parse_part(text):
        value = parse(text, "")
        if as_json(value) is None:
            raise ValueError("no JSON")
        return value

    def parse_once(text, path, typ="safe"):
        if typ != "safe" or not isinstance(text, str):
            return parse(text, path, typ=typ)
        key = key_of(text)
        found = memory.known.get(key)
        if found is not None:
            return json.loads(found)
        value = plain_yaml.parse(text, parse_part)
        if value is not None:
            learn(key, json.dumps(value))
            return value
        value = parse(text, path, typ=typ)
        found = as_json(value)
        if found is not None:
            learn(key, found)
        return value

    for owner in (module, package, strict):
        if getattr(owner, "parse_yaml", None) is parse:
            owner.parse_yaml = parse_once
    remember_valid(strict, learn)
    hasten_updates(module, parse_part)


def remember_valid(strict, learn):
    """Holds a text against a schema of DVC's once: what comes of it is only whether it fits."""
    import dvc.schema

    validate = strict.validate
    # The same in every child, unlike the addresses of what a child makes.
    names = {id(value): name for name, value in vars(dvc.schema).items() if name.startswith("COMPILED_")}

    def validate_once(data, schema, text=None, *args, **kwargs):
        name = names.get(id(schema))
        if name is None or not isinstance(text, str):
            return validate(data, schema, text, *args, **kwargs)
        key = f"{name} {key_of(text)}"
        if key not in memory.known:
            data = validate(data, schema, text, *args, **kwargs)
            learn(key, "")
        return data

    strict.validate = validate_once


def hasten_updates(module, parse_part):
    """Lets DVC update a plain dvc.lock without the real parser, which keeps comments and is slower still, and without the real writer."""
    import dvc.dvcfile as dvcfile

    modify = module.modify_yaml

    @contextlib.contextmanager
    def modify_quickly(path, fs=None):
        open_file = fs.open if fs else open
        try:
            with open_file(path, encoding="utf-8") as stream:
                data = plain_yaml.parse(stream.read(), parse_part, exact=True)
        except (OSError, UnicodeDecodeError):
            data = None
        if data is None:
            with modify(path, fs=fs) as document:
                yield document
            return
        yield data
        text = plain_yaml.dump(data, module.dumps_yaml)
        if text is None:
            module.dump_yaml(path, data, fs=fs)
        else:
            with open_file(path, "w+", encoding="utf-8") as stream:
                stream.write(text)

    if dvcfile.modify_yaml is modify:
        dvcfile.modify_yaml = modify_quickly
