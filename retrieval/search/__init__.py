"""Search a library: filters, ranking, and evidence for each hit."""
