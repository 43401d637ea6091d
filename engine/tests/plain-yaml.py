"""Holds src/dvc/plain_yaml.py against the real parser and writer on random texts: prints what differs, as JSON. Run by plain-yaml.test.ts.

usage: plain-yaml.py SEED COUNT FILE ...   the files are texts to change at random
"""

import json
import os
import random
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from dvc_ci_engine import plain_yaml  # noqa: E402
from dvc.utils.serialize._yaml import dumps_yaml, parse_yaml, parse_yaml_for_update  # noqa: E402
from dvc_ci_engine.patches.yaml_memory import as_json, same  # noqa: E402

WORDS = (
    "a", "data/raw.csv", "python src/train.py --alpha 0.5", "y", "on", "No", "null", "~", "true", "True", "1", "0x1F", "010", "1_000", "1e5", "1.50", ".5", "-3", "+4", "2.0", "1:30", "2024-01-31",
    "", " led", "trailing ", "it's", 'say "so"', "a: b", "a:b", "a #b", "a#b", "# no", "- item", "-", "--flag", "? x", "?x", "*star", "&and", "!tag", "%percent", "@at", "`tick", "{a: 1}", "[1, 2]", "a, b",
    "x" * 90, "word " * 30, "${item.model}", "${a.b} and ${c}", "a\nb", "a\n", "\ttab", "caf\u00e9", "\u2028", "file://x/y", "C:\\x", "=", "<<", "<", ">", "|", "...", "---", ".inf", "-.inf", ".nan", "./run.sh",
    "../up", "._", "._1", ".e5", "123e45678901234567890123456789ab", "12345678901234567890123456789012", "12345678901234567890123456e78901", "0b101010101010101010101010101010", "32b4afc3782f8b41a0e4621259170c07",
    "0" * 32 + ".dir", "a" * 32, "s3://b/k?x=1&y=2", "echo 'x' > y && cat y | wc -l", "a  b", "(x)", "$HOME/x", "a\\b", "'", '"', "''", "a'", "~/x", "a:", ":a", "1 2", "true story",
)
NUMBERS = (0, 1, -1, 42, 10**17, 10**20, 0.5, -0.25, 1e-5, 1e20, 3.0, -0.0, 0.1 + 0.2, True, False, None)
PIECES = (" ", "  ", "\n", ":", ": ", "- ", "#", " #", "'", '"', "[", "]", "{", "}", ",", "&x ", "*x", "|", ">", "-", "\t", "null", "~", "1", ".", "\\", "%", "@", "\u00e9", "\r\n", "key: value\n", "    - deep\n", "|-\n      text\n")


def value_of(dice, depth):
    roll = dice.random()
    if depth > 0 and roll < 0.3:
        return {dice.choice(WORDS[:3] + ("k1", "k2", "train@a", "params.yaml", dice.choice(WORDS))): value_of(dice, depth - 1) for _ in range(dice.randint(0, 4))}
    if depth > 0 and roll < 0.5:
        return [value_of(dice, depth - 1) for _ in range(dice.randint(0, 4))]
    return dice.choice(NUMBERS) if roll < 0.7 else dice.choice(WORDS)


def changed(dice, text):
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(text) + 1)
        kind = dice.random()
        if kind < 0.6:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + dice.randint(1, 5):]
        else:
            lines = text.split("\n")
            line = dice.randrange(len(lines))
            lines[line] = " " * dice.choice((1, 2)) + lines[line] if dice.random() < 0.5 else lines[line][1:]
            text = "\n".join(lines)
    return text


def part(text):
    value = parse_yaml(text, "")
    if as_json(value) is None:
        raise ValueError("no JSON")
    return value


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except Exception as exc:
        return exc


def check(text, wrong, counts):
    real, mine = attempt(parse_yaml, text, "x"), plain_yaml.parse(text, part)
    counts["valid"] += not isinstance(real, Exception)
    if mine is not None:
        counts["read"] += 1
        if isinstance(real, Exception) or not same(mine, real):
            wrong.append({"what": "read", "text": text, "real": repr(real), "mine": repr(mine)})
    exact = plain_yaml.parse(text, part, exact=True)
    if exact is not None:
        counts["updated"] += 1
        kept = attempt(lambda: dumps_yaml(parse_yaml_for_update(text, "x")))
        again = plain_yaml.dump(exact, dumps_yaml)
        again = dumps_yaml(exact) if again is None else again
        if kept != again:
            wrong.append({"what": "updated", "text": text, "real": repr(kept), "mine": repr(again)})


def check_dump(value, wrong, counts):
    mine = plain_yaml.dump(value, dumps_yaml)
    if mine is not None:
        counts["written"] += 1
        real = attempt(dumps_yaml, value)
        if mine != real:
            wrong.append({"what": "written", "text": repr(value), "real": repr(real), "mine": mine})


def main(seed, count, files):
    dice, wrong, counts = random.Random(seed), [], {"valid": 0, "read": 0, "updated": 0, "written": 0}
    texts = []
    for file in files:
        with open(file, encoding="utf-8") as stream:
            texts.append(stream.read())
    for number in range(count):
        value = {dice.choice(("stages", "k", "params")): value_of(dice, 4), "schema": dice.choice(WORDS)}
        check_dump(value, wrong, counts)
        check(dumps_yaml(value), wrong, counts)
        check(changed(dice, texts[number % len(texts)]), wrong, counts)
    for word in (*WORDS, *NUMBERS):
        for value in ({"a": word}, {"a": {"b": {"cmd": word}}}, {"a": [word, word]}, {"a": [{"b": word}]}):
            check_dump(value, wrong, counts)
            check(dumps_yaml(value), wrong, counts)
            for text in (f"a: {word}\n", f"a:\n- {word}\n", f"a: [{word}]\n", f"a: {{b: {word}}}\n", f"a: {{ b: {word}, c: 1 }}\n", f"a: [ {word} ]\n", f"a: x\n  {word}\n", f"a: x\n  {word}\nb: 1\n", f"{word}: x\n", f"a: {word}\n  y\n"):
                check(text, wrong, counts)
    print(json.dumps({"wrong": sorted(wrong, key=lambda each: len(each["text"]))[:5], "differing": len(wrong), **counts}))


main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
