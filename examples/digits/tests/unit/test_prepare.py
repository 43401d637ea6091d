import numpy as np

from prepare import split_digits

LABELS = np.arange(200) % 10


def test_every_row_is_in_exactly_one_split() -> None:
    splits = split_digits(LABELS, valid_size=0.2, test_size=0.3, seed=1)
    sizes = {name: len(rows) for name, rows in splits.items()}
    assert sizes == {"train": 100, "valid": 40, "test": 60}
    everything = np.sort(np.concatenate(list(splits.values())))
    np.testing.assert_array_equal(everything, np.arange(len(LABELS)))


def test_every_digit_is_equally_frequent_in_each_split() -> None:
    for rows in split_digits(LABELS, valid_size=0.2, test_size=0.3, seed=1).values():
        counts = np.bincount(LABELS[rows], minlength=10)
        assert counts.min() == counts.max()


def test_the_seed_decides_the_split() -> None:
    def test_rows(seed: int) -> list[int]:
        return split_digits(LABELS, valid_size=0.2, test_size=0.3, seed=seed)["test"].tolist()

    assert test_rows(1) == test_rows(1)
    assert test_rows(1) != test_rows(2)
