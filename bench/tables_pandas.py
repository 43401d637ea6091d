"""What a data scientist would write with pandas to see how a table changed: python bench/tables_pandas.py NOW BEFORE."""

import sys

import numpy as np
import pandas as pd

read = pd.read_parquet if sys.argv[1].endswith(".parquet") else pd.read_csv
now, before = read(sys.argv[1]), read(sys.argv[2])
joined = now.merge(before, on="id", how="outer", suffixes=("", "_before"), indicator=True)
both = joined[joined["_merge"] == "both"]
changed = np.zeros(len(both), bool)
for column in now.columns.drop("id"):
    changed |= both[column].to_numpy() != both[f"{column}_before"].to_numpy()
added, removed = ((joined["_merge"] == side).sum() for side in ("left_only", "right_only"))
print(added, removed, changed.sum())
for column in now.columns:
    for table in (now, before):
        values = table[column]
        figures = [values.isna().mean(), values.nunique(), values.min(), values.max()]
        if values.dtype.kind in "if":
            figures += [values.mean(), values.std(), values.quantile([0.05, 0.25, 0.5, 0.75, 0.95])]
        else:
            figures.append(values.value_counts().head(10))
    if now[column].dtype.kind in "ifM":
        kind = "int64" if now[column].dtype.kind == "M" else "float64"
        first, second = (np.sort(table[column].astype(kind).to_numpy()) for table in (now, before))
        places = np.concatenate([first, second])
        ranks = [np.searchsorted(each, places, "right") / len(each) for each in (first, second)]
        distance = np.abs(ranks[0] - ranks[1]).max()
        edges = np.quantile(second, np.linspace(0, 1, 11))
        shares = [np.histogram(each, edges)[0] / len(each) for each in (first, second)]
    else:
        counts = [table[column].value_counts(normalize=True) for table in (now, before)]
        distance = counts[0].sub(counts[1], fill_value=0).abs().sum() / 2
        new = set(counts[0].index) - set(counts[1].index)
