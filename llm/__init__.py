"""The conversation: plan a request, search, answer with citations. Imports `retrieval` and below."""
