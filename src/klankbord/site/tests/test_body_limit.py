import asyncio

import pytest
from django.urls import reverse

from klankbord.ambassadors.guidelines.inside.forms import MOST_BYTES as LARGEST_DOCUMENT
from klankbord.core.guard.picture import MOST_BYTES as LARGEST_PICTURE
from klankbord.site.environment import MOST_ALONG, EnvironmentRefused, read_environment
from klankbord.site.server import FORM, UPLOADS, BodyLimit
from klankbord.site.visitors import is_signed_in


async def keep(scope, receive, send):
    n_bytes = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            await send({"type": "cut off", "n": n_bytes})
            return
        n_bytes += len(message["body"])
        if not message.get("more_body"):
            await send({"type": "kept", "n": n_bytes})
            return


def answers_to(headers, parts, *, path="/sources/import/", is_known=False):
    async def is_signed_in(_cookies):
        return is_known

    sent, waiting = [], list(parts)

    async def receive():
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "headers": headers, "path": path}
    asyncio.run(BodyLimit(keep, is_signed_in)(scope, receive, send))
    return sent


@pytest.mark.parametrize("length", [b"3000001", b"99999999999", b"-1", b"many"])
def test_a_large_body_of_a_stranger_is_refused_unread(length):
    assert answers_to([(b"content-length", length)], [])[0]["status"] == 413


def test_a_body_that_was_not_announced_is_cut_off():
    parts = [b"x" * 1_000_000] * 5
    assert answers_to([], parts) == [{"type": "cut off", "n": FORM}]


def test_a_member_may_upload_where_files_come_in():
    headers = [(b"cookie", b"a=b; sessionid=c"), (b"content-length", b"5000000")]
    body = [b"x" * 5_000_000]
    assert answers_to(headers, body, is_known=True) == [{"type": "kept", "n": 5_000_000}]
    assert answers_to(headers, body, is_known=False)[0]["status"] == 413
    edit = "/community/comments/123/edit/"
    assert answers_to(headers, body, path=edit, is_known=True) == [{"type": "kept", "n": 5_000_000}]
    assert answers_to(headers, body, path="/people/me/", is_known=True)[0]["status"] == 413


@pytest.mark.django_db(transaction=True)
def test_only_the_session_of_a_member_opens_the_door(client, owner):
    begun = client.get(
        reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert begun.status_code == 200
    visitor = client.cookies["sessionid"].value
    assert not asyncio.run(is_signed_in(f"sessionid={visitor}".encode()))
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    key = client.cookies["sessionid"].value
    assert asyncio.run(is_signed_in(f"a=b; sessionid={key}".encode()))
    assert not asyncio.run(is_signed_in(b"sessionid=nobody"))
    assert not asyncio.run(is_signed_in(b""))


def test_the_door_lets_through_what_the_screens_say(settings):
    beside = 100_000  # the other fields of the form
    assert UPLOADS[reverse("guidelines:document-add")] > LARGEST_DOCUMENT + beside
    assert UPLOADS[reverse("guidelines:check")] > LARGEST_PICTURE + beside
    number = reverse("community:comment-write", args=[0])
    assert UPLOADS[number] == UPLOADS[reverse("community:post-write")]
    assert UPLOADS[number] > 4 * LARGEST_PICTURE + MOST_ALONG * 1_000_000 + beside
    assert settings.FILE_BYTES * settings.FILES_EACH <= MOST_ALONG * 1_000_000
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE > LARGEST_DOCUMENT
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < FORM


@pytest.mark.parametrize(
    ("megabytes", "n_each"), [("x", "5"), ("20", "-1"), ("50", "5"), ("", "1")]
)
def test_a_size_of_files_that_cannot_be_is_said_at_the_start(tmp_path, megabytes, n_each):
    given = {"KLANKBORD_FILE_MB": megabytes, "KLANKBORD_FILES_EACH": n_each}
    with pytest.raises(EnvironmentRefused, match="KLANKBORD_FILE_MB"):
        read_environment({"KLANKBORD_DATA": str(tmp_path), **given})
