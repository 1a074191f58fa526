-- Answers to the weekly self-check: one a day and item.
CREATE TABLE pulse(
    day BIGINT, item VARCHAR, value DOUBLE
);
