"""Functions that become machine code when they are first called, and stay so on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir as llvm  # type: ignore[import-untyped]  # no types there
from numba.core import cgutils, ir, types
from numba.core.caching import FunctionCache
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import FunctionPass, register_pass
from numba.core.typed_passes import NoPythonSupportedFeatureValidation
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.signedinteger[Any]]

Numbers = TypeVar("Numbers", Words, Ints)
_LINE: Final = 64

ROOM = 64
"""Bytes behind every buffer, so that a look of eight bytes may go too far."""


@register_pass(mutates_CFG=False, analysis_only=False)  # type: ignore[no-untyped-call]  # no types there
class _CountFromTheStart(FunctionPass):
    """No place is below 0, so none is asked whether it counts from the end of its array.

    Python's rule costs a comparison and a choice each time: together a sixth of the work. The price
    is that a place below 0 would read other memory: `make agree` also runs with all checked.
    """

    _name = "count_from_the_start"

    def __init__(self) -> None:
        FunctionPass.__init__(self)  # type: ignore[no-untyped-call]  # the same

    def run_pass(self, state: Any) -> bool:
        looks = {
            act: _from_the_start(signature)
            for act, signature in state.calltypes.items()
            if isinstance(act, ir.SetItem) or getattr(act, "op", "") == "getitem"
        }
        state.calltypes.update(looks)
        return True


def _from_the_start(signature: Any) -> Any:
    array, place, *value = signature.args
    return signature.replace(args=(array, _without_sign(place), *value))


def _without_sign(place: Any) -> Any:
    if isinstance(place, types.Integer):
        return types.uintp
    if isinstance(place, types.BaseTuple):
        several: Any = types.BaseTuple
        return several.from_types([_without_sign(each) for each in cast("Any", place)])
    return place


class _Compiler(CompilerBase):
    def define_pipelines(self) -> list[Any]:
        builder: Any = DefaultPassBuilder
        passes = builder.define_nopython_pipeline(self.state)
        passes.add_pass_after(_CountFromTheStart, NoPythonSupportedFeatureValidation)
        passes.finalize()
        return [passes]


_OPTIONS: Final[dict[str, Any]] = {
    "cache": True, "nogil": True, "_nrt": False, "pipeline_class": _Compiler
}  # fmt: skip
"""Kept on disk, and without the lock of the interpreter.

Nothing is made in machine code that must be given back, so no count is kept of who uses an array
(`_nrt`): that cost ten times the work itself. What would need it does not compile.
"""


def _stamp_of_all() -> tuple[float, int]:
    found = [path.stat() for path in Path(__file__).parent.glob("*.py")]
    return max((each.st_mtime for each in found), default=0.0), sum(each.st_size for each in found)


STAMP: Final = _stamp_of_all()
"""Of these files together. A function becomes one with those that it calls in other files; numba
looks only at its own file, and would go on with the old ones after an update."""


def compiled(function: Function) -> Function:
    """Compile for the types it is called with."""
    return cast("Function", _kept_by_all(numba.njit(**_OPTIONS)(function)))


def inlined(function: Function) -> Function:
    """The same, but always as a part of who calls it: a row of arrays is dear to hand over."""
    return cast("Function", _kept_by_all(numba.njit(**_OPTIONS, forceinline=True)(function)))


def _lowest_bit(_context: Any, _number: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], cgutils.true_bit)

    return numba.int64(numba.uint64), generate


lowest_bit = cast("Callable[[np.uint64], int]", intrinsic(_lowest_bit))
"""The place of the lowest bit of a number that is not 0: one instruction."""


def _bring_near(_context: Any, numbers: Any, _place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = builder.gep(array.data, [arguments[1]])
        kind = llvm.FunctionType(llvm.VoidType(), [pointer.type, *[llvm.IntType(32)] * 3])
        ask = builder.module.declare_intrinsic("llvm.prefetch", (pointer.type,), kind)
        builder.call(ask, [pointer, *(context.get_constant(types.int32, n) for n in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(numbers, types.uintp), generate


bring_near = cast("Callable[[np.ndarray, Any], None]", intrinsic(_bring_near))
"""Ask for the line of the cache with a place of an array, and wait for nothing."""


def _kept_by_all(made: Any) -> Any:
    cache = getattr(made, "_cache", None)
    if isinstance(cache, FunctionCache):
        cache._cache_file._source_stamp = STAMP  # noqa: SLF001  # numba asks for no other way
    return made


def in_lines(numbers: Numbers) -> Numbers:
    """The same numbers from the start of a line of the cache on: no row lies in two lines."""
    n_extra = _LINE // numbers.itemsize
    made = np.zeros(len(numbers) + n_extra, numbers.dtype)
    first = -made.ctypes.data % _LINE // numbers.itemsize
    made = made[first : first + len(numbers)]
    made[:] = numbers
    return made


def windows(buffer: Bytes) -> Words:
    """Eight bytes from every place of a buffer, as numbers; shares its memory."""
    return np.ndarray(len(buffer) - 7, "<u8", buffer, strides=(1,))
