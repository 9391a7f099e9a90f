"""From a folder of files to rows of a library."""
