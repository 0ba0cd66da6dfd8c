"""What colleagues choose to go along with their words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from klankbord.ambassadors.community.attachments.actions import (
    MOST_KEPT,
    AttachmentEdit,
    a_file,
    picture,
)
from klankbord.ambassadors.community.attachments.models import ALT_LENGTH, Attachment
from klankbord.ambassadors.community.attachments.queries import bytes_kept
from klankbord.core.guard.bare_picture import NotAPicture, PictureTooLarge, bare_picture
from klankbord.core.guard.picture import MOST_BYTES
from klankbord.core.guard.shared_file import ENDINGS, Fault, FileRefused, shared_file
from klankbord.people.models import Member

N_PICTURES = 4  # along with one post or comment
MEMBER_SHARE = 0.1  # of all the room: nobody fills it alone
_ACCEPTED = "image/jpeg,image/png,image/webp,image/gif"
MEGABYTE = 1_000_000
_FAULTS = {
    Fault.EMPTY: _("%(name)s is empty."),
    Fault.MACROS: _(
        "%(name)s holds macros: small programs that can do harm on the computer of who opens it."
        " Save it without macros."
    ),
    Fault.OLD_OFFICE: _(
        "%(name)s is in an old form of Office, in which macros can hide. Save it as .docx, .xlsx or"
        " .pptx."
    ),
    Fault.LOCKED: _("%(name)s has a password, so nobody can see what is in it. Take that off."),
    Fault.PICTURE: _(
        "%(name)s is a picture. Choose it under Add a picture: then it is shown, and place and time"
        " are taken out of it."
    ),
    Fault.PROGRAM: _("%(name)s is a program, or can start one. It cannot be shared here."),
    Fault.PAGE: _(
        "%(name)s is a web page or a drawing in which scripts can stand. Save it as PDF."
    ),
    Fault.PACKAGE: _(
        "%(name)s is a package, and nobody can see what is in it. Choose the files one by one."
    ),
    Fault.DAMAGED: _("%(name)s is damaged. Save it once more and choose it again."),
    Fault.UNKNOWN: _(
        "%(name)s is of a kind that cannot be shared here. PDF, Office, OpenDocument and text can."
    ),
}
_PHONE_KINDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")


@dataclass(frozen=True)
class Slot:
    """Where one picture is chosen and described."""

    picture: forms.BoundField
    alt: forms.BoundField
    is_plain: forms.BoundField

    @property
    def has_fault(self) -> bool:
        """Whether something in it needs another look."""
        return bool(self.picture.errors or self.alt.errors or self.is_plain.errors)


class FilesInput(forms.FileInput):
    """Several files at once, by the browser's own means."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files as they come, each judged by the form; an empty one is told in words that help."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Give every file that was chosen."""
        one = super().clean
        return [file for each in data or () if (file := one(each, initial))]


class AttachmentsForm(forms.Form):
    """What goes along already, each to describe anew or leave out; and room for more.

    Where a change must wait for somebody else, what is there can only be left out.
    """

    def __init__(
        self,
        *args: Any,
        member: Member | None = None,
        kept: Sequence[Attachment] = (),
        may_describe: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.member = member
        self.kept = kept
        self.is_moving = False
        self._new: list[Attachment] = []
        for row in kept:
            if row.is_picture and may_describe:
                self.fields[f"alt_{row.pk}"] = _description(row)
            self.fields[f"drop_{row.pk}"] = forms.BooleanField(label=_("Remove"), required=False)
        self._n_free = max(0, N_PICTURES - sum(row.is_picture for row in kept))
        for n in range(1, self._n_free + 1):
            self.fields[f"picture_{n}"] = _picture()
            self.fields[f"say_{n}"] = _description()
            self.fields[f"plain_{n}"] = forms.BooleanField(
                label=_("It only decorates: it says nothing that the words do not"), required=False
            )
        self._n_files_free = settings.FILES_EACH - sum(not row.is_picture for row in kept)
        if self._n_files_free > 0 and settings.FILE_BYTES:
            self.fields["files"] = _files(self._n_files_free)

    @property
    def is_untouched(self) -> bool:
        """Whether it looks as it does for everybody: nothing goes along, nothing was sent."""
        return not self.is_bound and not self.kept

    @property
    def room(self) -> str:
        """How much room it shows, in one word."""
        return f"{self._n_free}-{self._n_files_free}-{settings.FILE_BYTES}"

    @property
    def slots(self) -> list[Slot]:
        """Room for more pictures."""
        numbers = range(1, self._n_free + 1)
        return [Slot(self[f"picture_{n}"], self[f"say_{n}"], self[f"plain_{n}"]) for n in numbers]

    @property
    def rows(self) -> Iterator[tuple[Attachment, forms.BoundField | None, forms.BoundField]]:
        """What goes along already, each with its fields."""
        for row in self.kept:
            alt = self[f"alt_{row.pk}"] if f"alt_{row.pk}" in self.fields else None
            yield row, alt, self[f"drop_{row.pk}"]

    @property
    def file_field(self) -> forms.BoundField | None:
        """Where files are chosen; None where there is no room for another."""
        return self["files"] if "files" in self.fields else None

    @property
    def is_lost(self) -> bool:
        """Whether files came that must be chosen again: a browser does not keep them."""
        return bool(self.files)

    @property
    def edit(self) -> AttachmentEdit:
        """What is to be done, once the form is valid."""
        given = self.cleaned_data
        return AttachmentEdit(
            new=self._new,
            dropped=[row.pk for row in self.kept if given.get(f"drop_{row.pk}")],
            alts={
                row.pk: given[f"alt_{row.pk}"]
                for row in self.kept
                if given.get(f"alt_{row.pk}", row.alt) != row.alt
            },
        )

    def clean(self) -> dict[str, Any]:
        """A picture and its description come together, or a tick that it needs none."""
        given = super().clean() or {}
        for n in range(1, self._n_free + 1):
            file, alt = given.get(f"picture_{n}"), given.get(f"say_{n}", "")
            if file and not alt and not given.get(f"plain_{n}"):
                fault = _("Say what the picture shows, or tick that it only decorates.")
                self.add_error(f"say_{n}", fault)
            elif alt and not file and f"picture_{n}" not in self.errors:
                self.add_error(
                    f"picture_{n}", _("Choose the picture again: a browser does not keep it.")
                )
            elif file:
                self._take(n, file, alt)
        self._take_files(given.get("files") or [])
        if self._new:
            self._find_room()
        return given

    def _find_room(self) -> None:
        """Two who post in the same moment may pass the bound together, by one post."""
        n_new, n_most = sum(each.n_bytes for each in self._new), settings.ATTACHMENTS_BYTES
        if bytes_kept() + n_new > n_most:
            self.add_error(
                None, _("There is no room for more pictures and files. Tell an administrator.")
            )
        elif bytes_kept(self.member) + n_new > n_most * MEMBER_SHARE:
            self.add_error(
                None, _("You keep as many pictures and files as one member may. Remove older ones.")
            )

    def _take(self, n: int, file: "UploadedFile[Any]", alt: str) -> None:
        if (file.size or 0) > MOST_BYTES:
            self.add_error(
                f"picture_{n}", _("This picture is larger than 12 MB. Choose a smaller one.")
            )
            return
        content = file.read()
        try:
            bare = bare_picture(content, most_bytes=MOST_KEPT)
        except NotAPicture:
            self.add_error(f"picture_{n}", _unreadable(content))
        except PictureTooLarge:
            self.add_error(
                f"picture_{n}", _("This picture has too many pixels. Choose a smaller one.")
            )
        else:
            self.is_moving = self.is_moving or bare.is_moving
            self._new.append(picture(bare, alt=alt))

    def _take_files(self, files: "Sequence[UploadedFile[Any]]") -> None:
        if len(files) > self._n_files_free:
            too_many = ngettext(
                "There is room for %(n)s file here.",
                "There is room for %(n)s files here.",
                self._n_files_free,
            )
            self.add_error("files", too_many % {"n": self._n_files_free})
            return
        for file in files:
            called = file.name or ""
            if (file.size or 0) > settings.FILE_BYTES:
                n_most = settings.FILE_BYTES // MEGABYTE
                told = _("%(name)s is larger than %(n)s MB.") % {"name": called, "n": n_most}
                self.add_error("files", told)
                continue
            content = file.read()
            try:
                self._new.append(a_file(shared_file(called, content), content))
            except FileRefused as refusal:
                self.add_error("files", _FAULTS[refusal.fault] % {"name": called})


def _files(n_most: int) -> FilesField:
    size = settings.FILE_BYTES // MEGABYTE
    return FilesField(
        label=_("Choose files"),
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ",".join(f".{each}" for each in ENDINGS)}),
        help_text=ngettext_lazy(
            "%(n)s file of at most %(size)s MB: PDF, Office, OpenDocument or text. Names of"
            " authors, remarks and earlier changes that are in it stay in it.",
            "At most %(n)s files of %(size)s MB: PDF, Office, OpenDocument or text. Names of"
            " authors, remarks and earlier changes that are in them stay in them.",
            n_most,
        )
        % {"n": n_most, "size": size},
    )


def _picture() -> forms.FileField:
    return forms.FileField(
        label=_("Choose a picture"),
        required=False,
        allow_empty_file=True,  # told below, in words that help
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        help_text=_("JPEG, PNG, WebP or GIF. Place, time and maker are taken out of it."),
    )


def _description(kept: Attachment | None = None) -> forms.CharField:
    whom = _("For colleagues who cannot see it.")
    or_nothing = _("For colleagues who cannot see it. Empty: it only decorates.")
    return forms.CharField(
        label=_("What does it show?"),
        required=False,
        max_length=ALT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        initial=kept.alt if kept else "",
        help_text=or_nothing if kept else whom,
    )


def _unreadable(content: bytes) -> forms.ValidationError:
    if content[4:12] in _PHONE_KINDS:
        return forms.ValidationError(
            _(
                "This is a HEIC picture, which many colleagues cannot open. Save it as JPEG first:"
                " on an iPhone under Settings, Camera, Formats, Most Compatible."
            )
        )
    return forms.ValidationError(
        _("This cannot be read as a picture. Choose a JPEG, PNG, WebP or GIF.")
    )
