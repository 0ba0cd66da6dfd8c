"""The sample organisation: a Dutch town that does not exist, marked as sample everywhere."""

from klankbord.site.sample.load import InstallationNotEmpty, load_sample
from klankbord.site.sample.remove import remove_sample, sample_counts

__all__ = ["InstallationNotEmpty", "load_sample", "remove_sample", "sample_counts"]
