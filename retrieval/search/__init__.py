"""The parts of one search: filters, ranking and evidence."""
