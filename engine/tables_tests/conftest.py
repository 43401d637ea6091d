"""Settings of the property tests. These tests need DuckDB and no DVC."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "tables",
    max_examples=int(os.environ.get("DVC_CI_TEST_EXAMPLES", "40")),
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tables")
