"""Pages of tasks and notices."""
