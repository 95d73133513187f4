import math

import pytest
import torch
from sklearn.preprocessing import PolynomialFeatures

from nma_ae.data import polynomial_features
from nma_ae.seeds import generator


@pytest.mark.parametrize("degree", [1, 2, 3, 7, 50])
def test_agrees_with_scikit_learn_up_to_the_order(degree):
    points = 0.5 + torch.rand(5, 2, generator=generator(0), dtype=torch.float64)
    mine = polynomial_features(points, degree)
    theirs = torch.from_numpy(PolynomialFeatures(degree, include_bias=False).fit_transform(points))
    assert mine.shape == theirs.shape == (5, (degree + 1) * (degree + 2) // 2 - 1)
    torch.testing.assert_close(mine.sort(dim=1).values, theirs.sort(dim=1).values)


def test_the_order_is_the_documented_one():
    features = polynomial_features(torch.tensor([[2.0, 3.0]]), 2)
    assert features.tolist() == [[3, 9, 2, 6, 4]]


def test_at_the_origin_and_for_negative_numbers():
    features = polynomial_features(torch.tensor([[0.0, 0.0], [-2.0, 0.0]]), 3)
    assert features[0].tolist() == [0] * 9
    assert features[1].sum() == -2 + 4 - 8
    assert features.isfinite().all()


def test_degree_fifty_gives_the_number_of_the_text():
    assert polynomial_features(torch.zeros(1, 2), 50).shape == (1, 1325)
    assert math.comb(52, 2) - 1 == 1325  # pairs (n, m) are choices of 2 out of P + 2


def test_refuses():
    with pytest.raises(ValueError, match="points must be"):
        polynomial_features(torch.zeros(3, 3), 2)
    with pytest.raises(ValueError, match="degree"):
        polynomial_features(torch.zeros(3, 2), 0)
