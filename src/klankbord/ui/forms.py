"""How forms are drawn: `{{ form }}` gives fields with help, errors and a summary on top."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draw forms with the templates of the design system (`templates/django/forms/`)."""
