"""The digits table: a label and 64 grey values from 0 (paper) to 16 (ink) in each row."""

from pathlib import Path

import numpy as np

SIDE = 8
MAX_GREY = 16
N_CLASSES = 10
HEADER = ["label", *(f"p{row}{column}" for row in range(SIDE) for column in range(SIDE))]


def read_digits(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return (pixels, labels), integers of shape (n, 64) and (n,).

    Raises ValueError where the columns are others or a row is no digit.
    """
    with path.open(encoding="ascii") as file:
        header = file.readline().strip().split(",")
        if header != HEADER:
            raise ValueError(
                f"{path}: expected the columns label, p00 to p77, found {header[:3]}..."
            )
        table = np.loadtxt(file, delimiter=",", dtype=np.int64, ndmin=2)
    labels, pixels = table[:, 0], table[:, 1:]
    check_digits(pixels, labels, path)
    return pixels, labels


def check_digits(pixels: np.ndarray, labels: np.ndarray, source: Path) -> None:
    """Raise ValueError, naming the row, for a label outside 0..9 or a grey value outside 0..16."""
    wrong_label = (labels < 0) | (labels >= N_CLASSES)
    wrong_pixel = ((pixels < 0) | (pixels > MAX_GREY)).any(axis=1)
    for wrong, what in (
        (wrong_label, "label outside 0..9"),
        (wrong_pixel, "grey value outside 0..16"),
    ):
        if wrong.any():
            raise ValueError(f"{source}: row {int(np.argmax(wrong)) + 1} has a {what}")


def write_digits(path: Path, pixels: np.ndarray, labels: np.ndarray) -> None:
    """Write what read_digits reads; the same digits give the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(",".join(HEADER) + "\n")
        np.savetxt(file, np.column_stack([labels, pixels]), fmt="%d", delimiter=",", newline="\n")
