"""The design system: frame, components, charts."""
