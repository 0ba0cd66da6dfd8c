"""The organisation, its departments, members, roles and sign-in."""
