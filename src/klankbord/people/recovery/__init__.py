"""Letting somebody in again who lost their phone or passkey."""
