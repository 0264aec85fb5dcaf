"""Documents and text: PDF, Office, Markdown, HTML, JSON, and plain text with a side-car."""
