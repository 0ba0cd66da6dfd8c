"""Members and groups kept up to date by the organisation's own directory (SCIM 2.0)."""
