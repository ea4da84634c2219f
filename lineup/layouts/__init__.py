"""How a data set is laid out: which folders are parts, what names an image's class, what is left over."""
