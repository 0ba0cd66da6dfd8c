"""Export files: posts as JSON Lines, and tables of other listening tools or of any make."""

from klankbord.connectors.file.client import CONNECTOR, FileConnector, read_file, read_pages
from klankbord.connectors.file.mapping import FIELDS, Mapping, propose_mapping
from klankbord.connectors.file.recognition import Recognition, recognise

__all__ = [
    "CONNECTOR",
    "FIELDS",
    "FileConnector",
    "Mapping",
    "Recognition",
    "propose_mapping",
    "read_file",
    "read_pages",
    "recognise",
]
