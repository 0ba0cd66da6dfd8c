"""What every connector promises that reads what colleagues say to each other."""

import pytest

from klankbord.connectors.contract import ConnectorRefused, Context, HearsColleagues, Refusal
from klankbord.connectors.contract_tests import ConnectorContract
from klankbord.connectors.http import GuardedClient
from klankbord.connectors.registry import installed
from klankbord.core.post import NO_RAW, encode_batch

NAME, ADDRESS = "Els Jansen", "els@proefdam.example"
"""A colleague as the platform tells of her: neither may come through."""


class InsideContract(ConnectorContract):
    """Give `private_target` too: a channel that the token opens, and that is not for all."""

    @pytest.fixture
    def private_target(self) -> str:
        raise NotImplementedError

    def test_no_door_of_the_house_opens_it(self):
        assert isinstance(self.connector, HearsColleagues)
        assert type(installed().closed[self.connector.key]) is type(self.connector)
        with pytest.raises(ConnectorRefused) as refused:
            installed().find(self.connector.key)
        assert refused.value.key == Refusal.COLLEAGUES_UNHEARD

    def test_a_channel_that_is_not_for_all_is_left_closed(self, private_target, context):
        with pytest.raises(ConnectorRefused) as refused:
            self.connector.read(private_target, {}, context)
        assert (refused.value.key, refused.value.permanent) == (Refusal.COLLEAGUES_UNHEARD, True)

    def test_nobody_is_named(self, reading):
        written = encode_batch(reading.batch).decode()
        assert NAME not in written
        assert ADDRESS not in written
        for post in reading.batch:
            assert (post.visibility, post.raw) == ("internal", NO_RAW)
            assert post.author.handle == post.author.id
            assert (post.author.name, post.author.url, post.author.bio) == ("", "", "")

    def test_without_a_key_of_ours_nothing_is_asked(self, target, context):
        with pytest.raises(ConnectorRefused) as refused:
            self.connector.read(target, {}, type(context)(now=context.now, http=context.http))
        assert refused.value.key == Refusal.SIGN_IN_NEEDED


class OwnServerContract(InsideContract):
    """For platforms that run on a server of the organisation's own choice."""

    def test_a_key_of_ours_never_goes_in_clear_text(self, target, context):
        plain = f"http://chat.example/{target.split('/', 3)[3]}"
        secrets = {"chat.example": next(iter(context.secrets.values()))}
        with GuardedClient() as http, pytest.raises(ConnectorRefused) as refused:
            self.connector.read(plain, {}, Context(now=context.now, http=http, secrets=secrets))
        assert (refused.value.key, refused.value.permanent) == (Refusal.ADDRESS_UNSEALED, True)
