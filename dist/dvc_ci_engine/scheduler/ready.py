"""The stages that could run now."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .capacity import Capacity


class Ready:
    """Queues by what stages ask of the machine: when one stage does not fit, no other of its queue is tried."""

    def __init__(self, capacity: Capacity) -> None:
        self.capacity = capacity
        self.queues: dict[tuple[Any, ...], list[tuple[float, int, Any]]] = {}

    def __bool__(self) -> bool:
        return bool(self.queues)

    def add(self, rank: float, position: int, stage: Any) -> None:
        heapq.heappush(self.queues.setdefault(self.capacity.kind(stage.addressing), []), (rank, position, stage))

    def take(self, skipped: set[Any]) -> Any:
        """The stage of the lowest rank that fits, which has its share from then on, or one to skip; else None."""
        for kind, waiting in sorted(self.queues.items(), key=lambda item: item[1][0][:2]):
            stage = waiting[0][2]
            if stage in skipped or self.capacity.take(stage.addressing):
                heapq.heappop(waiting)
                if not waiting:
                    del self.queues[kind]
                return stage
        return None
