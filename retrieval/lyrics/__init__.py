"""The words of songs: stored in stanzas with their embeddings, and searched by meaning and by word."""
