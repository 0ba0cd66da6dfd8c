"""The command `klankbord`: one table of commands, each loaded only when it is asked for."""

import importlib
import os
import sys
from dataclasses import dataclass

import click

from klankbord import __version__
from klankbord.site.environment import EnvironmentRefused

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
    "export": Entry("exchange:export_posts", "Write posts out as JSON Lines."),
    "match": Entry("match:match", "Match posts against queries.", needs_house=False),
    "query": Entry("query:query", "Check a query and say what it means.", needs_house=False),
    "read": Entry("read:read", "Read a feed or file and write its posts.", needs_house=False),
    "check": Entry("check:check", "Look whether this installation is healthy."),
    "audit": Entry("audit:audit", "Verify the audit log."),
    "backup": Entry("backup:backup", "Write one file with everything, while running."),
    "restore": Entry("backup:restore", "Put a backup back.", needs_house=False),
    "prepare": Entry("database:prepare", "What `up` does before it starts."),
}
HIDDEN = {"prepare"}


class Commands(click.Group):
    """Loads a command's module at its first use: `klankbord match` never waits for Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Every command that people type, in the order of the table."""
        return [name for name in COMMANDS if name not in HIDDEN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Load one command."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.needs_house:
            open_house()
        module, _, name = entry.place.partition(":")
        command: click.Command = getattr(importlib.import_module(f"{PACKAGE}.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """List the commands from the table, without loading them."""
        with formatter.section("Commands"):
            rows = [(name, COMMANDS[name].help) for name in COMMANDS if name not in HIDDEN]
            formatter.write_dl(rows)


def open_house() -> None:
    """Read the settings and load every room."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")
    importlib.import_module("django").setup()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="klankbord")
def klankbord() -> None:
    """Klankbord: the conversation desk of an organisation.

    Posts go in and out as JSON Lines (- is standard input or output, .gz is understood);
    progress goes to standard error. Exit code 0: well, 1: something wrong was found, 2: it
    cannot be used so.
    """


def main() -> None:
    """Run a command; a wrong setting is explained in one line."""
    try:
        klankbord()
    except EnvironmentRefused as refused:
        click.echo(f"klankbord: {refused}", err=True)
        sys.exit(2)
    except BrokenPipeError:  # the reader had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
