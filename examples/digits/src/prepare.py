"""Stage prepare: check the digits and split them into train, valid and test."""

from pathlib import Path

import numpy as np
import yaml

from dataset import N_CLASSES, read_digits, write_digits

SOURCE = Path("data/digits.csv")
PREPARED = Path("data/prepared")


def split_digits(
    labels: np.ndarray, valid_size: float, test_size: float, seed: int
) -> dict[str, np.ndarray]:
    """Return the row numbers of each split, in the order of the table.

    Both sizes are shares of the rows of each digit, so that every split has all digits.
    """
    random = np.random.default_rng(seed)
    parts: dict[str, list[np.ndarray]] = {"valid": [], "test": [], "train": []}
    for digit in range(N_CLASSES):
        rows = random.permutation(np.flatnonzero(labels == digit))
        n_valid, n_test = round(valid_size * len(rows)), round(test_size * len(rows))
        cuts = np.split(rows, [n_valid, n_valid + n_test])
        for name, part in zip(parts, cuts, strict=True):
            parts[name].append(part)
    return {name: np.sort(np.concatenate(rows)) for name, rows in parts.items()}


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    pixels, labels = read_digits(SOURCE)
    for name, rows in split_digits(labels, **params["split"], seed=params["seed"]).items():
        write_digits(PREPARED / f"{name}.csv", pixels[rows], labels[rows])
        print(f"{name}: {len(rows)} digits")


if __name__ == "__main__":
    main()
