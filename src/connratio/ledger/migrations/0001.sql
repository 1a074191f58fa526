-- Schema 1. Once released, never changed: a later schema is another file.

-- Facts about the ledger by name: its schema, the policy of its tallies, who is me, what options of an import told.
CREATE TABLE meta(
    name VARCHAR, value VARCHAR
);

-- One row per document that was brought in; `state` is what the next fetch of it needs to ask for less.
CREATE TABLE files(
    id INTEGER, path VARCHAR, sha256 VARCHAR, importer VARCHAR, version VARCHAR, options VARCHAR, kind VARCHAR, label
    VARCHAR, imported_ms BIGINT, ahead_ms BIGINT, state VARCHAR
);

-- What importers said of the sources of a file. The wide span is that of a question with a window.
CREATE TABLE reads(
    file INTEGER, nth INTEGER, source VARCHAR, format VARCHAR, path VARCHAR, owner VARCHAR, owner_why VARCHAR,
    first_ms BIGINT, last_ms BIGINT, wide_first_ms BIGINT, wide_last_ms BIGINT, notes VARCHAR[], n_activities BIGINT,
    skipped VARCHAR, n_problems BIGINT
);
CREATE TABLE problems(
    file INTEGER, code VARCHAR, message VARCHAR, name VARCHAR, line INTEGER, uid VARCHAR, n INTEGER
);

-- Activities as the sources gave them, in the order in which they came; `ahead` are occurrences beyond the day of the import.
CREATE TABLE records(
    id BIGINT, file INTEGER, ahead BOOLEAN, person VARCHAR, source VARCHAR, uid VARCHAR, instance BIGINT, start_ms
    BIGINT, end_ms BIGINT, zone VARCHAR, evidence VARCHAR, title VARCHAR, app VARCHAR, host VARCHAR, device VARCHAR,
    place VARCHAR, conference VARCHAR, category VARCHAR, project VARCHAR, organiser VARCHAR, people VARCHAR[], replies
    VARCHAR[], groups VARCHAR[], n_unlisted INTEGER, n_people INTEGER, response VARCHAR, status VARCHAR, all_day
    BOOLEAN, private BOOLEAN, recurring BOOLEAN, created_ms BIGINT, revision BIGINT, unplaced_ms BIGINT, reason
    VARCHAR, origin VARCHAR, row BIGINT
);

-- What each counts as under the policy in force; `told` is the reason before presence had its say.
CREATE TABLE verdicts(
    id BIGINT, day BIGINT, person VARCHAR, organiser VARCHAR, people VARCHAR[], replies VARCHAR[], n_people INTEGER,
    response VARCHAR, private BOOLEAN, kind VARCHAR, mode VARCHAR, size VARCHAR, purpose VARCHAR, certain BOOLEAN,
    counted BOOLEAN, told VARCHAR, reason VARCHAR, rule VARCHAR, rule_id INTEGER, refused BOOLEAN, uncounted BOOLEAN
);
CREATE TABLE time(
    person VARCHAR, day BIGINT, lane TINYINT, kind VARCHAR, band TINYINT, contested TINYINT, duty TINYINT, tracked
    TINYINT, mode VARCHAR, size VARCHAR, purpose VARCHAR, source VARCHAR, app VARCHAR, rule VARCHAR, ms BIGINT
);
CREATE TABLE spans(
    person VARCHAR, start_ms BIGINT, end_ms BIGINT, day BIGINT, kind VARCHAR, mode VARCHAR, size VARCHAR, band
    TINYINT, contested TINYINT, duty TINYINT, source VARCHAR, app VARCHAR, rule VARCHAR
);
CREATE TABLE meetings(
    id BIGINT, person VARCHAR, start_ms BIGINT, end_ms BIGINT, day BIGINT, uid VARCHAR, instance BIGINT, source
    VARCHAR, title VARCHAR, private BOOLEAN, evidence VARCHAR, purpose VARCHAR, mode VARCHAR, size VARCHAR, n_people
    INTEGER, people VARCHAR[], organiser VARCHAR, i_organise BOOLEAN, response VARCHAR, recurring BOOLEAN, certain
    BOOLEAN, counted BOOLEAN, reason VARCHAR, created_ms BIGINT
);
CREATE TABLE contacts(
    person VARCHAR, day BIGINT, counterpart VARCHAR, contact_ms BIGINT, pair_ms BIGINT, n_meetings BIGINT, in_person
    BOOLEAN
);
CREATE TABLE absences(
    start_ms BIGINT, end_ms BIGINT, all_day BOOLEAN, why VARCHAR
);
CREATE TABLE evidence(
    person VARCHAR, day BIGINT, evidence VARCHAR
);
CREATE TABLE unplaced(
    day BIGINT, dropped_ms BIGINT
);

-- Stretches whose days are still to be worked out.
CREATE TABLE stale(
    low_ms BIGINT, high_ms BIGINT
);
