"""The platform map: which platform fits the organisation, what is measured and what was decided."""
