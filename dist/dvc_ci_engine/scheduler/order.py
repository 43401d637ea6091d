"""Which stage waits for which, and which of the ready ones goes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .barriers import InputBarriers
    from .history import History


class Order:
    """The needs of the planned stages: other stages, and names of data that still arrives."""

    def __init__(self, steps: list[Any], graph: Any, whole: Any, barriers: InputBarriers, history: History) -> None:
        """`graph` has the edges that count, `whole` also those of frozen stages. Edges lead to needs."""
        self.position = {stage: index for index, stage in enumerate(steps)}
        self.waits: dict[Any, set[Any]] = {
            stage: {need for need in graph.successors(stage) if need in self.position} for stage in steps
        }
        self._keep_frozen_in_place(steps, whole)
        for stage in steps:
            self.waits[stage].update(barriers.before(stage.addressing))
        self.blocks: dict[Any, list[Any]] = {node: [] for node in (*steps, *barriers.closed)}
        for stage, needs in self.waits.items():
            for need in needs:
                self.blocks[need].append(stage)
        # Seconds that wait on each stage. In the plan a stage follows its needs, so one pass from the end is enough.
        self.rank: dict[Any, float] = {}
        for stage in reversed(steps):
            below = max((self.rank[other] for other in self.blocks[stage]), default=0.0)
            self.rank[stage] = below + history.seconds(stage.addressing)

    def _keep_frozen_in_place(self, steps: list[Any], whole: Any) -> None:
        """A frozen stage needs no other, but it must find the workspace as in DVC's own order."""
        for stage in steps:
            for need in whole.successors(stage) if stage.frozen and stage in whole else ():
                if need in self.position:
                    first, second = sorted((stage, need), key=lambda each: self.position[each])
                    self.waits[second].add(first)

    def free(self) -> list[Any]:
        """The stages that wait for nothing."""
        return [stage for stage in self.position if not self.waits[stage]]

    def wait(self, stage: Any, names: list[str]) -> None:
        """Lets a stage wait for data that turned out to be needed."""
        self.waits[stage].update(names)
        for name in names:
            self.blocks.setdefault(name, []).append(stage)

    def settle(self, finished: Any) -> list[Any]:
        """The stages that a finished stage, or data that arrived, sets free."""
        freed = []
        for other in self.blocks.pop(finished, []):
            self.waits[other].discard(finished)
            if not self.waits[other]:
                freed.append(other)
        return freed
