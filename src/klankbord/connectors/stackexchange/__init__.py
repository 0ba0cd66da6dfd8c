"""Stack Exchange: questions and answers on Stack Overflow and its sister sites."""

from klankbord.connectors.stackexchange.client import CONNECTOR, StackExchangeConnector

__all__ = ["CONNECTOR", "StackExchangeConnector"]
