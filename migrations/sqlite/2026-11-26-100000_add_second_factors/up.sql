-- The second factor of an account. Its secret can't be hashed, because codes are made from it: whoever
-- reads this table can make codes, so the database must be protected like the passwords of everybody.
CREATE TABLE second_factors (
    user_name TEXT NOT NULL,
    secret    TEXT NOT NULL, -- Base32
    added_at  BIGINT NOT NULL,
    last_step BIGINT NOT NULL, -- no code of this step or an earlier one is taken again
    CONSTRAINT second_factors_pk PRIMARY KEY (user_name),
    CONSTRAINT second_factors_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);

-- Codes for whoever lost the phone. One that was used is gone.
CREATE TABLE recovery_codes (
    digest    TEXT NOT NULL, -- SHA-256, hexadecimal
    user_name TEXT NOT NULL,
    CONSTRAINT recovery_codes_pk PRIMARY KEY (digest),
    CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);

CREATE INDEX recovery_codes_user_idx ON recovery_codes (user_name);

-- Who passed the first step of signing in and still owes a code.
CREATE TABLE pending_sign_ins (
    digest        TEXT NOT NULL, -- SHA-256 of what the browser holds, hexadecimal
    user_name     TEXT NOT NULL,
    password_hash TEXT, -- the one that was given,
    link          TEXT, -- or the digest of the link
    expires_at    BIGINT NOT NULL,
    CONSTRAINT pending_sign_ins_pk PRIMARY KEY (digest),
    CONSTRAINT pending_sign_ins_user_fk FOREIGN KEY (user_name) REFERENCES users (name)
);
