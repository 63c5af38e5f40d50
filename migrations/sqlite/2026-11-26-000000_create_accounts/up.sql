-- People and programs that may sign in. A password stands here as its Argon2 hash only, a token as
-- its SHA-256: neither can be read back.
CREATE TABLE users (
    name            TEXT NOT NULL,
    display_name    TEXT NOT NULL,
    password_hash   TEXT, -- PHC string; without one only a link or a token lets in
    must_change     BIGINT NOT NULL, -- 1: the password was set by someone else
    failures        BIGINT NOT NULL, -- since the last success
    locked_until    BIGINT,
    disabled_at     BIGINT,
    created_at      BIGINT NOT NULL,
    CONSTRAINT users_pk PRIMARY KEY (name)
);

CREATE TABLE user_roles (
    user_name TEXT NOT NULL,
    role      TEXT NOT NULL,
    unit      TEXT NOT NULL, -- empty for everything
    CONSTRAINT user_roles_pk PRIMARY KEY (user_name, role, unit),
    CONSTRAINT user_roles_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);

CREATE TABLE sessions (
    digest     TEXT NOT NULL, -- SHA-256 of the token, hexadecimal
    user_name  TEXT NOT NULL,
    kind       TEXT NOT NULL,
    label      TEXT NOT NULL, -- which browser, phone or program, for people
    rights     TEXT, -- JSON array that narrows what the roles give
    created_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (digest),
    CONSTRAINT sessions_kind_known CHECK (kind IN ('browser', 'device', 'program')),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);

CREATE INDEX sessions_user_idx ON sessions (user_name);

-- A link that signs in once.
CREATE TABLE sign_in_links (
    digest     TEXT NOT NULL,
    user_name  TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    CONSTRAINT sign_in_links_pk PRIMARY KEY (digest),
    CONSTRAINT sign_in_links_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);
