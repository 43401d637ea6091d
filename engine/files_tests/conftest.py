"""These tests need Pillow and tinytag, and no DVC."""
