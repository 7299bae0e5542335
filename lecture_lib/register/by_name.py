"""A function takes what it names, and nothing else."""

import functools
import inspect


def by_name(function, *offered):
    """Return function as one that is called with all that is offered, and hands on what its parameters name.

    TypeError if a parameter names anything else.
    """
    names = tuple(inspect.signature(function).parameters)
    unknown = [name for name in names if name not in offered]
    if unknown:
        raise TypeError(f"{function.__name__}: expected parameters among {', '.join(offered)}, got {', '.join(unknown)}")

    @functools.wraps(function)
    def called(**given):
        return function(**{name: given[name] for name in names})

    return called
