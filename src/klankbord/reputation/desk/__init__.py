"""The response desk: cases, from mention to answer or recorded silence."""
