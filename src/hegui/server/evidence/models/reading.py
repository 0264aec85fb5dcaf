"""What reading a file found: kept so that no file is read twice."""

from django.db import models


class FileReading(models.Model):
    """Whether the text of a file could be read, by its digest. Derived, so not in the ledger."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    readable = models.BooleanField()
    problem_zh = models.CharField(max_length=300, blank=True)
    problem_en = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.sha256
