"""One module per export. Each turns a file into batches of activities and problems, and knows nothing of the others."""
