import numpy as np
import pytest

from featurize import make_features


def test_a_full_picture_has_full_ink_and_no_gradient() -> None:
    features = make_features(np.full((2, 64), 16), zone=2, gradients=True)
    assert features.shape == (2, 64 + 16 + 8 + 8)
    np.testing.assert_array_equal(features[:, :80], 1)
    np.testing.assert_array_equal(features[:, 80:], 0)


def test_each_picture_keeps_its_own_pixels() -> None:
    pixels = np.arange(3 * 64).reshape(3, 64) % 17
    np.testing.assert_array_equal(make_features(pixels, 2, True)[:, :64], pixels / 16)


def test_ink_counts_in_its_own_zone() -> None:
    picture = np.zeros((8, 8), dtype=int)
    picture[5, 2] = 16
    zones = make_features(picture.reshape(1, 64), zone=4, gradients=False)[0, 64:]
    np.testing.assert_array_equal(zones, [0, 0, 1 / 16, 0])


def test_gradients_follow_rows_then_columns() -> None:
    picture = np.zeros((8, 8), dtype=int)
    picture[:, 7] = 8
    gradients = make_features(picture.reshape(1, 64), zone=8, gradients=True)[0, 65:]
    np.testing.assert_array_equal(gradients, [1 / 16] * 8 + [0] * 8)


@pytest.mark.parametrize("zone", [0, 3, 16])
def test_a_zone_that_does_not_fit_is_refused(zone: int) -> None:
    with pytest.raises(ValueError, match=f"featurize.zone is {zone}"):
        make_features(np.zeros((1, 64)), zone, gradients=True)
