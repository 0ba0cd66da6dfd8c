"""How long facts are kept."""

from django.utils.translation import gettext_lazy as _

from klankbord.trust.retention.contract import Kept, TimeClass, keep

keep(
    Kept(
        key="facts.facts",
        label=_("Facts and their versions"),
        tables=("facts.Fact", "facts.FactVersion"),
        time=TimeClass.SETTING,
        why=_("Answers name the version that they stand on"),
    ),
)
