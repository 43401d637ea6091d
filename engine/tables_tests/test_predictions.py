"""Metrics of predictions against scikit-learn, and their intervals."""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from dvc_ci_tables.certainty import answer
from dvc_ci_tables.database import open_database
from dvc_ci_tables.faults import UnreadError
from dvc_ci_tables.measures import functions_of
from dvc_ci_tables.request import parse_request
from dvc_ci_tables.sides import Opener

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Table = dict[str, list[Any]]


def ask(
    now: Table, before: Table | None, metrics: Mapping[str, float | tuple[float, float]], **more: Any
) -> dict[str, Any]:
    """The answer about one table, written as CSV."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        file: dict[str, Any] = {"path": "p.csv", "truth": "y", "prediction": "p", **more.pop("file", {})}
        for side, table in (("now", now), ("before", before)):
            if table is not None:
                file[side] = str(folder / f"{side}.csv")
                with Path(file[side]).open("w", newline="") as handle:
                    csv.writer(handle).writerows([list(table), *zip(*table.values())])
        pairs = {key: value if isinstance(value, tuple) else (value, None) for key, value in metrics.items()}
        request = parse_request(
            {
                "tables": [],
                "memory": 10**9,
                "threads": 2,
                "seconds": 120,
                "expanded": 10**9,
                "certainty": {
                    "file": file,
                    "metrics": [{"name": key, "value": one, "baseline": two} for key, (one, two) in pairs.items()],
                    "tolerance": 1e-6,
                    "levels": [0.95],
                    **more,
                },
            }
        )
        assert request.certainty is not None
        scratch = folder / "scratch"
        scratch.mkdir()
        connection = open_database(scratch, request)
        try:
            return answer(request.certainty, Opener(connection, scratch), time.monotonic() + 120)
        finally:
            connection.close()


def found(answer: dict[str, Any], name: str = "accuracy") -> dict[str, Any]:
    return next(each for each in answer["metrics"] if each["name"] == name)


def numbers(seed: int) -> Iterator[float]:
    """Pseudo-random numbers that no version of numpy changes."""
    while True:
        seed = (1103515245 * seed + 12345) % 2**31
        yield seed / 2**31


def three_labels() -> Table:
    random, rows = numbers(7), []
    for _ in range(60):
        truth, luck = int(next(random) * 3), next(random)
        rows.append((truth, truth if luck < 0.7 else int(next(random) * 3)))
    return {"y": [row[0] for row in rows], "p": [row[1] for row in rows]}


def two_labels() -> Table:
    random, rows = numbers(11), []
    for _ in range(80):
        truth = int(next(random) < 0.4)
        score = round(0.35 * truth + 0.6 * next(random), 2)
        rows.append((truth, int(score >= 0.5), score))
    return {name: [row[index] for row in rows] for index, name in enumerate(("y", "p", "s"))}


def amounts() -> Table:
    random, rows = numbers(13), []
    for _ in range(70):
        truth = round(100 * next(random), 2)
        rows.append((truth, round(truth + 20 * (next(random) - 0.5), 2)))
    return {"y": [row[0] for row in rows], "p": [row[1] for row in rows]}


THREE = {
    "accuracy": 0.85,
    "balanced_accuracy": 0.853872053872,
    "mcc": 0.779774409916,
    "cohen_kappa": 0.775561097257,
    "precision_macro": 0.856459330144,
    "recall_macro": 0.853872053872,
    "test.f1_macro": 0.850781738587,
    "precision_weighted": 0.862041467305,
    "weighted_f1": 0.851757348343,
    "f1_micro": 0.85,
}
TWO = {
    "accuracy": 0.75,
    "precision": 0.727272727273,
    "recall": 0.685714285714,
    "specificity": 0.8,
    "f1_score": 0.705882352941,
    "roc_auc": 0.887619047619,
    "average_precision": 0.874980981194,
    "log_loss": 0.422684186954,
    "brier": 0.13605375,
}
AMOUNTS = {
    "mae": 5.24514285714,
    "mse": 37.0248885714,
    "rmse": 6.08480801434,
    "mape": 1.32898031616,
    "val_r2": 0.962726087266,
}


@pytest.mark.parametrize(
    "table, expected, score",
    [(three_labels(), THREE, None), (two_labels(), TWO, "s"), (amounts(), AMOUNTS, None)],
)
def test_each_function_has_the_value_of_scikit_learn(
    table: Table, expected: dict[str, float], score: str | None
) -> None:
    """The numbers are those of scikit-learn 1.7.2 on these rows."""
    given = ask(table, None, expected, file={"score": score})
    for name, value in expected.items():
        metric = found(given, name)
        assert "given" not in metric, (name, metric)
        (interval,) = metric["intervals"]
        assert interval["low"] < value < interval["high"]


@pytest.mark.parametrize(
    "name, functions",
    [
        ("acc", ["accuracy"]),
        ("eval.test_accuracy", ["accuracy"]),
        ("macro avg.f1-score", ["f1", "f1_macro", "f1_weighted", "f1_micro"]),
        ("f1_weighted", ["f1_weighted"]),
        ("accuracy_macro", []),
        ("worst_recall", []),
        ("loss", []),
    ],
)
def test_the_name_says_the_function(name: str, functions: list[str]) -> None:
    assert functions_of(name) == functions


def test_f1_of_many_labels_is_the_average_that_its_value_says() -> None:
    assert found(ask(three_labels(), None, {"f1": 0.851757348343}), "f1")["function"] == "f1_weighted"


def test_a_value_that_the_predictions_do_not_give_has_no_interval() -> None:
    metric = found(ask(three_labels(), None, {"accuracy": 0.9}))
    assert metric == {"name": "accuracy", "given": 0.85}


def test_a_rounded_value_counts_from_three_digits_on() -> None:
    metrics = ask(three_labels(), None, {"mcc": 0.78, "matthews": 0.7798})["metrics"]
    assert ["intervals" in each for each in metrics] == [False, True]


def exact_interval(truth: Sequence[int], now: Sequence[int], before: Sequence[int]) -> tuple[float, float]:
    """The percentiles of a paired bootstrap that draws rows one by one."""
    differences = np.array(now) == np.array(truth)
    differences = differences.astype(int) - (np.array(before) == np.array(truth))
    random = np.random.default_rng(1)
    means = random.choice(differences, (4000, len(truth))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def test_the_change_has_the_interval_of_a_paired_bootstrap() -> None:
    now = three_labels()
    before = {"y": now["y"], "p": [0 if index % 9 == 0 else each for index, each in enumerate(now["p"])]}
    values = [sum(a == b for a, b in zip(each["y"], each["p"])) / 60 for each in (now, before)]
    (interval,) = found(ask(now, before, {"accuracy": (values[0], values[1])}))["intervals"]
    low, high = exact_interval(now["y"], now["p"], before["p"])
    assert interval["change_low"] == pytest.approx(low, abs=0.02)
    assert interval["change_high"] == pytest.approx(high, abs=0.02)


def test_rows_belong_together_by_their_key_in_any_order() -> None:
    now = {"id": list(range(60)), **three_labels()}
    before = {name: column[::-1] for name, column in now.items()}
    metrics = {"accuracy": (0.85, 0.85)}
    told = ask(now, before, metrics)
    assert "with another truth than in the baseline, and no `key`" in told["unpaired"]
    assert "change_low" not in found(told)["intervals"][0]
    told = ask(now, before, metrics, file={"key": ["id"]})
    assert "unpaired" not in told
    assert (found(told)["intervals"][0]["change_low"], found(told)["intervals"][0]["change_high"]) == (0, 0)


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"id": [0, *range(59)]}, "the key id of the baseline repeats"),
        ({"id": range(1, 61)}, "by the key id, 1 row without a partner on the other side"),
        ({"id": ["", *range(1, 60)]}, "the key id of the baseline has empty cells"),
        ({"y": None}, "the baseline's predictions cannot be used: it has no column y, which metrics.predictions names"),
    ],
)
def test_rows_that_do_not_belong_together_say_why(change: Table, reason: str) -> None:
    now = {"id": list(range(60)), **three_labels()}
    before = {name: list(column) for name, column in {**now, **change}.items() if column is not None}
    told = ask(now, before, {"accuracy": (0.85, 0.85)}, file={"key": ["id"]})
    assert told["unpaired"] == reason
    assert "change_low" not in found(told)["intervals"][0]


def test_other_labels_of_the_baseline_leave_the_interval_of_the_value() -> None:
    now = three_labels()
    told = ask(now, {"y": now["y"], "p": [0] * 60}, {"accuracy": (0.85, 0.85)})
    assert found(told)["baseline_given"] == pytest.approx(now["y"].count(0) / 60)
    assert "change_low" not in found(told)["intervals"][0]


@pytest.mark.parametrize(
    "table, file, reason",
    [
        ({"y": [], "p": []}, {}, "it has no rows"),
        ({"y": [1, 0], "q": [1, 0]}, {}, "it has no column p, which metrics.predictions names"),
        ({"y": [1, 0, 1], "p": [1, "", 0]}, {}, "its column p is empty or not finite in 1 row"),
        ({"y": [1, 0], "p": [1, "nan"]}, {}, "its column p is empty or not finite in 1 row"),
        ({"y": [1, 0], "p": [1, 0], "s": ["a", "b"]}, {"score": "s"}, "its column s has values that are no numbers"),
        ({"y": ["a", "b"], "p": ["a", "b"]}, {"positive": "c"}, "it does not have the label that `positive`"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(table: Table, file: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnreadError, match=reason):
        ask(table, None, {"accuracy": 0.5}, file=file)


def test_what_a_function_lacks_is_said() -> None:
    rows = two_labels()
    told = ask(rows, None, {"roc_auc": 0.9, "f1": 0.9}, file={"prediction": None, "score": "s"})
    assert found(told, "f1")["lack"] == "metrics.predictions names no column `prediction`"
    told = ask({**rows, "s": [each * 9 for each in rows["s"]]}, None, {"brier": 0.1}, file={"score": "s"})
    assert found(told, "brier")["lack"] == "some scores are not between 0 and 1"
    told = ask({"y": [1] * 40, "p": [1] * 40, "s": [0.5] * 40}, None, {"roc_auc": 0.5}, file={"score": "s"})
    assert found(told, "roc_auc")["lack"] == "it is undefined on these rows"
    few = {name: column[:20] for name, column in rows.items()}
    values = sum(a == b for a, b in zip(few["y"], few["p"])) / 20
    assert found(ask(few, None, {"accuracy": values}))["lack"] == "it has 20 rows, and an interval needs 30"


def test_labels_of_text_and_of_truth_values_are_compared() -> None:
    rows = two_labels()
    words = {name: ["yes" if each else "no" for each in rows[name]] for name in ("y", "p")}
    assert "intervals" in found(ask(words, None, {"recall": TWO["recall"]}), "recall")
    told = ask(words, None, {"recall": TWO["specificity"]}, file={"positive": "no"})
    assert "intervals" in found(told, "recall")
    flags = {"y": [bool(each) for each in rows["y"]], "p": rows["p"]}
    assert "intervals" in found(ask(flags, None, {"recall": TWO["recall"]}, file={"positive": "true"}), "recall")


def test_slices_have_the_metrics_of_their_rows() -> None:
    now = {**three_labels(), "region": ["eu"] * 40 + ["us"] * 19 + [""]}
    before = {**now, "p": now["y"]}
    told = ask(now, before, {"accuracy": (0.85, 1)}, file={"slices": ["region"]})
    slices = {each["value"]: each for each in told["slices"]}
    assert {value: (each["rows"], each["baseline_rows"]) for value, each in slices.items()} == {
        "eu": (40, 40),
        "us": (19, 19),
        "null": (1, 1),
    }
    (metric,) = slices["eu"]["metrics"]
    assert metric["value"] == sum(a == b for a, b in zip(now["y"][:40], now["p"][:40])) / 40
    assert metric["baseline"] == 1
    assert metric["intervals"][0]["change_high"] <= 0
    assert "intervals" not in slices["us"]["metrics"][0]


def test_rows_of_one_side_alone_are_not_multiplied() -> None:
    rows = {name: column * 5 for name, column in three_labels().items()}
    told = ask({**rows, "all": ["x"] * 300}, None, {"accuracy": 0.85}, file={"slices": ["all"]})
    assert told["rows"] == 300
    assert [(each["value"], each["rows"]) for each in told["slices"]] == [("x", 300)]
    scored: Table = {"y": [0, 1] * 600, "s": [0.25, 0.75, 0.75, 0.25] * 300}
    told = ask(scored, None, {"roc_auc": 0.5}, file={"prediction": None, "score": "s"})
    assert told["rows"] == 1200
    assert found(told, "roc_auc")["function"] == "roc_auc"


def test_many_values_are_no_slices() -> None:
    rows = {name: column * 5 for name, column in three_labels().items()}
    told = ask({**rows, "id": list(range(300))}, None, {"accuracy": 0.85}, file={"slices": ["id"]})
    assert told["slices"] == []
    assert told["unsliced"] == "its column id has more than 200 values, too many for slices"


def test_long_values_are_no_slices() -> None:
    rows = three_labels()
    names = ["x" * 200 + str(index % 2) for index in range(len(rows["y"]))]
    told = ask({**rows, "name": names}, None, {"accuracy": 0.85}, file={"slices": ["name"]})
    assert told["slices"] == []
    assert told["unsliced"] == "its column name has a value of more than 200 characters"


def test_the_interval_of_many_rows_is_that_of_fewer_drawn_rows() -> None:
    """Beyond 20,000 rows each resample has fewer rows, and its deviation is scaled."""
    rows = 40_000
    random = np.random.default_rng(3)
    error = random.normal(0, 2, rows).round(6)
    told = ask({"y": [0.0] * rows, "p": error.tolist()}, None, {"mae": float(np.abs(error).mean())})
    (interval,) = found(told, "mae")["intervals"]
    width = 2 * 1.96 * np.abs(error).std() / np.sqrt(rows)
    assert interval["high"] - interval["low"] == pytest.approx(width, rel=0.1)


def test_the_same_rows_give_the_same_interval() -> None:
    first, second = (ask(two_labels(), None, TWO, file={"score": "s"}) for _ in range(2))
    assert first == second
