"""Turn a request and the conversation before it into a `Plan` for the search."""
