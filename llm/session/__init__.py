"""Hold the state behind the web page: conversations, running turns, clips, exports and escaped Markdown."""
