"""Posts that say when and where: who comes, and the way into a calendar."""
