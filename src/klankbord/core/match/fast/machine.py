"""Functions that become machine code when they are first called, and stay so on disk."""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Function = TypeVar("Function", bound=Callable[..., Any])
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.signedinteger[Any]]

ROOM = 64
"""Bytes behind every buffer, so that a look of eight bytes may go too far."""


_OPTIONS: Final[dict[str, Any]] = {"cache": True, "nogil": True, "_nrt": False}
"""Kept on disk, and without the lock of the interpreter.

Nothing is made in machine code that must be given back, so no count is kept of who uses an array
(`_nrt`): that cost ten times the work itself. What would need it does not compile.
"""


def compiled(function: Function) -> Function:
    """Compile for the types it is called with."""
    return cast("Function", numba.njit(**_OPTIONS)(function))


def inlined(function: Function) -> Function:
    """The same, but always as a part of who calls it: a row of arrays is dear to hand over."""
    return cast("Function", numba.njit(**_OPTIONS, forceinline=True)(function))


def windows(buffer: Bytes) -> Words:
    """Eight bytes from every place of a buffer, as numbers; shares its memory."""
    return np.ndarray(len(buffer) - 7, "<u8", buffer, strides=(1,))
