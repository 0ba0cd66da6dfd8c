"""An open space of HumHub. Closed to the house: see `klankbord.connectors.colleagues`."""

from klankbord.connectors.humhub.client import CONNECTOR

__all__ = ["CONNECTOR"]
