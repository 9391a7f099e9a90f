"""Readers of how a request relates to the conversation, to the tracks shown and to the library as a whole."""
