"""The checks by family. Importing a family registers its checks; entry points name the families.

`corpus` looks at training data, `model` at the behaviour of models and services, `labels` at
AI-content labels, `records` at documents, logs and registers; `pending` names what is to come.
"""
