"""Drives the loop that runs stages side by side over stages that do nothing, and tells its seconds or the bytes that it holds at most. Run by scheduler.mjs.

Everything is real but the stages: DVC's repository with its lock, DVC's own functions on the graph, threads, the shares of the machine, the history of seconds.
dvc.lock is not written: a stage that finds nothing changed has no entry to write.
"""

import json
import os
import sys
import time
import tracemalloc

LAYER = 50


class Nothing:
    """A stage that is done at once."""

    frozen = is_import = False

    def __init__(self, number, current):
        self.addressing, self.current = f"stage-{number}", current

    def reproduce(self, **_kwargs):
        # The history is kept of stages whose command ran.
        self.current.ran = True


def graph_of(stages, shape):
    """Stages in layers, each of which needs two of the layer before, or without any needs; the graph is of DVC's kind."""
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(stages)
    for number in range(LAYER, len(stages)) if shape == "layers" else ():
        below = number // LAYER * LAYER - LAYER
        graph.add_edge(stages[number], stages[below + number % LAYER])
        graph.add_edge(stages[number], stages[below + (number + 1) % LAYER])
    return graph


def measure(count, shape, what):
    from dvc.repo import Repo
    from dvc_ci_engine.scheduler.internals import Internals
    from dvc_ci_engine.scheduler.loop import Plan, Reproduction
    from dvc_ci_engine.scheduler.repo_lock import current

    repo = Repo.init(no_scm=True)
    stages = [Nothing(number, current) for number in range(count)]
    graph = graph_of(stages, shape)
    needs = {stage.addressing: {"gpu": 1} for stage in stages} if shape == "gpu" else {}
    options = {"jobs": 4, "capacity": {"cpus": 4, "gpu": 1}, "needs": needs}
    plan = Plan(repo, stages, graph, graph, "fail", False, False, {})
    with repo.lock:
        if what == "memory":
            tracemalloc.start()
        started = time.perf_counter()
        reproduction = Reproduction(Internals(), options, lambda event: None, plan)
        done, failed = reproduction.run()
        seconds = time.perf_counter() - started
        held = tracemalloc.get_traced_memory()[1] if what == "memory" else None
    with open(reproduction.history.path, encoding="utf-8") as stream:
        ran = len(json.load(stream))
    if ran != count or done or failed:
        raise SystemExit(f"{ran} of {count} stages ran, {len(done)} of them with a result, {len(failed)} failed")
    return {"seconds": seconds} if held is None else {"bytes": held}


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    os.environ["DVC_NO_ANALYTICS"] = "1"
    print(json.dumps(measure(int(sys.argv[2]), *sys.argv[3:])))
