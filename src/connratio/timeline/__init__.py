"""The kernel: presence, overlap, local days. Columns of numbers in, columns out; no file, no text, no clock."""
