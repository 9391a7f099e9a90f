"""The language model: a client for Ollama, the prompts, and merging the model's plan into the built-in plan."""
