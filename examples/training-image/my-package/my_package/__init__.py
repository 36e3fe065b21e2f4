"""What several trainings share."""


def fit_line(points):
    """The slope and the intercept of the line through points, by least squares."""
    count = len(points)
    if count < 2:
        raise ValueError("a line needs two points")
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    if spread == 0:
        raise ValueError("all points are above each other")
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    return slope, mean_y - slope * mean_x
