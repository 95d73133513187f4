from nma_ae.training import History


def test_evaluated_sets_as_text():
    history = History([0.5] * 4, 2, {"train": [0.31, 0.25], "a longer name": [0.32, 0.26001]})
    assert repr(history).splitlines() == [
        "epoch   train  a longer name",
        "1/2    0.3100         0.3200",
        "2/2    0.2500         0.2600",
    ]


def test_without_sets_the_mean_of_the_batches():
    history = History([0.5, 0.3, 0.2, 0.1], 2, {})
    assert str(history).splitlines() == [
        "epoch  mean of batches",
        "1/2             0.4000",
        "2/2             0.1500",
    ]


def test_html_has_a_row_an_epoch():
    html = History([0.5, 0.3], 1, {"test": [0.31, 0.25]})._repr_html_()
    assert html.count("<tr>") == 3
    assert "0.3100" in html
    assert "test" in html
