"""Several people who do something at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier


def together(*tasks: Callable[[], object], too_late: type[Exception]) -> list[object]:
    """Do everything at once; give what each came to, `None` where it raised `too_late`."""
    start = Barrier(len(tasks))

    def run(task: Callable[[], object]) -> object:
        start.wait()
        try:
            return task()
        except too_late:
            return None

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))
