import pytest

from my_package import fit_line


def test_points_on_a_line_give_that_line():
    assert fit_line([(0, 1), (1, 3), (2, 5)]) == (2, 1)


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (1, 2)]])
def test_what_makes_no_line_is_refused(points):
    with pytest.raises(ValueError):
        fit_line(points)
