"""The register of obligations: applicability, owners, how met, the declared facts."""
