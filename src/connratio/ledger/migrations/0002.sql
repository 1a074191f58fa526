-- Conversations with AI assistants.
ALTER TABLE records ADD COLUMN session VARCHAR DEFAULT '';
ALTER TABLE records ADD COLUMN model VARCHAR DEFAULT '';
