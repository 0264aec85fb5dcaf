"""The project file hegui.yaml: organisation, facts, subjects, targets, documents, people."""
