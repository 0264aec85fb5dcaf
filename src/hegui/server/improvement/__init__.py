"""Tasks: whatever does not conform gets an owner, a day and a proof."""
