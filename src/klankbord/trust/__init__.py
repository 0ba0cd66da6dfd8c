"""What the program may know, and the proof of it: declarations, audit."""
