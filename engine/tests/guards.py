"""What src/dvc/guards.py does to DVC's databases, on a database of its own. Run by guards.test.ts; prints JSON.

usage: guards.py whole | together FOLDER
"""

import json
import os
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
from dvc_ci_engine.patches import guards  # noqa: E402

guards.hasten_databases()
guards.keep_transactions_whole()
from sqltrie.sqlite.sqlite import SQLiteTrie  # noqa: E402

what, path = sys.argv[1], os.path.join(sys.argv[2], "index.db")


def seen():
    """How many nodes somebody else sees."""
    with sqlite3.connect(path) as other:
        return other.execute("SELECT count(*) FROM nodes").fetchone()[0]


trie = SQLiteTrie.open(path)
if what == "whole":
    trie[("tree", "it's; {odd}", "a")] = b"1"
    trie[("tree", "it's; {odd}", "b", "c")] = b"2"
    before = seen()
    trie.commit()
    print(json.dumps({
        "before": before, "after": seen(), "read": {"/".join(key): value.decode() for key, value in sorted(trie.items())},
        "pragmas": [trie._conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")],
    }))
elif what == "one":
    for number in range(20):
        trie[(sys.argv[3], str(number))] = b"x"
        trie.commit()
else:
    # Several processes make the same new database at once.
    runs = [subprocess.Popen([sys.executable, __file__, "one", sys.argv[2], f"p{number}"], stderr=subprocess.PIPE, text=True) for number in range(6)]
    words = [run.communicate()[1].strip().splitlines()[-1:] for run in runs]
    print(json.dumps({"codes": [run.returncode for run in runs], "words": words, "nodes": len(list(trie.items()))}))
