"""What the environment says: every variable that Klankbord reads, in one place.

Each is documented in `docs/en/settings.md`; a wrong value is explained at start, never guessed.
"""

import os
import secrets
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

LAST_PORT = 65_535
LEAST_PASSPHRASE = 12
MEGABYTE_DIGITS = 9
MOST_ALONG = 200  # megabytes of files in one request


class EnvironmentRefused(Exception):  # noqa: N818  # named after the broken promise
    """A variable has a value that cannot be used; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """The values in force, read once at start."""

    data: Path
    port: int
    url: str
    secret_file: Path
    secret_key: str
    database: dict[str, object]
    smtp: dict[str, object]
    mailbox: str
    open_networks: tuple[str, ...]
    time_zone: str
    backups: Path | None
    backup_passphrase: str
    attachments_megabytes: int
    file_megabytes: int
    files_each: int
    has_link_previews: bool
    preview_networks: tuple[str, ...]
    is_debug: bool

    @property
    def host(self) -> str:
        """The host name in `url`, as browsers send it."""
        return urlsplit(self.url).hostname or "localhost"


def read_environment(values: dict[str, str] | None = None) -> Environment:
    """Read and check all variables; raises `EnvironmentRefused`."""
    env = dict(os.environ) if values is None else values
    data = Path(env.get("KLANKBORD_DATA", "data")).resolve()
    port = _read_port(env.get("KLANKBORD_PORT", "8000"))
    url = env.get("KLANKBORD_URL", f"http://localhost:{port}").rstrip("/")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        message = f"KLANKBORD_URL is {url!r}. Write the full address: https://desk.example.org"
        raise EnvironmentRefused(message)
    file_megabytes, files_each = _read_files(
        env.get("KLANKBORD_FILE_MB", "20"), env.get("KLANKBORD_FILES_EACH", "5")
    )
    secret_file = _find_secret(data, env.get("KLANKBORD_SECRET_FILE", ""))
    return Environment(
        data=data,
        port=port,
        url=url,
        secret_file=secret_file,
        secret_key=_read_secret(secret_file),
        database=_read_database(data, env.get("DATABASE_URL", "")),
        smtp=_read_smtp(env.get("KLANKBORD_SMTP_URL", "")),
        mailbox=_read_mailbox(env.get("KLANKBORD_IMAP_URL", "")),
        open_networks=_read_networks(env, "KLANKBORD_OPEN_NETWORKS"),
        time_zone=_read_time_zone(env.get("KLANKBORD_TIME_ZONE", "Europe/Amsterdam")),
        backups=_read_backups(env.get("KLANKBORD_BACKUP_FOLDER", "")),
        backup_passphrase=read_passphrase(env.get("KLANKBORD_BACKUP_PASSPHRASE_FILE", "")),
        attachments_megabytes=_read_megabytes(env.get("KLANKBORD_ATTACHMENTS_MB", "5000")),
        file_megabytes=file_megabytes,
        files_each=files_each,
        has_link_previews=_read_switch(env, "KLANKBORD_LINK_PREVIEWS", is_on=True),
        preview_networks=_read_networks(env, "KLANKBORD_PREVIEW_NETWORKS"),
        is_debug=env.get("KLANKBORD_DEBUG", "") == "1",
    )


def _read_port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        message = f"KLANKBORD_PORT is {text!r}. Choose a number from 1 to 65535, such as 8000."
        raise EnvironmentRefused(message)
    return int(text)


def _read_time_zone(text: str) -> str:
    if text not in available_timezones():
        message = (
            f"KLANKBORD_TIME_ZONE is {text!r}. Write it as a region and a city: Europe/Brussels."
        )
        raise EnvironmentRefused(message)
    return text


def _find_secret(data: Path, named: str) -> Path:
    """Where the secret stands; it is made in the data folder at first start (mode 0600)."""
    path = Path(named).resolve() if named else data / "secret"
    if named and not path.is_file():
        message = f"KLANKBORD_SECRET_FILE names {named!r}, and there is no such file."
        raise EnvironmentRefused(message)
    if not path.is_file():
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_secret(path)
    return path


def _read_secret(path: Path) -> str:
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:  # noqa: PLR2004  # half of what we write ourselves
        message = f"The secret in {path} is shorter than 32 characters. Put a longer one in."
        raise EnvironmentRefused(message)
    return secret


def _write_secret(path: Path) -> None:
    """Create the file in one act, so that two processes that start at once agree."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its secret counts
    finally:
        draft.unlink()


def _read_database(data: Path, url: str) -> dict[str, object]:
    if not url:
        return _sqlite(data / "klankbord.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = "DATABASE_URL must look like postgresql://user:password@host:5432/name"
        raise EnvironmentRefused(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, object]:
    """IMMEDIATE: a writer waits its turn at the start instead of failing half-way."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,  # to open one is to read the whole schema: six milliseconds
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
            ),
        },
        # A file, not memory: tests see the same locks as the program.
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def _read_megabytes(text: str) -> int:
    if not text.isdecimal() or len(text) > MEGABYTE_DIGITS:
        message = (
            f"KLANKBORD_ATTACHMENTS_MB is {text!r}. Write how many megabytes pictures and files in"
            " the community may take, such as 5000; 0 takes none."
        )
        raise EnvironmentRefused(message)
    return int(text)


def _read_files(megabytes: str, n_each: str) -> tuple[int, int]:
    """How large one file may be, and how many go along with one post: together one request."""
    texts = (megabytes, n_each)
    if not all(text.isdecimal() and len(text) <= MEGABYTE_DIGITS for text in texts) or (
        int(megabytes) * int(n_each) > MOST_ALONG
    ):
        message = (
            f"KLANKBORD_FILE_MB is {megabytes!r} and KLANKBORD_FILES_EACH is {n_each!r}. Write how"
            " many megabytes one file may have and how many go along with one post, such as 20 and"
            f" 5; their product is at most {MOST_ALONG}, and 0 takes no files."
        )
        raise EnvironmentRefused(message)
    return int(megabytes), int(n_each)


def _read_switch(env: dict[str, str], name: str, *, is_on: bool) -> bool:
    """`on` or `off`."""
    said = env.get(name, "").strip().lower() or ("on" if is_on else "off")
    if said not in {"on", "off"}:
        message = f"{name} is {env[name]!r}. Write on or off."
        raise EnvironmentRefused(message)
    return said == "on"


def _read_networks(env: dict[str, str], variable: str) -> tuple[str, ...]:
    """Private networks that something outside may stand in: `10.1.0.0/16, …`."""
    names = [part.strip() for part in env.get(variable, "").split(",") if part.strip()]
    try:
        return tuple(str(ip_network(name)) for name in names)
    except ValueError as error:
        message = f"{variable}: {error}. Write networks like 10.1.0.0/16, with commas."
        raise EnvironmentRefused(message) from error


def _read_smtp(url: str) -> dict[str, object]:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`; empty: mail goes to files."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname:
        message = "KLANKBORD_SMTP_URL must look like smtp://user:password@mail.example.org:587"
        raise EnvironmentRefused(message)
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _read_mailbox(url: str) -> str:
    """`imaps://user:password@host:993/INBOX`, where answers of experts come in; empty: none do."""
    parts = urlsplit(url)
    is_known = parts.scheme in {"imaps", "imap+plain"} and "@" in unquote(parts.username or "")
    if url and not (is_known and parts.hostname):
        message = (
            "KLANKBORD_IMAP_URL must look like "
            "imaps://desk%40example.org:password@mail.example.org:993/INBOX"
        )
        raise EnvironmentRefused(message)
    return url


def _read_backups(named: str) -> Path | None:
    return Path(named).resolve() if named else None


def read_passphrase(named: str) -> str:
    """The first line of the file that holds a passphrase; empty if none is named."""
    if not named:
        return ""
    try:
        first, *_ = Path(named).read_text(encoding="utf-8").splitlines() or [""]
    except (OSError, UnicodeDecodeError) as error:
        message = f"The passphrase cannot be read from {named!r}: {error}"
        raise EnvironmentRefused(message) from error
    if len(first.strip()) < LEAST_PASSPHRASE:
        message = f"The passphrase in {named!r} is shorter than {LEAST_PASSPHRASE} characters."
        raise EnvironmentRefused(message)
    return first.strip()
