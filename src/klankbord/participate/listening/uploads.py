"""Uploads go straight to the folder where they are read from: never into memory, never twice."""

import uuid
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from klankbord.participate.listening.importing import import_folder

MAX_BYTES = 1_000_000_000


class KeptUpload(UploadedFile):  # type: ignore[type-arg]  # generic only in the stubs
    """An upload that lies at `path`; whoever takes it up decides how long it stays."""

    def __init__(self, path: Path, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.path = path


class ImportUploadHandler(FileUploadHandler):
    """Writes the parts as they come in, and stops writing past the limit."""

    def __init__(
        self,
        request: HttpRequest | None = None,
        max_bytes: int = MAX_BYTES,
        folder: Path | None = None,
    ) -> None:
        super().__init__(request)
        self._folder = folder or import_folder()
        self.is_too_large = False
        self.paths: list[Path] = []
        self._max_bytes = max_bytes
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file under a name that nobody outside chose."""
        super().new_file(*args, **kwargs)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = self._folder / uuid.uuid4().hex
        self._file = self._path.open("xb")
        self.paths.append(self._path)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write one part; `start` is where it stands."""
        self._size = start + len(raw_data)
        if self._size > self._max_bytes:
            self.is_too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)  # the page can still say why
        if self._file is not None:
            self._file.write(raw_data)

    def file_complete(self, file_size: int) -> KeptUpload | None:
        """Hand over the whole file."""
        if self._file is None or self._path is None:
            return None
        self._file.close()
        return KeptUpload(self._path, self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """Leave nothing behind."""
        if self._file is not None and self._path is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
