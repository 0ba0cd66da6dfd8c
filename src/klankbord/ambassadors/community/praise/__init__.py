"""Posts that thank or praise colleagues by name; nobody counts them."""
