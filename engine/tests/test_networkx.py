"""networkx without its algorithms is networkx."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ENGINE = Path(__file__).parent.parent
PATCHED = "from dvc_ci_engine.patches import lean_networkx\nlean_networkx.apply()\n"
NAMES = """
import json, sys
import networkx
if FILL:
    assert networkx.complete_graph(2).number_of_edges() == 1
def names(module):
    return {
        name: [type(value).__name__, str(getattr(value, "__module__", None) or getattr(value, "__name__", None))]
        for name, value in sorted(vars(module).items())
        if not name.startswith("__")
    }
parts = ("generators", "readwrite", "algorithms", "linalg", "drawing")
print(json.dumps([names(networkx), *(names(getattr(networkx, part)) for part in parts)]))
"""
USED = """
import json, sys
import networkx
chain = networkx.DiGraph([(1, 2), (2, 3)])
used = [
    list(networkx.dfs_postorder_nodes(chain, 1)),
    sorted(networkx.descendants(chain, 1)),
    sorted(networkx.ancestors(chain, 3)),
    len(list(networkx.weakly_connected_components(chain))),
    sorted(networkx.compose_all([chain, networkx.DiGraph([(4, 5)])]).nodes),
]
print(json.dumps([used, sum(1 for name in sys.modules if name.partition(".")[0] == "networkx")]))
"""
WAYS = (
    "import networkx.drawing.nx_pydot",
    "from networkx.algorithms import bipartite",
    "networkx.algorithms.dag.descendants",
    "from networkx.generators.random_graphs import gnp_random_graph",
    "networkx.algorithms.isomorphism.is_isomorphic",
    "assert not hasattr(networkx, '__wrapped__')",
)

# Each way in a fork, because the first one fills networkx.
EACH = """
import json, os
import networkx
def fault(way):
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            exec(way)
        except BaseException as exc:
            os.write(write, f"{type(exc).__name__}: {exc}".encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        return stream.read()
print(json.dumps([fault(way) for way in [...]]))
"""


def answer(program: str) -> Any:
    argv = [sys.executable, "-B", "-c", program]
    done = subprocess.run(argv, cwd=ENGINE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_functions_of_dvc_are_there_with_a_third_of_the_modules() -> None:
    used, modules = answer(PATCHED + USED)
    whole, all_modules = answer(USED)
    assert used == whole
    assert modules < all_modules / 3


def test_another_name_fills_networkx_with_what_it_has_without_the_patch() -> None:
    assert answer("FILL = True\n" + PATCHED + NAMES) == answer("FILL = False\n" + NAMES)


def test_every_way_to_a_name_finds_it_and_another_name_is_an_attribute_error() -> None:
    ways = [*WAYS, "networkx.nonsense", "networkx.algorithms.nonsense"]
    faults = answer(f"{PATCHED}{EACH}".replace("[...]", repr(ways)))
    assert [fault.partition(":")[0] for fault in faults] == [*[""] * len(WAYS), "AttributeError", "AttributeError"]
