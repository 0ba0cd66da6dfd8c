"""One module a command; `klankbord.site.cli` has the table."""
