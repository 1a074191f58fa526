"""GitHub Copilot: chats of VS Code and sessions of the command line."""
