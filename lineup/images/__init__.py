"""What a file becomes before a model sees it: decoding, resizing, hashing, packing."""
