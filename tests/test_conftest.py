"""What is set for all tests."""

from pathlib import Path


def test_a_module_begins_as_if_it_were_the_first(pytester):
    pytester.makeconftest(Path(__file__, "../../conftest.py").resolve().read_text())
    pytester.makepyfile(
        test_1_leaves="""
            from nma_ae.exercises import set_language
            from nma_ae.plotting import use_style

            def test_the_first_cell_of_a_chapter():
                use_style()
                set_language("ja")
        """,
        test_2_finds="""
            import matplotlib
            import pytest
            from nma_ae.exercises import set_language

            def test_nothing_of_it_is_left():
                assert matplotlib.rcParams["axes.titlelocation"] == "center"
                with pytest.raises(ValueError, match="language must be one of"):
                    set_language("none")
        """,
    )
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)
