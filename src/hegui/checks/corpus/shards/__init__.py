"""Work on a corpus shard by shard: engines, manifest, resume. What is done is a `Stage`."""
