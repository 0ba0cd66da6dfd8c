"""Colleagues and the works council speak about a draft before it holds, and consent is recorded."""
