"""Matrix: public rooms, heard and answered as a member of them."""

from klankbord.connectors.matrix.client import CONNECTOR, MatrixConnector

__all__ = ["CONNECTOR", "MatrixConnector"]
