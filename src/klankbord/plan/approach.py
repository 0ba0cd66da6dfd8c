"""The three phases, written out once."""

from django.utils.translation import gettext_lazy as _

from klankbord.plan import measures
from klankbord.plan.steps import Phase, Step

PHASES = (
    Phase(
        key="participate",
        number=1,
        title=_("Take part"),
        aim=_("Listen, know who says what where, and join in."),
        steps=(
            Step(
                key="1a",
                title=_("Research the platforms"),
                question=_("Which medium fits which audience?"),
                measure=measures.platforms,
            ),
            Step(
                key="1b",
                title=_("Listen"),
                question=_("Who says what about us, and where?"),
                measure=measures.listening,
            ),
            Step(
                key="1c",
                title=_("Know what is alive"),
                question=_("What do people talk about, and what is rising?"),
                measure=measures.who_says_what,
            ),
            Step(
                key="1d",
                title=_("Take part yourself"),
                question=_("Where can we join the conversation?"),
            ),
        ),
    ),
    Phase(
        key="ambassadors",
        number=2,
        title=_("Ambassadors"),
        aim=_("Talk with colleagues, agree on how, and trust them."),
        steps=(
            Step(
                key="2a",
                title=_("Feel the pulse"),
                question=_("How involved and satisfied are colleagues?"),
                measure=measures.pulse,
            ),
            Step(
                key="2b",
                title=_("Give colleagues a place"),
                question=_("Where do colleagues talk with each other?"),
                measure=measures.community,
            ),
            Step(
                key="2c",
                title=_("Make a newsletter together"),
                question=_("Do colleagues read what colleagues wrote?"),
                measure=measures.newsletters,
            ),
            Step(
                key="2d",
                title=_("Answer what is alive"),
                question=_("What did we do with it, and why?"),
                measure=measures.answers,
            ),
            Step(
                key="2e",
                title=_("Shape the policy"),
                question=_("Who decided what, and who agreed?"),
            ),
            Step(
                key="2f",
                title=_("Give clear guidelines"),
                question=_("Does everybody know the chances and the risks?"),
                measure=measures.guidelines,
            ),
            Step(
                key="2g",
                title=_("Let colleagues be ambassadors"),
                question=_("Who wants to tell our story, in their own words?"),
            ),
        ),
    ),
    Phase(
        key="reputation",
        number=3,
        title=_("Reputation"),
        aim=_("Answer well and quickly, or decide not to."),
        steps=(
            Step(
                key="3a",
                title=_("Step in"),
                question=_("Does everything that needs us become a case?"),
                measure=measures.desk,
            ),
            Step(
                key="3b",
                title=_("Decide whether to answer"),
                question=_("Is a reaction needed, and why?"),
                measure=measures.silence,
            ),
            Step(
                key="3c",
                title=_("Be quick"),
                question=_("How long do people wait?"),
                measure=measures.speed,
            ),
            Step(
                key="3d",
                title=_("Answer where it was said"),
                question=_("Is the answer in the same thread, with proof?"),
                measure=measures.in_place,
            ),
            Step(
                key="3e",
                title=_("Involve all departments"),
                question=_("Who knows the answer?"),
                measure=measures.departments,
            ),
            Step(
                key="3f",
                title=_("Follow the reputation"),
                question=_("Did our answers help?"),
            ),
        ),
    ),
)
