"""Writes two tables of 2 million rows, 90 MB each, and the same as CSV of 0.5 GB: python bench/tables_data.py FOLDER."""

import sys

import duckdb

ROW = """
select i as id, 'user_' || (hash(i) % 500000)::varchar as customer,
  ['red', 'green', 'blue', 'black', 'white'][1 + (hash(i + 7) % 5)::int] as color, (hash(i, 1) % 80)::int as age,
  round((hash(i, 2) % 100000 * (hash(i, 3) % 1000)) / 1e4, 2)::double as income,
  (hash(i, 4) % 1000003) / 1e6 as x, (hash(i, 5) % 2000003) / 1e6 as y,
  timestamp '2020-01-01' + to_seconds((hash(i, 6) % 100000000)::bigint) as at, hash(i * 3) % 2 = 0 as flag,
  md5(i::varchar)[1:12] as code, (hash(i, 8) % 1000)::bigint as k
from range({}, {}) numbers(i)"""

folder = sys.argv[1]
database = duckdb.connect()
database.execute(f"create table before as {ROW.format(0, 2_000_000)}")
database.execute(f"create table now as from before where id % 1000 <> 0 union all {ROW.format(2_000_000, 2_010_000)}")
database.execute("update now set income = income * 1.2 where id % 97 = 0")
for name in ("now", "before"):
    database.execute(f"copy {name} to '{folder}/{name}.parquet'")
    # 1 GB for both sides.
    database.execute(f"copy (select *, repeat(code, 9) as note from {name}) to '{folder}/{name}.csv'")
