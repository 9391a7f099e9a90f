"""What a page holds: conversations, the running turn, clips, exports and safe Markdown."""
