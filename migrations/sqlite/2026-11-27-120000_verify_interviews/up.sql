-- Limits of signals, and the rules by which an interview may be left out: the newest version counts.
CREATE TABLE verification_rules (
    version      BIGINT NOT NULL,
    body         TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT verification_rules_pk PRIMARY KEY (version)
);

-- How interviews of a period were drawn to be checked, so that anybody can draw them again.
CREATE TABLE verification_plans (
    id            TEXT NOT NULL,
    questionnaire TEXT NOT NULL,
    kind          TEXT NOT NULL,
    period        TEXT NOT NULL,
    unit          TEXT, -- with all below it; none for all
    level         TEXT NOT NULL, -- whoever checks is of another unit of this level
    per_surveyor  BIGINT NOT NULL,
    questions     TEXT NOT NULL, -- JSON: codes of the questions that are asked again
    seed          TEXT NOT NULL,
    last_seq      BIGINT NOT NULL, -- the last response that there was
    surveyors     TEXT NOT NULL, -- JSON: how many interviews there were, could be found again, were drawn
    digest        TEXT NOT NULL, -- SHA-256 of the ids drawn
    drawn_at      BIGINT NOT NULL,
    drawn_by      TEXT NOT NULL,
    CONSTRAINT verification_plans_pk PRIMARY KEY (id),
    CONSTRAINT verification_plans_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);

-- An interview that is to be checked, and what came of it. It holds nothing of the first answers.
CREATE TABLE verification_checks (
    id          TEXT NOT NULL,
    plan        TEXT NOT NULL,
    response_id TEXT NOT NULL,
    surveyor    TEXT NOT NULL, -- who held the interview
    unit        TEXT NOT NULL,
    position    BIGINT NOT NULL, -- the order in which those of a surveyor were drawn
    state       TEXT NOT NULL,
    tries       BIGINT NOT NULL,
    next_at     BIGINT NOT NULL, -- not to be tried before
    held_by     TEXT,
    held_until  BIGINT,
    checked_by  TEXT,
    checked_at  BIGINT,
    report      TEXT, -- JSON: outcome, whether it happened, answers
    CONSTRAINT verification_checks_pk PRIMARY KEY (id),
    CONSTRAINT verification_checks_response_key UNIQUE (response_id),
    CONSTRAINT verification_checks_state_known CHECK (state IN ('open', 'done', 'withdrawn')),
    CONSTRAINT verification_checks_plan_fk FOREIGN KEY (plan) REFERENCES verification_plans (id),
    CONSTRAINT verification_checks_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX verification_checks_queue_idx ON verification_checks (state, next_at);
CREATE INDEX verification_checks_plan_idx ON verification_checks (plan, surveyor, position);

-- An interview that is left out of the second score. It stays in the first.
CREATE TABLE response_exclusions (
    response_id   TEXT NOT NULL,
    check_id      TEXT NOT NULL,
    rule          TEXT NOT NULL,
    rules_version BIGINT NOT NULL, -- 0 for the rules that ship with the product
    reason        TEXT NOT NULL,
    excluded_at   BIGINT NOT NULL,
    excluded_by   TEXT NOT NULL,
    CONSTRAINT response_exclusions_pk PRIMARY KEY (response_id),
    CONSTRAINT response_exclusions_check_fk FOREIGN KEY (check_id) REFERENCES verification_checks (id)
);
