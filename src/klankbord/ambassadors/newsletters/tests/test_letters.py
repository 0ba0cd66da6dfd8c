"""The letter: both forms, no tracking, one-click way out, and nothing that text can break."""

import re

import mrml
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from klankbord.ambassadors.community import actions as community
from klankbord.ambassadors.newsletters import actions, letters, queries
from klankbord.ambassadors.newsletters.models import Item
from klankbord.ambassadors.newsletters.preview import policy_for


@pytest.fixture
def mail(edition, colleagues):
    return letters.address_letter(letters.write_letter(edition), colleagues[3])


def test_a_letter_has_html_and_text_and_a_way_out(mail, colleagues, settings):
    html = mail.alternatives[0].content
    way_out = mail.extra_headers["List-Unsubscribe"].strip("<>")
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert way_out in html
    assert way_out in mail.body
    assert letters.UNSUBSCRIBE not in html + mail.body
    assert "Story 0" in html
    assert "Story 0" in mail.body
    assert mail.to == [colleagues[3].email]


def test_a_letter_fetches_nothing_and_leaves_links_alone(mail, settings):
    html = mail.alternatives[0].content
    assert "<img" not in html
    assert "@import" not in html
    fetched = re.findall(r'(?:src|background)="([^"]+)"', html) + re.findall(r"url\(", html)
    assert not fetched
    assert 'href="https://x.example/?a=1&amp;b=2"' in html
    hosts = set(re.findall(r'https?://([^/"\s]+)', html)) - {"www.w3.org"}
    assert hosts <= {"x.example", settings.PUBLIC_URL.partition("//")[2]}


def test_the_same_member_gets_the_same_message_id(mail, edition, colleagues):
    again = letters.address_letter(letters.write_letter(edition), colleagues[3])
    other = letters.address_letter(letters.write_letter(edition), colleagues[4])
    assert mail.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
    assert mail.extra_headers["Message-ID"] != other.extra_headers["Message-ID"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300), headline=st.text(max_size=80))
def test_no_text_breaks_the_letter(edition, text, headline):
    Item.objects.filter(edition=edition, position=1).update(
        text=text.replace("\x00", ""), headline=headline.replace("\x00", "")
    )
    letter = letters.write_letter(edition)
    assert letter.html.rstrip().endswith("</html>")
    assert "Story 1" in letter.html


@pytest.mark.parametrize(
    "text",
    ["</mj-text><mj-raw><script>1</script></mj-raw>", "<mj-include path='/etc/passwd' />", "]]>"],
)
def test_words_stay_words(edition, text):
    Item.objects.filter(edition=edition, position=1).update(text=text, headline=text)
    html = letters.write_letter(edition).html
    assert "<script" not in html
    assert "root:" not in html


def test_only_pressing_the_button_unsubscribes(edition, colleagues, mail):
    member = colleagues[3]
    way_out = reverse("newsletters:unsubscribe", args=[letters.unsubscribe_token(member)])
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(way_out).status_code == 200
    assert queries.is_subscribed(member)
    answer = strict.post(way_out, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not queries.is_subscribed(member)
    assert member not in queries.recipients()


def test_a_forged_way_out_is_none(colleagues):
    for token in ("x", "1", letters.unsubscribe_token(colleagues[0])[:-1] + "x"):
        assert Client().post(reverse("newsletters:unsubscribe", args=[token])).status_code == 404


def test_words_taken_back_leave_the_letter_and_the_archive(edition, colleagues, now, owner):
    item = edition.items.first()
    community.remove_post(post=item.post, by=item.post.author, at=now)
    letter = letters.write_letter(edition)
    assert item.headline not in letter.html + letter.text
    group = edition.items.last().post.group
    community.edit_group(
        group=group, name=group.name, description="", kind="closed", by=owner, at=now
    )
    assert not queries.items_shown(edition)
    with pytest.raises(actions.EditionEmpty):
        actions.send_edition(edition=edition, by=owner, at=now)


def test_the_preview_allows_its_own_styles_by_hash_only(edition):
    html = letters.write_letter(edition).html
    policy = policy_for(html)
    assert "unsafe-inline" not in policy
    assert "script-src" not in policy
    assert len(policy) < 6000
    assert policy.count("sha256-") >= len(set(re.findall(r'style="([^"]*)"', html)))


def test_the_template_is_valid_mjml(edition):
    assert not mrml.to_html("<mjml><mj-body></mj-body></mjml>").warnings
