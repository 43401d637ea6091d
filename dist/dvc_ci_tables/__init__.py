"""What changed in tables: rows, columns and their values, by DuckDB.

A process of its own, in an environment that has DuckDB and nothing of DVC: `python -m dvc_ci_tables` reads one request
from its input and writes one line of JSON for each table. docs/engine.md describes both.
"""

import os

# A product of 20,000 numbers takes microseconds, and OpenBLAS shares it among threads that wait for milliseconds.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
