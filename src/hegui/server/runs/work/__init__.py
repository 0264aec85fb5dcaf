"""The process that does a run: no Django, no database, a folder of its own.

`python -m hegui.server.runs.work FOLDER` reads `FOLDER/job.json`, writes events as lines of JSON to
standard output and the answer to `FOLDER/answer.json`. It stops when standard input closes: the
worker that started it is gone.
"""
