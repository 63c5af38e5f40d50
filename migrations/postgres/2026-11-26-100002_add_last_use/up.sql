-- When somebody used the account last: a session may be gone long before the account is.
ALTER TABLE users ADD COLUMN used_at BIGINT;
