"""A small typed client of the server's API, with the standard library alone.

    client = Client("https://hegui.example.com", token, org="yunlu")
    run = client.import_bundle("bundle.zip")
    print(client.wait(run.id).status)

`urllib` is enough here (few calls, one upload) and keeps the light installation light.
"""

from hegui.client.errors import ServerError, UnreachableError
from hegui.client.session import Client
from hegui.client.shapes import Gate, Run, Upload

__all__ = ["Client", "Gate", "Run", "ServerError", "UnreachableError", "Upload"]
