"""Pure code: no Django, network, disk, clock, settings or sentences."""
