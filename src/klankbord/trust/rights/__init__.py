"""What people may ask of us: erasure, their own data, leaving; and opening a closed room."""
