-- What a unit is told to do about what it stays behind in. Its row is what its steps made of it.
CREATE TABLE supervision_orders (
    id            TEXT COLLATE "C" NOT NULL, -- made of unit, period and ground
    unit          TEXT COLLATE "C" NOT NULL,
    period        TEXT COLLATE "C" NOT NULL,
    rule          TEXT COLLATE "C", -- code of the rule that proposed it; without one a person did
    rules_version BIGINT,
    state         TEXT COLLATE "C" NOT NULL,
    rung          TEXT COLLATE "C", -- of the ladder
    due_what      TEXT COLLATE "C", -- what is due next
    due_on        TEXT COLLATE "C",
    proposed_at   BIGINT NOT NULL,
    issued_at     BIGINT,
    closed_at     BIGINT,
    appeals       BIGINT NOT NULL, -- how many
    seq           BIGINT NOT NULL, -- of the newest step
    CONSTRAINT supervision_orders_pk PRIMARY KEY (id),
    CONSTRAINT supervision_orders_state_known CHECK (state IN (
        'proposed', 'dropped', 'issued', 'replied', 'returned', 'accepted', 'closed', 'withdrawn',
        'cancelled'
    )),
    CONSTRAINT supervision_orders_rung_known CHECK (
        rung IN ('reminder', 'notice', 'talk', 'criticism')
    ),
    CONSTRAINT supervision_orders_due_known CHECK (
        due_what IN ('reply', 'decision', 'correction')
    ),
    CONSTRAINT supervision_orders_unit_fk FOREIGN KEY (unit) REFERENCES units (code)
);
CREATE INDEX supervision_orders_unit_idx ON supervision_orders (unit, proposed_at, id);
CREATE INDEX supervision_orders_due_idx ON supervision_orders (due_on);

-- The steps of orders: who did what, when and why.
CREATE TABLE supervision_events (
    order_id TEXT COLLATE "C" NOT NULL,
    seq      BIGINT NOT NULL, -- 1, 2, 3 and so on, without a gap
    at       BIGINT NOT NULL,
    made_by  TEXT COLLATE "C" NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    event    TEXT COLLATE "C" NOT NULL, -- JSON object
    reason   TEXT COLLATE "C",
    evidence TEXT COLLATE "C" NOT NULL, -- JSON array of ids
    CONSTRAINT supervision_events_pk PRIMARY KEY (order_id, seq),
    CONSTRAINT supervision_events_order_fk FOREIGN KEY (order_id) REFERENCES supervision_orders (id)
);

-- Rules that propose orders, and time limits. The newest version holds; orders name theirs.
CREATE TABLE supervision_rules (
    version      BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    CONSTRAINT supervision_rules_pk PRIMARY KEY (version)
);

CREATE RULE supervision_events_stay AS ON UPDATE TO supervision_events DO INSTEAD NOTHING;

CREATE RULE supervision_events_are_kept AS ON DELETE TO supervision_events DO INSTEAD NOTHING;

CREATE RULE supervision_rules_stay AS ON UPDATE TO supervision_rules DO INSTEAD NOTHING;

CREATE RULE supervision_rules_are_kept AS ON DELETE TO supervision_rules DO INSTEAD NOTHING;
