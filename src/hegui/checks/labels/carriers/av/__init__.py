"""Video and audio: MP4, Matroska, AVI, FLV, WAV, MP3, FLAC, Ogg. Nothing is re-encoded."""
