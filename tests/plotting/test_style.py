import matplotlib as mpl

from nma_ae.plotting import use_style


def test_figures_are_light_opaque_and_legible(figures):
    use_style()
    background = mpl.colors.to_rgba(mpl.rcParams["savefig.facecolor"])
    assert min(background[:3]) > 0.95  # a dark page leaves dark text readable
    assert background[3] == 1
    assert mpl.rcParams["font.size"] >= 12
    assert mpl.rcParams["figure.dpi"] <= 150


def test_text_and_curves_stand_out_from_the_background(figures):
    use_style()

    def luminance(colour):
        return sum(
            w * c for w, c in zip((0.2126, 0.7152, 0.0722), mpl.colors.to_rgb(colour), strict=True)
        )

    background = luminance(mpl.rcParams["axes.facecolor"])
    assert background - luminance(mpl.rcParams["text.color"]) > 0.7
    for entry in mpl.rcParams["axes.prop_cycle"]:
        assert background - luminance(entry["color"]) > 0.3


def test_every_entry_of_the_style_is_known(figures):
    use_style()  # an unknown one warns, and warnings are errors here
    assert mpl.rcParams["axes.spines.right"] is False
