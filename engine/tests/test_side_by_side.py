"""Our loop over the stages leaves a project as `dvc repro` leaves it.

`DVC_CI_TEST_EXAMPLES` sets the number of random pipelines, and `DVC_CI_TEST_SEED` their seed. A failure names seed and
case, and `random_pipelines.py` runs a single one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from random_pipelines import run_cases
from support import NEWEST, in_child
from turns import examples

if TYPE_CHECKING:
    import pytest


def test_random_pipelines_and_edits_end_as_with_dvc_repro(request: pytest.FixtureRequest) -> None:
    """The seed is that of hypothesis, so that each run of the suite has other pipelines."""
    count = examples(90 if NEWEST else 30)
    seed = os.environ.get("DVC_CI_TEST_SEED") or str(request.config.getoption("--hypothesis-seed") or "fixed")
    assert in_child(lambda: run_cases(seed, 0, count)) == count
