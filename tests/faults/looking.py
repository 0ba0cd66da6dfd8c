"""Children of the test that nothing is kept: a member who is signed in, and a web that can break.

`python -m tests.faults.looking member` makes a member and prints their session; `… web` answers
browsers with a check that raises or hangs where the text says so, so that it can be killed inside.
"""

import sys
import time

from klankbord.site.cli import main, open_house


def make_member() -> None:
    """A member with a session, as a browser would have it."""
    from django.test import Client  # noqa: PLC0415  # the house must be open first
    from django.utils import timezone  # noqa: PLC0415  # idem

    from klankbord.people.models import Member, Organisation, Role, RoleGrant  # noqa: PLC0415  # idem

    now = timezone.now()
    Organisation.objects.create(name="Gemeente Proefdam", created_at=now)
    member = Member.objects.create_user("a@proefdam.example", "x" * 20, name="A", joined_at=now)
    RoleGrant.objects.create(member=member, role=Role.EMPLOYEE)
    client = Client()
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    print(client.session.session_key)  # noqa: T201  # the test reads it


def break_the_check() -> None:
    """Raise with the text in the words of the error, or hang, where the text asks for it."""
    from klankbord.ambassadors.guidelines import checking  # noqa: PLC0415  # idem

    real = checking.check_post

    def check_post(text, **rest):
        if "RAISE" in text:
            raise ValueError(text)
        if "HANG" in text:
            print("inside the check", flush=True)  # noqa: T201  # the test waits for it
            time.sleep(600)
        return real(text, **rest)

    checking.check_post = check_post


if __name__ == "__main__":
    open_house()
    if sys.argv[1] == "member":
        make_member()
    else:
        break_the_check()
        main(["web"])
