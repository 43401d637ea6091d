from pathlib import Path

import numpy as np
import pytest

from dataset import HEADER, read_digits, write_digits

PIXELS = np.arange(3 * 64).reshape(3, 64) % 17
LABELS = np.array([0, 9, 4])


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "digits.csv"
    write_digits(path, PIXELS, LABELS)
    pixels, labels = read_digits(path)
    np.testing.assert_array_equal(pixels, PIXELS)
    np.testing.assert_array_equal(labels, LABELS)


def test_lines_end_alike_on_every_system(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    write_digits(path, PIXELS, LABELS)
    content = path.read_bytes()
    assert b"\r" not in content
    assert content.count(b"\n") == 4


def test_a_single_row_is_still_a_table(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    write_digits(path, PIXELS[:1], LABELS[:1])
    pixels, labels = read_digits(path)
    assert pixels.shape == (1, 64)
    assert labels.shape == (1,)


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (1, "label", 10, "row 2 has a label outside"),
        (0, "label", -1, "row 1 has a label outside"),
        (2, "p33", 17, "row 3 has a grey value outside"),
        (2, "p00", -1, "row 3 has a grey value outside"),
    ],
)
def test_a_row_that_is_no_digit_is_refused(
    tmp_path: Path, row: int, column: str, value: int, message: str
) -> None:
    table = np.column_stack([LABELS, PIXELS])
    table[row, HEADER.index(column)] = value
    path = tmp_path / "digits.csv"
    write_digits(path, table[:, 1:], table[:, 0])
    with pytest.raises(ValueError, match=message):
        read_digits(path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="expected the columns label"):
        read_digits(path)
