"""Mail: letters to an address of the organisation, answered in the same thread."""

from klankbord.connectors.mail.client import CONNECTOR, MailConnector

__all__ = ["CONNECTOR", "MailConnector"]
