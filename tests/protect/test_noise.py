"""The sampler draws exactly what it says, from whole numbers only, and from the operating system."""

import ast
import inspect
import math
import random
import secrets
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chisquare

from criteria.protect import copy, measured, noise
from criteria.protect.noise import discrete_gaussian


def below(seed):
    return random.Random(seed).randrange


class Whole(int):
    """A whole number that refuses to be anything else."""

    def _refuse(self, *_):
        raise AssertionError("a whole number became a floating-point number")

    __float__ = __truediv__ = __rtruediv__ = _refuse


@pytest.mark.parametrize("variance", [Fraction(1, 4), Fraction(1), Fraction(37, 10), Fraction(26418, 100)])
def test_the_distribution_is_the_one_it_should_be(variance):
    draws = 8_000
    source = below(5)
    found = Counter(discrete_gaussian(variance, source) for _ in range(draws))
    reach = max(4, math.ceil(3 * math.sqrt(variance)))
    values = np.arange(-20 * reach, 20 * reach + 1)
    chance = np.exp(-(values**2) / (2 * float(variance)))
    chance /= chance.sum()
    width = max(1, reach // 8)
    bins = np.clip(np.floor_divide(values + width // 2, width), -reach // width, reach // width)
    expected, seen = Counter(), Counter()
    for value, bin_, part in zip(values.tolist(), bins.tolist(), chance.tolist(), strict=True):
        expected[bin_] += part * draws
        seen[bin_] += found[value]
    often = [key for key in expected if expected[key] >= 8]
    rest = draws - sum(expected[key] for key in often)
    one = [*(seen[key] for key in often), draws - sum(seen[key] for key in often)]
    other = [*(expected[key] for key in often), rest]
    keep = [at for at in range(len(one)) if other[at] > 1]
    total = sum(other[at] for at in keep)
    counted = sum(one[at] for at in keep)
    assert chisquare([one[at] for at in keep], [other[at] * counted / total for at in keep]).pvalue > 1e-4


@pytest.mark.parametrize(("above", "under"), [(0, 1), (1, 1), (1, 3), (5, 2), (7, 1)])
def test_a_coin_of_e_to_the_minus_something(above, under):
    source, draws = below(2), 20_000
    heads = sum(noise._bernoulli_exp(above, under, source) for _ in range(draws))
    chance = math.exp(-above / under)
    assert abs(heads - draws * chance) <= 4.5 * math.sqrt(draws * chance * (1 - chance)) + 1e-9


def test_zero_is_not_drawn_twice_as_often():
    source, draws = below(3), 20_000
    found = Counter(noise._discrete_laplace(2, source) for _ in range(draws))
    assert abs(found[1] / found[0] - math.exp(-1 / 2)) < 0.03
    assert abs(found[-1] / found[0] - math.exp(-1 / 2)) < 0.03


def test_a_variance_of_nothing_is_refused():
    with pytest.raises(ValueError, match="positive"):
        discrete_gaussian(Fraction(0))


def test_no_floating_point_number_is_in_the_path_of_the_noise():
    """Read off the source: no division but by whole numbers, no such literal, nothing of `math` but the whole root."""
    tree = ast.parse(inspect.getsource(noise))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Div | ast.Pow)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
    names = {
        f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert names == {"__future__.annotations", "collections.abc.Callable", "fractions.Fraction", "math.isqrt"}
    assert [node.names[0].name for node in ast.walk(tree) if isinstance(node, ast.Import)] == ["secrets"]


def test_no_floating_point_number_is_made_while_drawing():
    source = below(4)
    drawn = [discrete_gaussian(Fraction(2641, 10), lambda limit: Whole(source(limit))) for _ in range(200)]
    assert all(isinstance(each, int) for each in drawn)


def test_chance_comes_from_the_operating_system():
    assert noise.SYSTEM is secrets.randbelow
    for drawing in (discrete_gaussian, measured.measure, copy.protect):
        assert inspect.signature(drawing).parameters["below"].default is noise.SYSTEM
