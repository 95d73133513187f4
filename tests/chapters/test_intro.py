"""What the front page says."""

import pytest

from nma_ae.data import load_mnist


@pytest.mark.claim("A picture of a handwritten digit is a list of 784 numbers.")
def test_the_size_of_a_picture():
    assert load_mnist(flatten=True).test_images.shape[1] == 784
