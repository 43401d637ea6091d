"""Starts the engine: `python PATH/dvc_ci_engine/__main__.py [SCHEME ...]`, or with `--once` for one request."""

import os
import sys

# The package is imported without a trace: no compiled files beside it, and none of its modules under a short name.
here = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [os.path.dirname(here), *(entry for entry in sys.path if entry != here)]
kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
from dvc_ci_engine.server import main

sys.dont_write_bytecode = kept
# The package knows its own folder from here on.
del sys.path[0]

if __name__ == "__main__":
    main()
