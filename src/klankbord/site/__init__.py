"""The composition root: settings, addresses, commands.

SQLite from the wheel comes before Django loads: versions before 3.51.3 can corrupt a WAL
database that two processes write (see `docs/en/settings.md`).
"""

import sys

try:
    import pysqlite3
except ImportError:  # not on this platform: the system check klankbord.E001 judges what there is
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
