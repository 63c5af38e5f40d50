DROP TRIGGER audit_log_is_kept;
DROP TRIGGER audit_log_stays;
DROP TABLE audit_log;
