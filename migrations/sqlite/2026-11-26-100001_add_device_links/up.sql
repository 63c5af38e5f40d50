-- A link that signs a phone in once.
CREATE TABLE device_links (
    digest     TEXT NOT NULL, -- SHA-256 of its secret, hexadecimal
    user_name  TEXT NOT NULL,
    label      TEXT NOT NULL, -- which phone, for people; may be empty
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    CONSTRAINT device_links_pk PRIMARY KEY (digest),
    CONSTRAINT device_links_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);
