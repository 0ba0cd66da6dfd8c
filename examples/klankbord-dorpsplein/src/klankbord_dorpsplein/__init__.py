"""Dorpsplein for Klankbord."""
