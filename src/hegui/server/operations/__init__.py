"""Starting, supervising, backing up and administering the server."""
