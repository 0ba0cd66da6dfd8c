import pytest
from django.urls import reverse

from klankbord.people.models import Account, Department, Member, Organisation, Role
from klankbord.people.queries import accounts_masked
from klankbord.trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_being_named_is_a_choice_that_is_logged(client_of, colleague):
    client = client_of(colleague)
    client.post(reverse("people:account-add"), {"platform": "Mastodon", "handle": "@me"})
    assert [account.handle for account in accounts_masked()] == ["me"]
    form = {"name": "C", "language": "nl", "is_shown_in_listening": "on"}
    client.post(reverse("people:profile"), form)
    assert not accounts_masked().exists()
    assert AuditEntry.objects.filter(act="people.chose-to-be-shown").count() == 1


def test_an_account_has_a_handle(client_of, colleague):
    """Without one, all posts that name nobody would be a colleague's."""
    page = client_of(colleague).post(
        reverse("people:account-add"), {"platform": "mastodon", "handle": "@"}, follow=True
    )
    assert "Fill in both the platform" in page.text
    assert not Account.objects.exists()


def test_somebody_elses_account_does_not_exist(client_of, colleague, stranger):
    account = Account.objects.create(member=colleague, platform="x", handle="c")
    answer = client_of(stranger).post(reverse("people:account-remove", args=[account.pk]))
    assert answer.status_code == 404
    assert Account.objects.filter(pk=account.pk).exists()


def test_the_chosen_language_speaks(client_of, colleague):
    client = client_of(colleague)
    client.post(reverse("people:profile"), {"name": "C", "language": "nl"})
    answer = client.get(reverse("people:profile"))
    assert 'lang="nl"' in answer.content.decode()


def test_sample_sign_in_exists_only_in_the_sample(client, now, organisation, owner):
    address = reverse("people:sample-sign-in")
    assert client.get(address).status_code == 404
    Organisation.objects.update(is_sample=True)
    assert client.get(address).status_code == 404
    Member.objects.filter(pk=owner.pk).update(is_sample=True)
    assert client.get(address).status_code == 200
    assert client.post(address, {"member": owner.pk}).status_code == 302


def test_sample_sign_in_never_opens_a_real_member(client, organisation, owner, colleague):
    Organisation.objects.update(is_sample=True)
    Member.objects.filter(pk=owner.pk).update(is_sample=True)
    address = reverse("people:sample-sign-in")
    assert client.post(address, {"member": colleague.pk}).status_code == 404


def test_names(owner):
    assert str(Department.objects.get()) == "Communicatie"
    assert owner.has_role(Role.MANAGER, Role.COUNCIL)
