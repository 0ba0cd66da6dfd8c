"""Dorpsplein: hear what is said on the square, and answer."""

from klankbord_dorpsplein.dorpsplein.client import CONNECTOR, DorpspleinConnector

__all__ = ["CONNECTOR", "DorpspleinConnector"]
