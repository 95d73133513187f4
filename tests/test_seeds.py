import pytest
import torch

from nma_ae.seeds import generator, seeded


def test_same_seed_same_draws():
    first, second, other = (torch.rand(5, generator=generator(seed)) for seed in (3, 3, 4))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_generator_agrees_with_torchs_own_seed():
    state = torch.get_rng_state()
    torch.manual_seed(7)
    expected = torch.rand(5)
    torch.set_rng_state(state)
    assert torch.equal(torch.rand(5, generator=generator(7)), expected)


def test_generator_leaves_the_global_state_alone():
    state = torch.get_rng_state()
    torch.rand(5, generator=generator(0))
    assert torch.equal(torch.get_rng_state(), state)


def test_seeded_repeats_layers_and_restores_the_global_state():
    state = torch.get_rng_state()
    with seeded(1):
        first = torch.nn.Linear(3, 3)
    with seeded(1):
        second = torch.nn.Linear(3, 3)
    assert torch.equal(first.weight, second.weight)
    assert torch.equal(torch.get_rng_state(), state)


def test_seeded_restores_after_an_error():
    state = torch.get_rng_state()

    def fail():
        torch.rand(3)
        raise KeyError

    with pytest.raises(KeyError), seeded(1):
        fail()
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.0, "1", None, True])
def test_bad_seeds(seed):
    with pytest.raises(ValueError, match="seed must be an integer"):
        generator(seed)
    with pytest.raises(ValueError, match="seed must be an integer"), seeded(seed):
        pass
