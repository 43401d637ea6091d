"""Loads of networkx what DVC uses, and the rest as soon as anybody asks for it. Used by engine.py.

DVC draws its graphs with one class and ten functions, and `import networkx` loads 250 modules of algorithms: a sixth of the time in
which DVC loads. Here the packages of algorithms stand empty at first. A name that networkx does not have yet fills them all, each with
what its own `__init__` says, in networkx's order, so that from then on everything is as it would have been. (`from networkx import *`
asks for no name, and gets what is there.)
"""

import importlib
import importlib.util
import os
import sys
import threading

# The packages whose names networkx takes for its own, in the order in which it does.
PARTS = ("generators", "readwrite", "algorithms", "linalg", "drawing")
# What DVC uses, and where it is. What is not there is looked for in everything.
HOMES = {
    "ancestors": "algorithms.dag",
    "descendants": "algorithms.dag",
    "topological_sort": "algorithms.dag",
    "topological_generations": "algorithms.dag",
    "dfs_postorder_nodes": "algorithms.traversal.depth_first_search",
    "dfs_preorder_nodes": "algorithms.traversal.depth_first_search",
    "dfs_labeled_edges": "algorithms.traversal.depth_first_search",
    "edge_dfs": "algorithms.traversal.edgedfs",
    "bfs_edges": "algorithms.traversal.breadth_first_search",
    "generic_bfs_edges": "algorithms.traversal.breadth_first_search",
    "find_cycle": "algorithms.cycles",
    "compose_all": "algorithms.operators.all",
    "empty_graph": "generators.classic",
    "node_connected_component": "algorithms.components.connected",
    "weakly_connected_components": "algorithms.components.weakly_connected",
}


from . import probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME


def supported() -> None:
    if "networkx" in sys.modules:
        raise probe.Unsupported("networkx is loaded already")
    if importlib.util.find_spec("networkx") is None:
        raise probe.Unsupported("there is no networkx")


def apply() -> None:
    load()


def load():
    """Loads networkx without its algorithms. Where that does not work it is left to whoever imports it."""
    if "networkx" in sys.modules:
        return
    try:
        spec = importlib.util.find_spec("networkx")
        rest = Rest([shell(f"networkx.{part}", os.path.join(os.path.dirname(spec.origin), part)) for part in PARTS])
        import networkx

        rest.stand_in(networkx)
        rehearse(networkx)
    except Exception:
        for name in [name for name in sys.modules if name.partition(".")[0] == "networkx"]:
            del sys.modules[name]


def rehearse(networkx):
    """Does what DVC does, so that whatever it needs is here before it asks: here once, and not in every child."""
    chain = networkx.DiGraph()
    chain.add_edges_from([(1, 2), (2, 3)])
    try:
        networkx.find_cycle(chain)
    except networkx.NetworkXNoCycle:
        pass
    (
        networkx.reverse_view(chain),
        chain.reverse(),
        chain.subgraph([1, 2]).copy(),
        networkx.relabel_nodes(chain, {1: 4}),
        networkx.DiGraph([(1, 2)]),
    )
    (
        list(networkx.dfs_postorder_nodes(chain, 1)),
        list(networkx.dfs_preorder_nodes(chain, 1)),
        list(networkx.topological_sort(chain)),
    )
    networkx.ancestors(chain, 3), networkx.descendants(chain, 1), networkx.compose_all([chain, networkx.DiGraph()])
    list(networkx.weakly_connected_components(chain)), networkx.node_connected_component(chain.to_undirected(), 1)


def shell(name, folder):
    """A package of networkx that has its modules, and nothing of its own yet."""
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    module.__all__ = []
    return module


class Rest:
    """What was left out."""

    def __init__(self, shells):
        self.shells, self.filling, self.filled = shells, threading.RLock(), False

    def stand_in(self, networkx):
        self.networkx, self.original = networkx, networkx.__dict__.get("__getattr__")
        networkx.__getattr__ = self.of_networkx
        for module in self.shells:
            module.__getattr__ = lambda name, module=module: self.of(module, name)

    def of_networkx(self, name):
        if name in HOMES and not self.filled:
            try:
                value = getattr(importlib.import_module(f"networkx.{HOMES[name]}"), name)
            except (ImportError, AttributeError):
                pass
            else:
                setattr(self.networkx, name, value)
                return value
        return self.of(self.networkx, name)

    def of(self, module, name):
        """An attribute that a module does not have yet."""
        # Who only looks at what kind of a module it is asks for these.
        if not name.startswith("__"):
            self.fill()
            if name in module.__dict__:
                return module.__dict__[name]
            if module is self.networkx and self.original is not None:
                return self.original(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    def fill(self):
        with self.filling:
            if self.filled:
                return
            self.filled = True
            for module in self.shells:
                del module.__all__, module.__getattr__
                module.__spec__.loader.exec_module(module)
                names = module.__dict__.get("__all__") or [name for name in module.__dict__ if not name.startswith("_")]
                self.networkx.__dict__.update({name: module.__dict__[name] for name in names})
            if self.original is None:
                del self.networkx.__getattr__
            else:
                self.networkx.__getattr__ = self.original
