"""Write data/digits.csv: the 1,797 handwritten digits that ship inside scikit-learn.

One row is a digit: its label, then 64 grey values (0 to 16), row by row from the top left. The
bytes are always the same, so their MD5 is the one that data/digits.csv.dvc names.
"""

from pathlib import Path

from sklearn.datasets import load_digits

TARGET = Path(__file__).resolve().parent.parent / "data" / "digits.csv"


def main() -> None:
    digits = load_digits()
    header = ["label", *(f"p{row}{column}" for row in range(8) for column in range(8))]
    lines = [",".join(header)]
    for label, pixels in zip(digits.target, digits.data, strict=True):
        lines.append(",".join(str(int(value)) for value in (label, *pixels)))
    # newline: the same bytes, hence the same MD5, on every system.
    with TARGET.open("w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(lines) + "\n")
    print(f"{len(digits.target)} digits written to {TARGET}")


if __name__ == "__main__":
    main()
