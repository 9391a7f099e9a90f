"""Turns a request and the conversation before it into a `Plan`."""
