"""Figures of the desk: how quickly it answers and concludes, whom, and what it leaves alone."""
