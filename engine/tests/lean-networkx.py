"""What networkx is with src/dvc/lean_networkx.py and without: prints it as JSON. Run by lean-networkx.test.ts.

usage: lean-networkx.py whole | lean | filled | ways
"""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))


def names(module):
    return {name: [type(value).__name__, str(getattr(value, "__module__", None) or getattr(value, "__name__", None))] for name, value in sorted(vars(module).items()) if not name.startswith("__")}


def loaded():
    return sum(1 for name in sys.modules if name.partition(".")[0] == "networkx")


kind = sys.argv[1]
if kind != "whole":
    from dvc_ci_engine.patches import lean_networkx

    lean_networkx.load()
import networkx  # noqa: E402

if kind == "lean":
    chain = networkx.DiGraph([(1, 2), (2, 3)])
    used = {
        "postorder": list(networkx.dfs_postorder_nodes(chain, 1)), "below": sorted(networkx.descendants(chain, 1)), "above": sorted(networkx.ancestors(chain, 3)),
        "parts": len(list(networkx.weakly_connected_components(chain))), "all": sorted(networkx.compose_all([chain, networkx.DiGraph([(4, 5)])]).nodes),
    }
    try:
        networkx.find_cycle(chain)
    except networkx.NetworkXNoCycle:
        used["cycle"] = None
    print(json.dumps({"used": used, "modules": loaded()}))
elif kind == "ways":
    # Each in a state that the one before has not filled: that takes a process of its own.
    program = "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1]); from dvc_ci_engine.patches import lean_networkx; lean_networkx.load(); import networkx\n"
    import subprocess

    print(json.dumps({way: subprocess.run([sys.executable, "-c", program + way, sys.path[0]], capture_output=True, text=True).stderr.strip().splitlines()[-1:] for way in sys.argv[2:]}))
else:
    if kind == "filled":
        assert networkx.complete_graph(2).number_of_edges() == 1
    print(json.dumps({"networkx": names(networkx), **{part: names(getattr(networkx, part)) for part in ("generators", "readwrite", "algorithms", "linalg", "drawing")}, "modules": loaded()}))
