"""The sample organisation: a Dutch town that does not exist, marked as sample everywhere."""

from klankbord.site.sample.load import InstallationNotEmpty, load_sample

__all__ = ["InstallationNotEmpty", "load_sample"]
