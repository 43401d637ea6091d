"""Settings of the property tests, and one import of DVC for all tests.

`DVC_CI_TEST_EXAMPLES` sets the number of examples. The newest DVC has the most: all versions share the code of ours
that the examples test.
"""

from __future__ import annotations

import gc

from hypothesis import HealthCheck, settings
from support import NEWEST, load_dvc
from turns import chosen

settings.register_profile(
    "engine",
    max_examples=chosen(80 if NEWEST else 20),
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.load_profile("engine")

# Tests fork, as the engine does: their children have the modules that are imported here, and no collection of garbage
# touches their pages.
load_dvc()
gc.collect()
gc.freeze()

# The code under these tests imports nothing of DVC, and the lab's versions of DVC run on one Python with one networkx.
collect_ignore = [] if NEWEST else ["test_tables.py", "test_networkx.py", "test_folders.py"]
