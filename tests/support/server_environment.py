"""Settings of the server for the tests: an own data folder, and the database to test on.

Loaded by pytest before Django reads its settings. HEGUI_TEST_DATABASE_URL names a PostgreSQL
database whose user may create others; without it the tests run on SQLite in memory.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="hegui-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("HEGUI_") and "_TEST_" not in name]:
    if _name not in ("HEGUI_FUZZ", "HEGUI_KILLS", "HEGUI_LANG", "HEGUI_LOAD"):
        del os.environ[_name]
os.environ["HEGUI_DATA"] = _folder
os.environ["HEGUI_SECRET_KEY"] = "only-for-tests-" + "0123456789" * 4
if os.environ.get("HEGUI_TEST_DATABASE_URL"):
    os.environ["HEGUI_DATABASE_URL"] = os.environ["HEGUI_TEST_DATABASE_URL"]
