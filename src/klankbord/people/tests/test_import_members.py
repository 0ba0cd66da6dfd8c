import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from klankbord.people.imports.models import MemberImport
from klankbord.people.imports.reading import FileNotUsable, Row, read_members
from klankbord.people.models import Member, Role
from klankbord.trust.models import AuditEntry

LDIF = (
    b"""version: 1
# staff
dn: uid=ada,ou=people,dc=proefdam
mail: ada@proefdam.example
displayName:: """
    + base64.b64encode("Ada Müller".encode())
    + b"""
department: Groen en
  water
userAccountControl: 512

dn: uid=bas,ou=people,dc=proefdam
mail: colleague@proefdam.example
cn: Colleague
userAccountControl: 514
jpegPhoto:< file:///etc/passwd

dn: cn=printer,dc=proefdam
cn: printer
"""
)
CSV = "E-mail;Naam;Afdeling;Actief\nada@proefdam.example;Ada;Groen en water;ja\n"


def test_ldif_is_read_with_folded_and_encoded_lines():
    ada, bas = read_members(LDIF)
    assert ada == Row("ada@proefdam.example", "Ada Müller", "Groen en water", is_active=True)
    assert not bas.is_active


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_is_read_in_the_encodings_of_offices(encoding):
    assert read_members(CSV.encode(encoding)) == [
        Row("ada@proefdam.example", "Ada", "Groen en water", is_active=True)
    ]


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(data):
    try:
        rows = read_members(data)
    except FileNotUsable:
        return
    assert rows


@pytest.mark.django_db
class TestScreen:
    def give(self, client, data=LDIF):
        file = SimpleUploadedFile("staff.ldif", data)
        return client.post(reverse("people:import-members"), {"file": file})

    def test_looking_changes_nothing(self, client_of, owner, colleague):
        client = client_of(owner)
        answer = self.give(client)
        text = client.get(answer.url).content.decode()
        assert "Ada Müller" in text
        assert not Member.objects.filter(email="ada@proefdam.example").exists()
        colleague.refresh_from_db()
        assert colleague.is_active

    def test_doing_joins_and_closes_but_leaves_who_is_missing(
        self, client_of, owner, colleague, stranger
    ):
        client = client_of(owner)
        answer = self.give(client)
        assert client.post(answer.url, {}).status_code == 302
        ada = Member.objects.get(email="ada@proefdam.example")
        assert ada.roles == {"employee"}
        assert str(ada.department) == "Groen en water"
        colleague.refresh_from_db()
        stranger.refresh_from_db()
        assert (colleague.is_active, stranger.is_active) == (False, True)
        assert not MemberImport.objects.exists()
        assert AuditEntry.objects.filter(act="people.imported").count() == 1

    def test_closing_who_is_missing_is_a_choice_and_spares_oneself(
        self, client_of, owner, stranger
    ):
        client = client_of(owner)
        client.post(self.give(client).url, {"closes_missing": "on"})
        stranger.refresh_from_db()
        owner.refresh_from_db()
        assert (stranger.is_active, owner.is_active) == (False, True)

    def test_somebody_elses_file_does_not_exist(self, client_of, owner, make_member):
        address = self.give(client_of(owner)).url
        other = make_member("Second", Role.ADMINISTRATOR)
        assert client_of(other).get(address).status_code == 404

    def test_a_file_without_people_is_refused_with_a_remedy(self, client_of, owner):
        answer = self.give(client_of(owner), b"a,b\n1,2\n")
        assert "No e-mail addresses" in answer.content.decode()

    def test_a_stranger_gives_no_file(self, client_of, stranger):
        assert self.give(client_of(stranger)).status_code == 403
