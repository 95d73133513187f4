import matplotlib
import pytest

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def figures(monkeypatch):
    """No figure survives its test, and none is shown by the code under test."""
    import matplotlib.pyplot as plt

    def refuse(*args, **kwargs):
        raise AssertionError("a plot function called show")

    monkeypatch.setattr(plt, "show", refuse)
    with plt.rc_context():
        yield plt
    plt.close("all")
