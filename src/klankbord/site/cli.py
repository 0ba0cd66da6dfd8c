"""The command `klankbord`: one table of commands, each loaded only when it is asked for."""

import importlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import Any

import click

from klankbord import __version__
from klankbord.site.environment import EnvironmentRefused
from klankbord.site.logs import set_up_logs
from klankbord.site.parent import die_with_parent

PACKAGE = "klankbord.site.commands"


@dataclass(frozen=True)
class Entry:
    """Where a command stands, and whether it needs the installation (settings, database)."""

    place: str
    help: str
    needs_house: bool = True


COMMANDS = {
    "up": Entry("up:up", "Start everything: web, worker and scheduler.", needs_house=False),
    "web": Entry("processes:web", "Answer browsers."),
    "worker": Entry("processes:worker", "Do the jobs that wait in the queue."),
    "scheduler": Entry("processes:scheduler", "Do the standing jobs only."),
    "migrate": Entry("database:migrate", "Bring the database up to date."),
    "demo": Entry("demo:demo", "Load or remove the sample organisation."),
    "import": Entry("exchange:import_posts", "Bring posts in."),
    "export": Entry("exchange:export_posts", "Write posts out, in one of four forms."),
    "match": Entry("match:match", "Match posts against queries.", needs_house=False),
    "enrich": Entry("enrich:enrich", "Add what their text tells to posts.", needs_house=False),
    "graph": Entry("graph:graph", "Tell who matters among links.", needs_house=False),
    "spikes": Entry("spikes:spikes", "Find sudden peaks in a series.", needs_house=False),
    "themes": Entry("themes:themes", "Group posts by what they are about.", needs_house=False),
    "evaluate": Entry("evaluate:evaluate", "Judge a task on a labelled file.", needs_house=False),
    "guard": Entry("guard:guard", "Look at a text before it is posted; fingerprint documents."),
    "guidelines": Entry("guidelines:guidelines", "Read a guideline as colleagues will."),
    "query": Entry("query:query", "Check a query, or test stored queries on their examples."),
    "topics": Entry("topics:topics", "Take topics along with their examples, or bring them in."),
    "community": Entry("community:community", "Take the open groups along, or bring some in."),
    "flow": Entry("flow:flow", "Check a flow, or run cases through it."),
    "read": Entry("read:read", "Read a feed or file and write its posts."),
    "check": Entry("check:check", "Look whether this installation is healthy."),
    "audit": Entry("audit:audit", "Verify the audit log, or take it with you."),
    "reset-second-step": Entry(
        "reset_second_step:reset_second_step", "Let somebody in who lost a phone or passkey."
    ),
    "erase-author": Entry("erase_author:erase_author", "Forget an author everywhere, with proof."),
    "backup": Entry("backup:backup", "Write one file with everything, or verify one."),
    "secrets": Entry("secrets:secrets", "Keep tokens of platforms under seal."),
    "restore": Entry("restore:restore", "Put a backup back.", needs_house=False),
}
DATABASE_FAULTS = {"OperationalError", "ProgrammingError"}
LOCKED = "FunctionLocked"


class Table(dict[str, click.Command]):
    """Loads a command's module at its first use: `klankbord match` never waits for Django."""

    def __missing__(self, name: str) -> click.Command:
        """Load one command."""
        entry = COMMANDS[name]
        if entry.needs_house:
            open_house()
        module, _, attribute = entry.place.partition(":")
        self[name] = getattr(importlib.import_module(f"{PACKAGE}.{module}"), attribute)
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Load one command, or say that there is none."""
        return self[name] if name in COMMANDS else default

    def items(self) -> Any:
        """Load every command."""
        return [(name, self[name]) for name in COMMANDS]


class Commands(click.Group):
    """The table as a command line; a wrong setting is explained in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Every command that people type, in the order of the table."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; what cannot be used so ends with exit code 2."""
        try:
            return super().main(*args, **extra)
        except EnvironmentRefused as refused:
            click.echo(f"klankbord: {refused}", err=True)
        except Exception as error:
            name = type(error).__name__  # by name: no Django is loaded here
            if name not in {*DATABASE_FAULTS, LOCKED}:
                raise
            if name == LOCKED:
                click.echo(f"klankbord: {error}", err=True)
            else:
                click.echo(f"klankbord: the database cannot be used ({error}).", err=True)
                click.echo("Is it there, and up to date? See `klankbord migrate`.", err=True)
        sys.exit(2)


def open_house() -> None:
    """Read the settings and load every room."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")
    if not importlib.import_module("django.apps").apps.ready:
        importlib.import_module("django").setup()
        set_up_logs(level=logging.WARNING)


@click.group(
    cls=Commands, commands=Table(), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--parent",
    type=int,
    hidden=True,
    is_eager=True,
    expose_value=False,
    callback=lambda _context, _option, pipe: None if pipe is None else die_with_parent(pipe),
    help="Pipe of the parent: watched before anything is loaded.",
)
@click.version_option(__version__, prog_name="klankbord")
def main() -> None:
    """Klankbord: the conversation desk of an organisation.

    Posts go in and out as JSON Lines (- is standard input or output, .gz is understood);
    progress goes to standard error. Exit code 0: well, 1: something wrong was found, 2: it
    cannot be used so.
    """


if __name__ == "__main__":
    main()
