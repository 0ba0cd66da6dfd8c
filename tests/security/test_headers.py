import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from klankbord.site.middleware import DEAR
from tests.routes import routes

pytestmark = pytest.mark.django_db


def test_the_policy_allows_own_files_only(client):
    answer = client.get(reverse("account_login"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_no_page_may_see_hear_or_find_somebody(client):
    features = client.get(reverse("account_login")).headers["Permissions-Policy"]
    for each in ("camera", "geolocation", "microphone"):
        assert f"{each}=()" in features


def test_pages_with_a_session_are_not_kept_by_others(client_of, owner):
    answer = client_of(owner).get(reverse("plan:plan"))
    assert "Cookie" in answer.headers["Vary"]


def test_a_form_without_its_token_is_refused(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("people:account-add"), {"platform": "x", "handle": "y"})
    assert answer.status_code == 403


def test_pages_of_a_member_are_kept_nowhere(client_of, owner):
    answer = client_of(owner).get(reverse("plan:plan"))
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_signing_out_clears_what_the_browser_kept(client_of, owner):
    answer = client_of(owner).post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_trace_is_not_answered(client_of, owner):
    for name in ("plan:plan", "account_login", "topics:mention-list"):
        assert client_of(owner).trace(reverse(name)).status_code == 405, name


def test_over_https_cookies_belong_to_this_host_alone(tmp_path):
    """Read the settings anew, as a server with a certificate has them."""
    script = (
        "from klankbord.site import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    )
    values = {"KLANKBORD_DATA": str(tmp_path), "KLANKBORD_URL": "https://desk.example.org"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | values,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "True",
        "True",
        "31536000",
        "True",
    ], done.stderr


def test_who_asks_too_often_waits_a_minute(client_of, owner, monkeypatch):
    monkeypatch.setitem(DEAR, "community:search", 3)
    monkeypatch.setattr("klankbord.site.middleware.CALLS", 3)
    client = client_of(owner)
    for address in (reverse("community:search"), "/api/v1/topics"):
        answers = [client.get(address) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429], address
        assert answers[3].headers["Retry-After"] == "60"
    assert client.get(reverse("plan:plan")).status_code == 200


def test_what_is_dear_exists():
    names = {route.name for route in routes()}
    assert set(DEAR) - names == set()


def test_passwords_are_tried_a_few_times_only(client, owner):
    """django-allauth counts failures by address and by network."""
    wrong = {"login": owner.email, "password": "not the right sentence"}
    statuses = [client.post(reverse("account_login"), wrong) for _ in range(12)]
    right = {"login": owner.email, "password": "a long enough sentence"}
    last = client.post(reverse("account_login"), right)
    assert last.status_code != 302, "the right password comes in after a dozen wrong ones"
    assert {answer.status_code for answer in statuses} <= {200, 429}
