"""Settings of the property tests. These tests need DuckDB and no DVC."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from turns import examples

# It limits the threads of numpy before a test imports numpy.
import dvc_ci_tables  # noqa: F401

settings.register_profile(
    "tables",
    # Each property costs more than a second, because each example opens a database.
    max_examples=examples(40),
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tables")
