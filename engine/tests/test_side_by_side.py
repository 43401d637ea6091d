"""Our loop over the stages leaves a project as `dvc repro` leaves it.

`DVC_CI_TEST_PIPELINES` sets the number of random pipelines, and `DVC_CI_TEST_SEED` their seed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from dvc import __version__

SCRIPT = Path(__file__).parent / "random_pipelines.py"
NEWEST = not __version__.startswith(("3.0.", "3.50."))


def test_random_pipelines_and_edits_end_as_with_dvc_repro() -> None:
    count = int(os.environ.get("DVC_CI_TEST_PIPELINES", "200" if NEWEST else "20"))
    seed = os.environ.get("DVC_CI_TEST_SEED", "newest" if NEWEST else "older")
    middle = count // 2
    runs = [
        subprocess.Popen(
            [sys.executable, str(SCRIPT), seed, str(first), str(last)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for first, last in ((0, middle), (middle, count))
    ]
    words = [run.communicate()[0] for run in runs]
    assert words == [f"{size} cases with DVC {__version__}\n" for size in (middle, count - middle)]
