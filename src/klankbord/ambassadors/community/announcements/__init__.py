"""Posts that an owner wants everybody in the group to see, some with "I have read this"."""
