"""Searching for terms and reading JSON lines in C, where the package was built with a compiler.

What is here only saves time: without it, or with `HEGUI_NATIVE=0`, other engines find the same.
`build.py` makes the library, `library.py` loads it; the C files know nothing of Python.
"""
