"""The guarded client against a real server: where it may go, how much, how long."""

import datetime as dt
import gzip
import ipaddress
import socket
import time
import zlib

import pytest

from klankbord.connectors.addresses import is_allowed, resolve
from klankbord.connectors.http import (
    GuardedClient,
    Response,
    check_address,
    conditional,
    retry_after,
    validators,
)
from klankbord.connectors.reasons import ConnectorRefused, Refusal

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)


def key_of(call) -> str:
    with pytest.raises(ConnectorRefused) as refused:
        call()
    return refused.value.key


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104  # refused, not bound to
        "fec0::1",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1", "255.255.255.255",
        "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
        "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused(text):
    assert not is_allowed(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_world_addresses_are_allowed(text):
    assert is_allowed(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_every_spelling_of_this_machine_is_refused(host):
    with GuardedClient(max_seconds=2) as client:
        found = key_of(lambda: client.get(f"http://{host}:1/"))
    assert found in {Refusal.ADDRESS_PRIVATE, Refusal.NAME_UNKNOWN}


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("file:///etc/passwd", Refusal.ADDRESS_SCHEME),
        ("ftp://example.com/", Refusal.ADDRESS_SCHEME),
        ("gopher://example.com/", Refusal.ADDRESS_SCHEME),
        ("javascript:alert(1)", Refusal.ADDRESS_SCHEME),
        ("", Refusal.ADDRESS_INVALID),
        ("example.com", Refusal.ADDRESS_INVALID),
        ("http://", Refusal.ADDRESS_INVALID),
        ("http://[::1/", Refusal.ADDRESS_INVALID),
        ("http://a b/\0", Refusal.ADDRESS_INVALID),
        ("https://piet:geheim@example.com/", Refusal.ADDRESS_PASSWORD),
    ],
)
def test_odd_addresses_are_refused(url, key):
    with pytest.raises(ConnectorRefused) as refused:
        check_address(url)
    assert (refused.value.key, refused.value.permanent) == (key, True)


def test_unknown_name_is_refused(client):
    assert key_of(lambda: client.get("http://nergens.invalid/")) == Refusal.NAME_UNKNOWN


def test_answer_comes_back_whole(site, client):
    site.give("/a", b"hallo", ETag='"1"', Content_Type="text/plain")
    found = client.get(f"{site.named_url}/a", headers={"X-Own": "1"})
    assert (found.status, found.body, found.url) == (200, b"hallo", f"{site.named_url}/a")
    assert found.headers["content-type"] == "text/plain"
    assert validators(found) == {"etag": '"1"'}
    path, asked = site.asked[0]
    assert (path, asked["host"]) == ("/a", site.named_url.removeprefix("http://"))
    assert asked["user-agent"].startswith("Klankbord/")
    assert asked["x-own"] == "1"


def test_name_is_looked_up_once_and_connected_to_what_was_checked(site, client, monkeypatch):
    """A name that changes its address between check and connection reaches nothing new."""
    looked_up = []
    real = socket.getaddrinfo

    def changing(host, *rest, **more):
        if host != "wissel.example":
            return real(host, *rest, **more)
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) == 1 else "10.0.0.1"
        return real(address, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    site.give("/", b"ok")
    port = site.server.server_port
    assert client.get(f"http://wissel.example:{port}/").body == b"ok"
    assert looked_up == ["wissel.example"]
    assert site.asked[0][1]["host"] == f"wissel.example:{port}"


def test_mixed_addresses_keep_only_the_allowed_ones(monkeypatch):
    given = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 80))
        for text in ("10.0.0.1", "93.184.216.34", "127.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: given)
    assert resolve("gemengd.example", 80) == ["93.184.216.34"]


def test_redirect_is_followed_and_checked(site, client):
    site.give("/oud", status=301, Location="/nieuw")
    site.give("/nieuw", b"hier")
    found = client.get(f"{site.url}/oud")
    assert (found.body, found.moved_to, found.is_moved) == (b"hier", f"{site.url}/nieuw", True)


def test_only_the_lasting_part_of_a_chain_counts_as_moved(site, client):
    site.give("/a", status=308, Location="/b")
    site.give("/b", status=302, Location="/c")
    site.give("/c", status=301, Location="/d")
    site.give("/d", b"x")
    found = client.get(f"{site.url}/a")
    assert (found.url, found.moved_to) == (f"{site.url}/d", f"{site.url}/b")


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[fd00:ec2::254]/", "http://0/"],
)
def test_redirect_to_a_private_address_is_refused(site, client, target):
    site.give("/", status=302, Location=target)
    assert key_of(lambda: client.get(f"{site.url}/")) == Refusal.ADDRESS_PRIVATE


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("file:///etc/passwd", Refusal.ADDRESS_SCHEME),
        ("javascript:alert(1)", Refusal.REDIRECT_INVALID),
        ("http://u:p@127.0.0.1/", Refusal.ADDRESS_PASSWORD),
        ("/", Refusal.REDIRECTS_TOO_MANY),
    ],
)
def test_redirect_that_leads_astray_is_refused(site, client, target, key):
    site.give("/", status=302, Location=target)
    assert key_of(lambda: client.get(f"{site.url}/")) == key


def test_redirect_without_a_place_is_refused(site, client):
    site.give("/", status=302)
    assert key_of(lambda: client.get(f"{site.url}/")) == Refusal.REDIRECT_INVALID


def test_secrets_stay_with_their_own_site(site, client):
    site.give("/", status=302, Location=f"{site.named_url}/b")
    site.give("/b", b"x")
    keys = {"Authorization": "Bearer geheim", "Cookie": "a=b", "Api-Key": "geheim"}
    client.get(f"{site.url}/", headers={**keys, "Accept": "text/html"})
    sent, sent_on = (headers for _, headers in site.asked)
    assert {name.lower(): sent[name.lower()] for name in keys} == {
        name.lower(): value for name, value in keys.items()
    }
    assert not {name.lower() for name in keys} & set(sent_on)
    assert "geheim" not in str(sent_on)
    assert sent_on["accept"] == "text/html"


def test_at_home_a_key_goes_along(site, client):
    site.give("/", status=302, Location="/b")
    site.give("/b", b"x")
    client.get(f"{site.url}/", headers={"Api-Key": "geheim"})
    assert [headers["api-key"] for _, headers in site.asked] == ["geheim", "geheim"]


def test_a_key_goes_in_clear_text_within_own_networks_alone(client, monkeypatch):
    """Who opened their own networks did not open the way to everywhere else."""
    for address in ("https://elders.example", "http://127.0.0.1:8008", "http://localhost"):
        client.refuse_clear_text(address)
    world = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: world)
    for address in ("http://elders.example", "HTTP://elders.example:8008/x"):
        assert key_of(lambda a=address: client.refuse_clear_text(a)) == Refusal.ADDRESS_UNSEALED


def test_cookies_are_not_kept(site, client):
    site.give("/", b"x", Set_Cookie="spoor=1")
    client.get(f"{site.url}/")
    client.get(f"{site.url}/")
    assert "cookie" not in site.asked[1][1]


def test_too_large_answers_are_refused(site, client):
    site.give("/", b"x" * 200_001)
    assert key_of(lambda: client.get(f"{site.url}/")) == Refusal.ANSWER_TOO_LARGE


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("gzip", gzip.compress(b"\0" * 50_000_000, 9, mtime=0)),
        ("deflate", zlib.compress(b"\0" * 50_000_000, 9)),
        ("gzip", gzip.compress(b"\0" * 150_000, mtime=0) * 3),
    ],
)
def test_packed_bombs_are_refused(site, client, packing, body):
    assert len(body) < 200_000
    site.give("/", body, Content_Encoding=packing)
    assert key_of(lambda: client.get(f"{site.url}/")) == Refusal.ANSWER_TOO_LARGE


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("gzip", gzip.compress(b"hallo", mtime=0)),
        ("gzip", gzip.compress(b"hal", mtime=0) + gzip.compress(b"lo", mtime=0)),
        ("gzip", gzip.compress(b"hallo", mtime=0) + b"rommel"),
        ("deflate", zlib.compress(b"hallo")),
        ("deflate", zlib.compress(b"hallo", wbits=-15)),
        ("identity", b"hallo"),
    ],
)
def test_packed_answers_are_unpacked(site, client, packing, body):
    site.give("/", body, Content_Encoding=packing)
    assert client.get(f"{site.url}/").body == b"hallo"


@pytest.mark.parametrize(("packing", "body"), [("gzip", b"geen gzip"), ("br", b"x")])
def test_damaged_packing_is_refused(site, client, packing, body):
    site.give("/", body, Content_Encoding=packing)
    assert key_of(lambda: client.get(f"{site.url}/")) == Refusal.ANSWER_MALFORMED


def slow_body(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def slow_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def silence(_handler):
    time.sleep(4)


@pytest.mark.parametrize("answer", [slow_body, slow_headers, silence])
def test_dripping_answers_end_at_the_deadline(site, answer):
    site.answers["/"] = answer
    with GuardedClient(allowed_networks=("127.0.0.0/8",), max_seconds=0.3) as client:
        began = time.monotonic()
        assert key_of(lambda: client.get(f"{site.url}/")) == Refusal.ANSWER_TOO_SLOW
        assert time.monotonic() - began < 3.0  # each of these answers would take longer


def test_broken_answers_are_refused(site, client):
    site.answers["/rommel"] = lambda handler: handler.wfile.write(b"geen http\r\n\r\n")
    site.answers["/weg"] = lambda handler: handler.connection.close()
    assert key_of(lambda: client.get(f"{site.url}/rommel")) == Refusal.ANSWER_MALFORMED
    found = key_of(lambda: client.get(f"{site.url}/weg"))
    assert found in {Refusal.ANSWER_MALFORMED, Refusal.CONNECTION_FAILED}


def test_closed_door_is_refused(client):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    assert key_of(lambda: client.get(f"http://127.0.0.1:{port}/")) == Refusal.CONNECTION_FAILED


def test_plain_server_behind_https_is_refused(site, client):
    found = key_of(lambda: client.get(site.url.replace("http:", "https:") + "/"))
    assert found in {Refusal.CERTIFICATE_REFUSED, Refusal.CONNECTION_FAILED}


@pytest.mark.parametrize(
    ("status", "key", "is_permanent"),
    [
        (401, Refusal.NOT_ALLOWED, False),
        (403, Refusal.NOT_ALLOWED, False),
        (404, Refusal.NOT_FOUND, False),
        (410, Refusal.GONE, True),
        (429, Refusal.ASKED_TO_WAIT, False),
        (500, Refusal.SERVER_FAULT, False),
        (503, Refusal.SERVER_FAULT, False),
        (418, Refusal.STATUS_UNEXPECTED, False),
    ],
)
def test_statuses_become_reasons(status, key, is_permanent):
    answer = Response(status=status, body=b"", url="http://x/", headers={"retry-after": "60"})
    with pytest.raises(ConnectorRefused) as refused:
        answer.require_success(NOW)
    assert (refused.value.key, refused.value.permanent) == (key, is_permanent)
    assert refused.value.retry_after == dt.timedelta(seconds=60)
    assert refused.value.values["status"] == status


@pytest.mark.parametrize("status", [200, 204, 304])
def test_good_statuses_pass(status):
    answer = Response(status=status, body=b"", url="http://x/")
    assert answer.require_success(NOW) is answer


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("120", dt.timedelta(seconds=120)),
        ("0", dt.timedelta(0)),
        ("99999999999", dt.timedelta(days=1)),
        ("Tue, 10 Mar 2026 09:40:00 GMT", dt.timedelta(minutes=10)),
        ("Tue, 10 Mar 2020 09:40:00 GMT", dt.timedelta(0)),
        ("Tue, 10 Mar 2099 09:40:00 GMT", dt.timedelta(days=1)),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read(text, waits):
    assert retry_after({"retry-after": text}, NOW) == waits


@pytest.mark.parametrize("key", ["Bearer \u00e9", "Bearer a\r\nHost: b", "Bearer \U000e7ff0", "\0"])
def test_a_key_that_no_request_can_carry_is_refused(site, client, key):
    with pytest.raises(ConnectorRefused) as refused:
        client.get(f"{site.named_url}/", headers={"Authorization": key})
    assert (refused.value.key, refused.value.permanent) == ("secret-unsendable", True)
    assert key not in str(vars(refused.value))


def test_a_validator_that_cannot_be_sent_back_is_not_kept():
    given = {"etag": '"\u00e9"', "last-modified": "Sun, 01 Mar 2026 00:00:00 GMT"}
    response = Response(status=200, body=b"", url="", headers=given)
    assert validators(response) == {"last_modified": given["last-modified"]}


def test_conditional_names_only_what_is_known():
    assert conditional() == {}
    assert conditional(etag="W/1", last_modified="x") == {
        "If-None-Match": "W/1",
        "If-Modified-Since": "x",
    }
