"""Live at the desk: who looks, who writes, what is new, within a second."""
