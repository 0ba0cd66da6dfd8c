"""What the house looks out for: words of danger, and sites with a nature of their own."""
