"""`klankbord community`: out of one house and into another, by people and by scripts."""

import zipfile

import pytest
from click.testing import CliRunner

from klankbord.ambassadors.community.actions import create_group, write_post
from klankbord.ambassadors.community.imports.models import CommunityImport, Origin
from klankbord.ambassadors.community.models import Group, Post
from klankbord.site.commands.community import community

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(community, [str(word) for word in words])


def test_open_groups_go_out_and_come_in(run, owner, colleague, now, tmp_path):
    for kind in Group.Kind:
        group = create_group(name=kind.value, description="", kind=kind, by=owner, at=now)
        write_post(group=group, text=f"said in {kind.value}", by=owner, at=now)
    path = tmp_path / "own.zip"
    assert run("export", path).exit_code == 0
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("community.jsonl").decode()
    assert "said in open" in lines
    assert "said in closed" not in lines
    assert "said in private" not in lines
    Group.objects.all().delete()
    Origin.objects.all().delete()
    looked = run("import", path, "--by", owner.email, "--look")
    assert (looked.exit_code, Group.objects.exists()) == (0, False)
    assert "open (open): 1" in looked.stderr
    done = run("import", path, "--by", owner.email.upper())
    assert (done.exit_code, Post.objects.get().text) == (0, "said in open")
    assert "posts: 1" in done.stderr
    assert path.is_file()
    again = run("import", path, "--by", owner.email)
    assert "Here already: 1" in again.stderr


def test_only_an_administrator_brings_in(run, colleague, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"x")
    refused = run("import", path, "--by", colleague.email)
    assert (refused.exit_code, CommunityImport.objects.exists()) == (2, False)


def test_a_wrong_file_is_told(run, owner, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"only notes")
    refused = run("import", path, "--by", owner.email)
    assert refused.exit_code == 2
    assert "x.zip" in refused.stderr
    assert run("import", tmp_path / "none.zip", "--by", owner.email).exit_code == 2
