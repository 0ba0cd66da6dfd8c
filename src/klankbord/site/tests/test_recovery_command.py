import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner

from klankbord.people.models import Role
from klankbord.site.commands.reset_second_step import reset_second_step


@pytest.mark.django_db
def test_the_only_administrator_comes_in_by_the_command_line(colleague, mailoutbox, make_member):
    Authenticator.objects.create(user=colleague, type="webauthn", data={})
    run = CliRunner().invoke
    asked = [colleague.email, "--reason", "She stands beside me."]
    assert run(reset_second_step, asked).exit_code == 0
    assert not Authenticator.objects.filter(user=colleague).exists()
    assert len(mailoutbox) == 1
    assert run(reset_second_step, asked).exit_code == 0
    assert len(mailoutbox) == 1
    assert run(reset_second_step, ["nobody@x.example", "--reason", "r"]).exit_code == 2
    council = make_member("Olga", Role.COUNCIL)
    answer = run(reset_second_step, [council.email, "--reason", "r"])
    assert answer.exit_code == 2
    assert "works council" in answer.output
