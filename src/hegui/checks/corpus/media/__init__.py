"""Image, audio and video folders as training data: metadata, captions, labels; nothing is decoded."""
