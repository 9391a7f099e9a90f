"""The language model: the Ollama client, its prompts, and merging its plan into the built-in one."""
