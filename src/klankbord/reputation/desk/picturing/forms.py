"""What somebody fills in to let pictures go along with an answer."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from klankbord.connectors.contract import Limits, Picture
from klankbord.core.guard.bare_picture import NotAPicture, PictureTooLarge, bare_picture
from klankbord.core.guard.picture import MOST_BYTES
from klankbord.reputation.desk.models import Reply
from klankbord.reputation.desk.picturing.keeping import pictures_listed
from klankbord.reputation.desk.picturing.models import ReplyPicture

MOST_KEPT = 4_000_000
"""Bytes of a picture that we keep, where a platform would take more."""
_ACCEPTED = "image/jpeg,image/png,image/webp,image/gif"


class PicturesForm(forms.Form):
    """The pictures that an answer has, each with its description; and one more."""

    def __init__(self, *args: Any, reply: Reply | None, limits: Limits | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kept: list[ReplyPicture] = list(pictures_listed(reply)) if reply else []
        self.limits = limits
        n_free = limits.n_media - len(self.kept) if limits else 0
        for row in self.kept:
            self.fields[f"alt_{row.pk}"] = self._description(initial=row.alt)
            self.fields[f"drop_{row.pk}"] = forms.BooleanField(
                label=_("Leave it out"), required=False
            )
        if n_free > 0:
            self.fields["picture"] = forms.FileField(
                label=_("Choose a picture"),
                required=False,
                widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
                help_text=_("JPEG, PNG, WebP or GIF. Place, time and maker are taken out of it."),
            )
            self.fields["alt"] = self._description(required=False)

    @property
    def adds(self) -> bool:
        """Whether one more goes along."""
        return "picture" in self.fields

    def rows(self) -> list[tuple[ReplyPicture, forms.BoundField, forms.BoundField]]:
        """The pictures that there are, each with its two fields."""
        return [(row, self[f"alt_{row.pk}"], self[f"drop_{row.pk}"]) for row in self.kept]

    def pictures(self) -> tuple[Picture, ...]:
        """All that go along now, in their order."""
        given = self.cleaned_data
        stay = [row for row in self.kept if not given.get(f"drop_{row.pk}")]
        found = [
            Picture(
                kind=row.kind,
                content=bytes(row.content),
                alt=given[f"alt_{row.pk}"],
                width=row.width,
                height=row.height,
            )
            for row in stay
        ]
        new: Picture | None = given.get("new")
        return (*found, new) if new else tuple(found)

    def clean(self) -> dict[str, Any]:
        """A picture and its description come together."""
        given = super().clean() or {}
        file, alt = given.get("picture"), given.get("alt", "")
        if file and not alt:
            self.add_error("alt", _("Say what the picture shows, then choose it again."))
        elif alt and not file and "picture" not in self.errors:
            self.add_error("picture", _("Choose the picture again: a browser does not keep it."))
        elif file:
            given["new"] = self._made_anew(file, alt)
        return given

    def _description(self, **more: Any) -> forms.CharField:
        longest = self.limits.alt_length if self.limits else None
        return forms.CharField(
            label=_("What does it show?"),
            max_length=longest,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("For who cannot see it. It is sent along."),
            **more,
        )

    def _made_anew(self, file: "UploadedFile[Any]", alt: str) -> Picture | None:
        most = min(self.limits.media_bytes, MOST_KEPT) if self.limits else MOST_KEPT
        if (file.size or 0) > MOST_BYTES:
            self.add_error("picture", _("This picture is larger than 12 MB. Choose a smaller one."))
            return None
        try:
            bare = bare_picture(file.read(), most_bytes=most)
        except NotAPicture:
            self.add_error("picture", _("This is no picture that can be read. Choose another."))
        except PictureTooLarge:
            self.add_error("picture", _("This picture has too many pixels. Choose a smaller one."))
        else:
            return Picture(
                kind=bare.kind,
                content=bare.content,
                alt=alt,
                width=bare.width,
                height=bare.height,
            )
        return None
