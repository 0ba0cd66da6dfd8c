"""How fast the machine is on which the tests run."""

import time

_WORK = 5_000_000  # turns of a loop of nothing but Python
_SECONDS_OF_WORK = 0.35  # of the processor for which the limits were set


def slowness() -> float:
    """Measure this processor by a loop: the host of a rented one may give half of it today.

    How many times longer the same work takes here than on the machine of the limits; at least 1.
    """
    began = time.process_time()
    sum(number * number for number in range(_WORK))
    return max((time.process_time() - began) / _SECONDS_OF_WORK, 1.0)
