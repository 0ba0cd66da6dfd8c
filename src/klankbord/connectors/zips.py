"""What a damaged or hostile ZIP file raises while it is read."""

import struct
import zipfile
import zlib
from typing import Final

ZIP_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,  # a way of packing that Python does not know
    EOFError,
    OSError,
)
