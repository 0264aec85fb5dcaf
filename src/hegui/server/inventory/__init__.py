"""What is assessed: models, datasets, services, suppliers, algorithms, and how they relate."""
