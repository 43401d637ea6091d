"""Starts the engine: `python PATH/dvc_ci_engine/__main__.py [SCHEME ...]`, or with `--once` for a single request."""

import os
import sys

# The package lies in a release, so Python must write no compiled files there. Its folder leaves sys.path again, because
# the names of its modules must not shadow those of a user's project.
_here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [os.path.dirname(_here), *(entry for entry in sys.path if entry != _here)]
_kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
from dvc_ci_engine.server import main  # noqa: E402

sys.dont_write_bytecode = _kept
del sys.path[0]

if __name__ == "__main__":
    main()
