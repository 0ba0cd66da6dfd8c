"""Guests: people from outside, each the guest of a colleague."""
