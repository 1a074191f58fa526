-- Titles that were forgotten once the rules had seen them (`privacy: titles: drop`): such rows keep the verdict that they got.
ALTER TABLE records ADD COLUMN forgotten BOOLEAN DEFAULT false;
