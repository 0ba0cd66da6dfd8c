"""Stakeholders: in which capacity somebody speaks, how we know, and what each group says where."""
