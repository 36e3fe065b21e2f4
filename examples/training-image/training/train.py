"""A training as small as one can be: the own package fits what numpy has made."""

import numpy
from my_package import fit_line

generator = numpy.random.default_rng(1)
xs = generator.uniform(0, 10, 100)
ys = 2 * xs + 1 + generator.normal(0, 0.1, 100)
slope, intercept = fit_line(list(zip(xs, ys)))
print(f"slope {slope:.2f}, intercept {intercept:.2f}")
