"""aider: the history of inputs, the chat history and the analytics log."""
