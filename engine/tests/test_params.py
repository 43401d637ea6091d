"""Parameters: DVC's parsers read them, and what dvc-ci writes is the same for PyYAML and ruamel.yaml."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from ruamel.yaml import YAML

from dvc_ci_engine.queries import params

ROOT = Path(__file__).parents[2]

READ = [
    ("params.yaml", "base: &base {depth: 3}\ntrain:\n  <<: *base\n  lr: 1e-4\n", {"train.depth": 3, "train.lr": 1e-4}),
    ("params.py", "class Train:\n    depth = 3\n\nlr: float = 0.1\n", {"Train.depth": 3, "lr": 0.1}),
    ("params.toml", "[train]\ndepth = 3\n", {"train.depth": 3}),
    ("params.json", '{"train": {"layers": [1, 2]}}', {"train.layers": [1, 2], "train.layers.1": 2}),
    ("conf", "start: 2024-01-01\nbad: .nan\n", {"bad": "NaN"}),
]


@pytest.mark.parametrize("path,text,expected", READ)
def test_parameters_are_read_as_dvc_reads_them(path: str, text: str, expected: dict[str, object]) -> None:
    asked = {"path": path, "text": text, "names": [*expected, "no.such"]}
    assert params.parse_params({"files": [asked, {"path": path, "text": "{"}]}) == [expected, None]


EDITS = [
    # The value in the file, the request, and the value that both readers must have then.
    ("0.5", "1.0", 1.0),
    ("0.5", "1", 1.0),
    ("0.5", "1.0e-7", 1e-7),
    ("0.5", "1e-7", 1e-7),
    ("0.5", "2e5", 2e5),
    ("adam", "off", "off"),
    ("adam", "yes", "yes"),
    ("adam", "true", "true"),
    ("adam", "1e3", "1e3"),
    ("adam", "12:30", "12:30"),
    ("adam", "2024-01-01", "2024-01-01"),
    ("adam", "0o17", "0o17"),
    ('"1.0.0"', "10", "10"),
    ('"1.0.0"', "2.0", "2.0"),
    ("5", "7", 7),
    ("true", "false", False),
    ("", "1e-3", 1e-3),
    ("", "3", 3),
]


# Bundles the code that writes parameters, and applies it to the edits.
WRITER = """
import { build } from 'esbuild'
import { createRequire } from 'node:module'
const [outfile, edits] = process.argv.slice(1)
const contents = `
  export { editParam } from './src/pipeline/param-edit.js'
  export { parseWritten } from './src/settings/values.js'
  export { NumberText } from './src/settings/number-text.js'`
const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' }
await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' })
const { editParam, parseWritten, NumberText } = createRequire(outfile)(outfile)
const edited = JSON.parse(edits).map(([old, request]) => {
  const read = parseWritten(request)
  const given = read instanceof NumberText ? { value: read.value, text: read.text } : { value: read }
  return editParam('a: ' + old + '\\nb: 1\\n', 'a', given, false).text ?? ''
})
console.log(JSON.stringify(edited))
"""


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The texts that dvc-ci writes for EDITS."""
    bundle = str(tmp_path_factory.mktemp("writer") / "writer.cjs")
    argv = ["node", "--input-type=module", "-e", WRITER, bundle, json.dumps([edit[:2] for edit in EDITS])]
    answer = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr[-2000:]
    texts: list[str] = json.loads(answer.stdout)
    return texts


@pytest.mark.parametrize("index", range(len(EDITS)))
def test_a_value_has_the_same_type_for_pyyaml_and_ruamel(edited: list[str], index: int) -> None:
    _, _, expected = EDITS[index]
    for read in (yaml.safe_load, YAML(typ="safe").load, YAML().load):
        value = read(edited[index])["a"]
        assert value == expected
        assert isinstance(value, type(expected))
