"""Signing in with the organisation's own accounts: OpenID Connect and SAML."""
