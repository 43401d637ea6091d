"""Loads networkx without its algorithms until a caller asks for one that DVC does not use.

Saves time: `import networkx` loads 250 modules and takes 0.22 s of processor time, a tenth of a `validate` of
examples/digits without its evaluation; with this patch it takes a third of that.
DVC uses one class and ten functions. The packages of algorithms stay empty at first. A name that networkx does not have
yet fills them all, each with the names of its own `__init__`, in the order of networkx. `from networkx import *` asks
for no name, and gets only the loaded ones. Upstream: networkx loads all of its packages in `networkx/__init__.py`.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from . import probe
from .kinds import SAVES_TIME

if TYPE_CHECKING:
    from types import ModuleType

KIND = SAVES_TIME
# The packages whose names networkx takes over, in its order.
PARTS: Final = ("generators", "readwrite", "algorithms", "linalg", "drawing")
# The functions that DVC uses, with their modules.
HOMES: Final = {
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


def supported() -> None:
    if importlib.util.find_spec("networkx") is None:
        raise probe.UnsupportedError("networkx is not installed")


def apply() -> None:
    """Loads networkx without its algorithms; whole where that fails, or where it is loaded already."""
    if "networkx" in sys.modules:
        return
    try:
        spec = importlib.util.find_spec("networkx")
        folder = os.path.dirname(str(spec.origin if spec else ""))
        rest = LazyNetworkx([empty_package(f"networkx.{part}", os.path.join(folder, part)) for part in PARTS])
        import networkx as nx

        rest.install(nx)
        load_used(nx)
    except Exception:  # noqa: BLE001  a networkx that we do not know may fail in any way
        for name in [name for name in sys.modules if name.partition(".")[0] == "networkx"]:
            del sys.modules[name]


def load_used(nx: Any) -> None:
    """Calls the functions that DVC uses, so that the resident process has their modules before it forks."""
    chain = nx.DiGraph()
    chain.add_edges_from([(1, 2), (2, 3)])
    with contextlib.suppress(nx.NetworkXNoCycle):
        nx.find_cycle(chain)
    nx.reverse_view(chain)
    chain.reverse()
    chain.subgraph([1, 2]).copy()
    nx.relabel_nodes(chain, {1: 4})
    nx.DiGraph([(1, 2)])
    for walk in (nx.dfs_postorder_nodes(chain, 1), nx.dfs_preorder_nodes(chain, 1), nx.topological_sort(chain)):
        list(walk)
    nx.ancestors(chain, 3)
    nx.descendants(chain, 1)
    nx.compose_all([chain, nx.DiGraph()])
    list(nx.weakly_connected_components(chain))
    nx.node_connected_component(chain.to_undirected(), 1)


def empty_package(name: str, folder: str) -> ModuleType:
    """A package of networkx that has its modules, and no names of its own yet."""
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    if spec is None:
        raise ImportError(name)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    module.__dict__["__all__"] = []
    return module


class LazyNetworkx:
    """The packages of networkx that are not filled yet."""

    def __init__(self, packages: list[ModuleType]) -> None:
        self.packages = packages
        self.filling = threading.RLock()
        self.filled = False
        self.networkx: Any = None
        self.original: Any = None

    def install(self, nx: Any) -> None:
        self.networkx, self.original = nx, nx.__dict__.get("__getattr__")
        nx.__getattr__ = self.of_networkx
        for package in self.packages:
            package.__dict__["__getattr__"] = lambda name, package=package: self.of(package, name)

    def of_networkx(self, name: str) -> Any:
        if name in HOMES and not self.filled:
            with contextlib.suppress(ImportError, AttributeError):
                value = getattr(importlib.import_module(f"networkx.{HOMES[name]}"), name)
                setattr(self.networkx, name, value)
                return value
        return self.of(self.networkx, name)

    def of(self, module: Any, name: str) -> Any:
        """An attribute that a module does not have yet. Raises AttributeError."""
        # Code that only inspects a module asks for names of this form.
        if not name.startswith("__"):
            self.fill()
            if name in module.__dict__:
                return module.__dict__[name]
            if module is self.networkx and self.original is not None:
                return self.original(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    def fill(self) -> None:
        with self.filling:
            if self.filled:
                return
            self.filled = True
            for package in self.packages:
                del package.__dict__["__all__"], package.__dict__["__getattr__"]
                spec = package.__spec__
                if spec is None or spec.loader is None:
                    continue
                spec.loader.exec_module(package)
                public = package.__dict__.get("__all__") or [name for name in package.__dict__ if name[0] != "_"]
                self.networkx.__dict__.update({name: package.__dict__[name] for name in public})
            if self.original is None:
                del self.networkx.__getattr__
            else:
                self.networkx.__getattr__ = self.original
