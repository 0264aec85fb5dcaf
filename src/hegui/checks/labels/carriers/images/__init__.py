"""Images: JPEG, PNG, WebP, GIF, TIFF, HEIF. Pixels are never decoded."""
