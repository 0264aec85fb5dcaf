"""The catalogue: rules as data, loaded, validated, queried, and applied to declared facts."""
