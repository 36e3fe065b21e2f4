"""Several things at once, of a bounded number."""

import collections
import concurrent.futures


class Workers:
    """Threads, for what waits for a network; none where only one thing is to be done at a time."""

    def __init__(self, count):
        self.count = count
        self.pool = concurrent.futures.ThreadPoolExecutor(count) if count > 1 else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.pool is not None:
            # What was begun ends; what was not is left.
            self.pool.shutdown(wait=True, cancel_futures=True)

    def each(self, function, items):
        """What the function answers for each item, in their order; few are taken ahead of those that are worked on."""
        if self.pool is None:
            yield from map(function, items)
            return
        begun = collections.deque()
        for item in items:
            if len(begun) >= 2 * self.count:
                yield begun.popleft().result()
            begun.append(self.pool.submit(function, item))
        while begun:
            yield begun.popleft().result()
