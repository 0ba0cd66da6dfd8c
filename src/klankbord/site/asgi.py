"""The web application that the server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "klankbord.site.settings")

from django.core.asgi import get_asgi_application  # settings are named first

from klankbord.site.server import OneHost

application = OneHost(get_asgi_application())
