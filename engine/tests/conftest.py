"""Settings of the property tests, and one import of DVC for all tests.

`DVC_CI_TEST_EXAMPLES` raises the number of examples. The newest DVC has the most: all versions share the code of ours
that the examples test.
"""

from __future__ import annotations

import os

from dvc import __version__
from hypothesis import HealthCheck, settings

from dvc_ci_engine import warmup

settings.register_profile(
    "engine",
    max_examples=int(
        os.environ.get("DVC_CI_TEST_EXAMPLES", "40" if __version__.startswith(("3.0.", "3.50.")) else "150")
    ),
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.load_profile("engine")

# Tests fork, as the engine does: their children have what is imported here.
warmup.load_first()
for name in ("dvc.cli", "ruamel.yaml", *warmup.LATER):
    warmup.load(name)
