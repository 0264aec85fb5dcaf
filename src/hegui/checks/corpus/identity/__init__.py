"""Personal information with a recognisable form: its kinds as data, and how they are found."""
