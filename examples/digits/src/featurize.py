"""Stage featurize: from grey values to what the models learn from."""

from pathlib import Path

import numpy as np
import yaml

from dataset import MAX_GREY, SIDE, read_digits

PREPARED = Path("data/prepared")
FEATURES = Path("data/features")


def make_features(pixels: np.ndarray, zone: int, gradients: bool) -> np.ndarray:
    """Return one row of features for each row of 64 grey values.

    They are the ink of each pixel (0 to 1), the mean ink of each square of `zone` by `zone` pixels,
    and, with `gradients`, the mean change from pixel to pixel along each row and each column. All
    are exact binary fractions, hence the same on every machine.
    """
    if zone < 1 or SIDE % zone:
        raise ValueError(f"featurize.zone is {zone}: it must divide {SIDE}")
    images = pixels.reshape(-1, SIDE, SIDE) / MAX_GREY
    n_zones = SIDE // zone
    zones = images.reshape(-1, n_zones, zone, n_zones, zone).mean(axis=(2, 4))
    parts = [images, zones]
    if gradients:
        along_rows = np.abs(np.diff(images, axis=2)).sum(axis=2) / SIDE
        along_columns = np.abs(np.diff(images, axis=1)).sum(axis=1) / SIDE
        parts += [along_rows, along_columns]
    return np.hstack([part.reshape(len(images), -1) for part in parts])


def main() -> None:
    params = yaml.safe_load(Path("params.yaml").read_text())
    FEATURES.mkdir(parents=True, exist_ok=True)
    for split in ("train", "valid", "test"):
        pixels, labels = read_digits(PREPARED / f"{split}.csv")
        features = make_features(pixels, **params["featurize"])
        np.savez(FEATURES / f"{split}.npz", features=features, labels=labels)
        print(f"{split}: {features.shape[0]} digits, {features.shape[1]} features each")


if __name__ == "__main__":
    main()
