"""The engine: check protocol, registry, runner, results, sampling and statistics."""
