"""Every way in to a function of the capability register, found by walking the house.

A new way of an old kind is found by itself: a screen that has an address, an operation of an
interface, a command, a job, and every function of ours that a program could call.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import click
from django.conf import settings
from django.urls import reverse
from ninja import NinjaAPI

from klankbord.jobs import registry
from klankbord.site.cli import main
from klankbord.trust.register import Declaration, declarations_of
from tests.routes import routes


@dataclass
class WaysIn:
    """How one declared function can be reached; each kind by what it takes to try it."""

    screens: list[str] = field(default_factory=list)  # addresses
    operations: list[tuple[str, str]] = field(default_factory=list)  # method and address
    commands: list[tuple[str, ...]] = field(default_factory=list)  # words after `klankbord`
    jobs: list[str] = field(default_factory=list)  # names, to put in the queue
    functions: list[object] = field(default_factory=list)  # to be called

    @property
    def n_ways(self) -> int:
        """All of them."""
        return sum(len(each) for each in vars(self).values())


def ways_in(declaration: Declaration, apis: Iterable[NinjaAPI]) -> WaysIn:
    """Walk the house for whatever carries this declaration."""

    def is_marked(function: object) -> bool:
        return any(each.key == declaration.key for each in declarations_of(function) or ())

    kinds = [*registry.JOBS.values(), *registry.STANDING.values()]
    return WaysIn(
        screens=[
            reverse(route.name, kwargs=route.arguments())
            for route in routes(settings.ROOT_URLCONF)
            if is_marked(route.view)
        ],
        operations=[
            (method, address)
            for method, address, function in _operations(apis)
            if is_marked(function)
        ],
        commands=[words for words, command in _commands(main, ()) if is_marked(command.callback)],
        jobs=[kind.name for kind in kinds if is_marked(kind.function)],
        functions=[each for each in _functions() if is_marked(each)],
    )


def _operations(apis: Iterable[NinjaAPI]) -> Iterator[tuple[str, str, object]]:
    for api in apis:
        root = reverse(f"{api.urls_namespace}:api-root")
        for prefix, router in api._routers:
            for path, view in router.path_operations.items():
                inside = re.sub("{[^}]*}", "1", f"{prefix}{path}".lstrip("/"))
                for operation in view.operations:
                    for method in operation.methods:
                        yield method, root + inside, operation.view_func


def _commands(
    command: click.Command, words: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, (*words, name))


def _functions() -> Iterator[object]:
    """Each once, wherever it was imported to."""
    found = {
        id(value): value
        for name, module in list(sys.modules.items())
        if name.startswith("klankbord.")
        for value in list(vars(module).values())
        if callable(value) and declarations_of(value)
    }
    yield from found.values()
