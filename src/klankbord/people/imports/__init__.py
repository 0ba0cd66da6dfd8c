"""Members from a file that a directory (LDAP) wrote: LDIF or CSV."""
