"""The checks by family. The registry loads the families that entry points name, which registers
their checks.

`corpus` looks at training data, `model` at the behaviour of models and services, `labels` at
AI-content labels, `records` at documents, logs and registers; `pending` names what is to come.
"""
