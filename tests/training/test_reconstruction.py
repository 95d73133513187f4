import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import xlogy
from sklearn.metrics import log_loss, mean_squared_error
from torch import nn

from nma_ae.training import reconstruction_bce, reconstruction_mse


class Constant(nn.Module):
    """A model whose reconstructions are given."""

    def __init__(self, reconstructions):
        super().__init__()
        self.reconstructions = reconstructions

    def forward(self, images):
        return self.reconstructions


@pytest.fixture
def grey():
    return torch.rand(7, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture
def output():
    return torch.rand(7, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


def test_bce_of_black_and_white_is_scikit_learns_log_loss(grey, output):
    binary = grey.round()
    expected = log_loss(binary.flatten(), output.flatten())
    assert reconstruction_bce(Constant(output), binary).item() == pytest.approx(expected)


def test_bce_of_grey_images_by_its_formula(grey, output):
    x, y = grey.numpy(), output.numpy()
    expected = -(xlogy(x, y) + xlogy(1 - x, 1 - y)).mean()
    assert reconstruction_bce(Constant(output), grey).item() == pytest.approx(expected)


def test_a_perfect_copy_of_grey_costs_its_entropy(grey):
    x = grey.numpy()
    entropy = -(x * np.log(x) + (1 - x) * np.log(1 - x)).mean()
    assert reconstruction_bce(Constant(grey), grey).item() == pytest.approx(entropy)


def test_no_reconstruction_is_better_than_the_copy(grey, output):
    assert reconstruction_bce(Constant(output), grey) > reconstruction_bce(Constant(grey), grey)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_bce_is_torchs_own_and_its_gradient_the_closed_form(dtype):
    """With respect to the sigmoid's input, the gradient is y - x."""
    draws = torch.Generator().manual_seed(2)
    logits = 4 * torch.randn(400, generator=draws, dtype=dtype)
    logits.requires_grad_()
    x = torch.rand(400, generator=draws, dtype=dtype)
    x[::3] = x[::3].round()
    y = logits.sigmoid()
    loss = reconstruction_bce(Constant(y), x)
    loss.backward()
    assert loss.item() == pytest.approx(F.binary_cross_entropy(y, x).item(), rel=1e-5)
    assert torch.allclose(logits.grad, (y - x) / 400, atol=1e-7, rtol=1e-4)


@pytest.mark.parametrize("x", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("y", [0.0, 1e-45, 1e-30, 1.0])
def test_bce_at_the_ends_is_finite_and_so_is_its_gradient(x, y):
    y = torch.full((1, 1), y, requires_grad=True)
    loss = reconstruction_bce(Constant(y), torch.full((1, 1), x))
    loss.backward()
    assert loss.isfinite()
    assert y.grad.isfinite().all()
    assert loss == 0 or loss > 0.1 or abs(x - y) < 1e-6


def test_indifference_costs_log_two():
    half = torch.full((3, 4), 0.5)
    assert reconstruction_bce(Constant(half), torch.rand(3, 4)).item() == pytest.approx(np.log(2))


def test_mse_is_scikit_learns(grey, output):
    expected = mean_squared_error(grey, output)
    assert reconstruction_mse(Constant(output), grey).item() == pytest.approx(expected)


@settings(max_examples=30)
@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_losses_are_finite_and_not_negative(x, y):
    image, reconstruction = torch.tensor([[x]]), Constant(torch.tensor([[y]]))
    for objective in (reconstruction_bce, reconstruction_mse):
        assert 0 <= objective(reconstruction, image).item() <= 100


@pytest.mark.parametrize("objective", [reconstruction_bce, reconstruction_mse])
def test_gradient_reaches_the_model(objective, output, grey):
    y = output.clone().requires_grad_()
    objective(Constant(y), grey).backward()
    n = y.numel()
    expected = {
        reconstruction_bce: (output - grey) / (output * (1 - output)) / n,
        reconstruction_mse: 2 * (output - grey) / n,
    }
    assert torch.allclose(y.grad, expected[objective])


@pytest.mark.parametrize("objective", [reconstruction_bce, reconstruction_mse])
def test_half_precision_output_is_compared_in_the_images_precision(objective, grey, output):
    loss = objective(Constant(output.bfloat16()), grey.float())
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(objective(Constant(output), grey).item(), rel=0.05)


@pytest.mark.parametrize("objective", [reconstruction_bce, reconstruction_mse])
def test_a_code_is_no_reconstruction(objective):
    with pytest.raises(ValueError, match=r"shape \(3, 8\), as its input, got \(3, 2\)"):
        objective(nn.Linear(8, 2), torch.rand(3, 8))


@pytest.mark.parametrize(
    ("images", "reconstructions", "message"),
    [
        (255 * torch.ones(2, 3), torch.rand(2, 3), "images must lie .* 255; divide pixels"),
        (-torch.ones(2, 3), torch.rand(2, 3), "images must lie .* got -1 to -1"),
        (torch.ones(2, 3) * torch.nan, torch.rand(2, 3), "images must lie .* got NaN"),
        (torch.rand(2, 3), torch.ones(2, 3) * 1.5, "reconstructions .* end the model"),
        (
            torch.rand(2, 3),
            torch.ones(2, 3) * torch.nan,
            "model makes of .* smaller learning",
        ),
    ],
)
def test_bce_refuses_what_is_no_probability(images, reconstructions, message):
    with pytest.raises(ValueError, match=message):
        reconstruction_bce(Constant(reconstructions), images)
